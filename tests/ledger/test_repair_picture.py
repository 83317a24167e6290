"""The picture of repair shows the figures that its page works out."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "explanation"


def test_the_steps_of_the_picture() -> None:
    """In the order of the days."""
    page, picture = (Path(DOCS / f"repair.{kind}").read_text(encoding="utf-8") for kind in ("md", "svg"))
    computed = re.findall(r"^20\d\d-\d\d-\d\d (-?\d+)$", page, re.MULTILINE)
    steps = picture[picture.index('class="steps"') :].split("</g>")[0]
    assert re.findall(r">(-?\d+)<", steps) == computed
    assert len(computed) == 9
