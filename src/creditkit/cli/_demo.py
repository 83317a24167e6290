"""``creditkit demo``: the review of the shipped sample under a ready-made policy, with a summary on the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import attrs

from creditkit.adapters.files import write_facts, write_ledger
from creditkit.adapters.files._open_ledger import STREAMS
from creditkit.adapters.files._write import write_rows
from creditkit.cli._review import INPUTS, Call, run
from creditkit.cli._summary import summary
from creditkit.cli._words import SUMMARY
from creditkit.facts import Facts
from creditkit.policy import ready_made
from creditkit.reasons import Language, Reason
from creditkit.sample import sample_facts, sample_ledger, sample_pseudonyms
from creditkit.sample._ledger import LAST_DAY

#: The demo's ledger is always the same.
SEED = 20251231
POLICY: Literal["manufacturer"] = "manufacturer"
#: Lines of the command at the end are not longer.
LINE = 96
#: Rows as exports hold them, added to the sample's invoices so that the demo has something to set aside.
ODD_ROWS = (
    "ODD-1,{party},invoice,EURO,100.00,2025-11-03,2025-12-03,,,,,,,,,,",
    "ODD-2,{party},invoice,CNY,100.005,2025-11-03,2025-12-03,,,,,,,,,,",
    "ODD-3,{party},invoice,CNY,one hundred,2025-11-03,2025-12-03,,,,,,,,,,",
    "ODD-4,{party},invoice,CNY,100.00,2025-11-31,2025-12-03,,,,,,,,,,",
    "ODD-5,,invoice,CNY,100.00,2025-11-03,2025-12-03,,,,,,,,,,",
)


def demo(out: Path, as_of: date, language: Language) -> tuple[Reason, ...]:
    """Writes the sample as CSV files, reviews them under a policy like anybody's, and prints a summary."""
    folder = out / "input"
    facts = sample_facts(seed=SEED)
    written = write_facts(facts, folder)
    party = min(facts.at(as_of).invoices.labels("party_id").labels)
    with (folder / "invoices.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(row.format(party=party) + "\n" for row in ODD_ROWS)
    inputs = {name: folder / f"{name}.csv" for name in INPUTS if f"{name}.csv" in written.rows}
    points = _points(facts, folder)
    policy = ready_made(POLICY)
    call = Call(inputs=inputs, out=out / "review", as_of=as_of, language=language, policy=policy)
    done = run(attrs.evolve(call, ledger=points["ledger"], streams=points["streams"]))
    if done.review is not None:
        width = shutil.get_terminal_size((100, 24)).columns
        print(summary(done.intake, done.review, language, width, done.applied))
        print(f"\n{folder}/*.csv -> {out / 'review'}/")
        print("\n".join(_hint({**inputs, **points}, party, as_of, language)))
    return done.refused


def _points(facts: Facts, folder: Path) -> dict[str, Path]:
    """The ledger of points as a file, and whose its streams are as another."""
    ledger = sample_ledger(facts, seed=SEED)
    paths = {"ledger": folder / "ledger.jsonl", "streams": folder / "streams.csv"}
    write_ledger(ledger, paths["ledger"])
    parties = facts.at(LAST_DAY).parties()
    there = set(ledger.accounts().streams)
    named = sample_pseudonyms(seed=SEED).map(parties)
    write_rows(paths["streams"], STREAMS, sorted(pair for pair in named.items() if pair[0] in there))
    return paths


def _hint(inputs: Mapping[str, Path], party: str, as_of: date, language: Language) -> Iterator[str]:
    """The command that shows one party, over as many lines as it takes."""
    yield SUMMARY[language]["next"]
    words = [f"creditkit show {party} --policy {POLICY} --as-of {as_of}", *(["--lang zh"] if language == "zh" else [])]
    words += [f"--{name} {path}" for name, path in inputs.items()]
    line = " "
    for word in words:
        if len(line) + len(word) > LINE:
            yield f"{line} \\"
            line = "   "
        line = f"{line} {word}"
    yield line
