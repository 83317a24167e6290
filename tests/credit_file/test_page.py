"""The reference page lists the catalogue as it is."""

from __future__ import annotations

import re
from pathlib import Path

from creditkit.credit_file import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "credit_file.md"


def test_the_page_lists_every_fact() -> None:
    """In order, with both labels; what is observed with its sources and age."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| `\w+` \| [^|]+ \| [^|]*[一-鿿]", line)
    ]
    listed = {row[0].strip("`"): row for row in rows}
    assert list(listed) == list(CATALOGUE)
    for name, fact in CATALOGUE.items():
        row = listed[name]
        assert row[1:3] == [fact.label["en"], fact.label["zh"]]
        if fact.field.choices is not None:
            assert row[3] == "text: " + ", ".join(fact.field.choices)
        if fact.origin in ("observed", "party"):
            assert row[4] == ", ".join(fact.sources)
        if fact.origin == "observed":
            assert row[5].removesuffix(" *") == ("" if fact.max_age_days is None else str(fact.max_age_days))
