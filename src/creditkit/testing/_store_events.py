"""Events for stores to keep, and how they are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any

from creditkit.errors import SHOWN
from creditkit.ledger import Row, Stored
from creditkit.ledger._encoding import commit_of, leaf_of, moment_text

#: Texts that a database, a driver or a column type may change: case, blanks, quotes, escapes, other scripts.
TEXTS = (
    "plain", "Plain", "PLAIN", " lead and trail ", "tab\tand\nline\r\n", "it's", '"quoted"', "back\\slash",
    "%s %% {} ?", "'; DROP TABLE ledger; --", "Åse Müller", "信用 额度", "العربية", "🙂", "\u200b", "\ufeff", "\u2028",
    "0", "00", "1e3", "null", "None", "true", "2026-03-01", "x" * 1_000,
)  # fmt: skip
#: In the form in which an entry has them.
COMPOSED = tuple(unicodedata.normalize("NFC", text) for text in TEXTS)
_FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def event_after(last: Row | None, tip: Row | None, stream: str, **fields: Any) -> Stored:
    """The event after the last one of the ledger and of its stream, with some of its fields as given."""
    pos = 0 if last is None else last.pos + 1
    salt, payload = fields.get("salt", b"s" * 32), fields.get("payload", f'{{"note":"{pos}"}}')
    row = Row(
        ledger="conformance",
        pos=pos,
        stream=stream,
        seq=0 if tip is None else tip.seq + 1,
        entry_id=f"e{pos}",
        type="noted",
        valid_from="2026-03-01",
        valid_to="2026-12-31",
        recorded_at=moment_text(_FIRST + timedelta(microseconds=pos)),
        effect='{"points":"-12"}',
        policy=None,
        causes="[]",
        prev=None if tip is None else tip.leaf,
        commit=commit_of(salt, payload),
        leaf=b"",
        salt=salt,
        payload=payload,
    )._replace(**fields)
    return Stored(row._replace(leaf=leaf_of(row)))


class Chain:
    """Makes events that follow one another; ``put`` is what a store should hold once all of them are in it."""

    def __init__(self) -> None:
        self.put: list[Stored] = []
        self._tips: dict[str, Row] = {}

    def events(self, *streams: str) -> Sequence[Stored]:
        """One event after another, each in its stream."""
        return [self.event(stream) for stream in streams]

    def event(self, stream: str, **fields: Any) -> Stored:
        """The next event, with some of its fields as given."""
        last = self.put[-1].row if self.put else None
        stored = event_after(last, self._tips.get(stream), stream, **fields)
        self.put.append(stored)
        self._tips[stream] = stored.row
        return stored

    def redact(self, pos: int) -> None:
        """What a redaction leaves of an event."""
        self.put[pos] = Stored(self.put[pos].row._replace(salt=None, payload=None))

    def copy(self) -> Chain:
        """A chain that goes on from here by itself."""
        other = Chain()
        other.put, other._tips = list(self.put), dict(self._tips)
        return other


def same_row(found: Stored | None, wanted: Stored | None, what: str) -> None:
    """Raises AssertionError for another event, another value in it, or a value of another type."""
    if found is None or wanted is None:
        assert found is wanted, f"{what}: {_shown(found)} found, not {_shown(wanted)}"
        return
    for name, ours, theirs in zip(Row._fields, found.row, wanted.row, strict=True):
        same = type(ours) is type(theirs) and ours == theirs
        assert same, f"{what}: {name} of event {wanted.pos} is {_value(ours)}, not {_value(theirs)}"


def _value(value: object) -> str:
    """In ASCII, for two texts may look alike."""
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"


def same_rows(found: Iterable[Stored], wanted: Iterable[Stored], what: str) -> None:
    """Raises AssertionError where two runs of events differ."""
    for ours, theirs in zip_longest(found, wanted):
        same_row(ours, theirs, what)


def _shown(stored: Stored | None) -> str:
    return "nothing" if stored is None else f"event {stored.pos}"
