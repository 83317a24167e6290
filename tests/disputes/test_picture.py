"""The picture of the states shows the table, no more and no less."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from creditkit.disputes import STATES, TRANSITIONS

PICTURE = Path(__file__).parent.parent.parent / "docs" / "reference" / "disputes.svg"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> set[tuple[str | None, str | None, str | None]]:
    """The arrows of a picture."""
    paths = ET.fromstring(text).iter(f"{SVG}path")
    return {(one.get("data-from"), one.get("data-step"), one.get("data-to")) for one in paths if one.get("data-step")}


def test_the_picture_shows_the_table() -> None:
    """An arrow a transition, a box a state, each with its name."""
    text = PICTURE.read_text(encoding="utf-8")
    assert drawn(text) == {(state, step, to) for state, row in TRANSITIONS.items() for step, to in row.items()}
    boxes = [one.get("data-state") for one in ET.fromstring(text).iter(f"{SVG}rect")]
    names = {one.text for one in ET.fromstring(text).iter(f"{SVG}text")}
    assert boxes == list(STATES)
    assert names == {*STATES, *(step for row in TRANSITIONS.values() for step in row)}


def test_a_missing_arrow_is_noticed() -> None:
    """The broken twin: without the arrow of reopening, another set of arrows."""
    text = PICTURE.read_text(encoding="utf-8")
    less = "\n".join(line for line in text.splitlines() if 'data-step="reopen"' not in line)
    assert drawn(less) != drawn(text)
