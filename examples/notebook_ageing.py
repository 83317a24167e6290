"""An analyst's notebook: age receivables as of any day, as known then.

The export is made from the sample, so that the program runs as it stands; a real one is read the same way.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from creditkit.adapters.files import read_facts, write_facts
from creditkit.aging import Buckets, age, dso
from creditkit.receivables import behaviour, open_items
from creditkit.sample import sample_facts

YEAR_END, CLOSE = date(2025, 12, 31), date(2026, 1, 2)

with TemporaryDirectory() as name:
    folder = Path(name)
    write_facts(sample_facts(seed=6, parties=30, months=12, last_day=date(2026, 1, 31)), folder)
    intake = read_facts(
        parties=folder / "parties.csv",
        invoices=folder / "invoices.csv",
        instalments=folder / "instalments.csv",
        allocations=folder / "allocations.csv",
    )

print(f"{intake.accepted['invoices']} documents, {len(intake.rejected)} rows set aside")

for title, snapshot in {
    "as known two days later": intake.facts.at(YEAR_END, known_at=CLOSE),
    "as known now": intake.facts.at(YEAR_END),
}.items():
    ageing = age(open_items(snapshot), Buckets((0, 30, 60, 90, 180)))
    print(f"\n{YEAR_END}, {title}")
    for bucket in ageing.names:
        print(f"  {bucket:>12} {ageing.bucket(bucket, 'CNY').amount:>14,}")
    print(f"  {'balance':>12} {ageing.total('CNY').amount:>14,}")
    print(f"  DSO {dso(snapshot, currency='CNY').value} days")

seen = behaviour(intake.facts.at(YEAR_END), window_days=365)
rates = {party: seen.of(party)["on_time_rate"] for party in seen.party_ids[:5]}
print("\non time:", ", ".join(f"{party} {'-' if rate is None else rate}" for party, rate in rates.items()))
