"""``creditkit demo``: the review of the shipped sample under a ready-made policy, with a summary on the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from creditkit.adapters.files import write_facts
from creditkit.cli._review import INPUTS, Call, run
from creditkit.cli._summary import summary
from creditkit.cli._words import SUMMARY
from creditkit.policy import ready_made
from creditkit.reasons import Language, Reason
from creditkit.sample import sample_facts

#: The demo's ledger is always the same.
SEED = 20251231
POLICY: Literal["manufacturer"] = "manufacturer"
#: Lines of the command at the end are not longer.
LINE = 96
#: Rows as exports hold them, added to the sample's invoices so that the demo has something to set aside.
ODD_ROWS = (
    "ODD-1,{party},invoice,EURO,100.00,2025-11-03,2025-12-03,,,,,,,,,",
    "ODD-2,{party},invoice,CNY,100.005,2025-11-03,2025-12-03,,,,,,,,,",
    "ODD-3,{party},invoice,CNY,one hundred,2025-11-03,2025-12-03,,,,,,,,,",
    "ODD-4,{party},invoice,CNY,100.00,2025-11-31,2025-12-03,,,,,,,,,",
    "ODD-5,,invoice,CNY,100.00,2025-11-03,2025-12-03,,,,,,,,,",
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
    policy = ready_made(POLICY)
    done = run(Call(inputs=inputs, out=out / "review", as_of=as_of, language=language, policy=policy))
    if done.review is not None:
        width = shutil.get_terminal_size((100, 24)).columns
        print(summary(done.intake, done.review, language, width))
        print(f"\n{folder}/*.csv -> {out / 'review'}/")
        print("\n".join(_hint(inputs, party, as_of, language)))
    return done.refused


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
