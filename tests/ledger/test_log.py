"""The events that move points, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored, _log
from creditkit.ledger._fold import FOREVER
from creditkit.ledger._log import CREDIT, PENALTY, REPAIR, REVERSAL, Log, log_of, moves_in, moves_of, rows_asserting
from tampered import AT, DAY, SALT, penalty

FIRST = DAY.toordinal()


def entry(name: str, stream: str = "a", **parts: Any) -> Entry:
    return Entry(name, stream, "x", **{"valid_from": DAY, **parts})


ENTRIES = [
    penalty("p1", "a", "-12", valid_to=DAY + timedelta(days=9)),
    entry("n1", "b"),  # moves nothing
    entry("r-late", "b", points="3", repairs="p2"),  # its penalty comes later
    entry("r1", "a", points="3", repairs="p1", valid_from=date(2026, 3, 4)),
    penalty("p2", "b", "-5"),
    entry("r2", "a", points="3", repairs="p1"),
    entry("r3", "a", points="3", repairs='p"3'),  # escaped, and never comes
    entry("back", "a", reverses="r1"),
    entry("c1", "c", points="7"),
    entry("n2", "a"),
    entry("again", "a", reverses="back"),
    entry("back2", "a", reverses="r2"),
    entry("other", "c", points="2", repairs="p1"),  # of another stream
    Entry("sum", "c", "balance", valid_from=DAY, effect={"asserts": "9"}),
]
MOVING = [one.entry_id for one in ENTRIES if one.entry_id not in ("n1", "n2")]


def events() -> list[Stored]:
    """Recorded one row after the other, whatever they refer to: a log reads what is there."""
    made = Ledger(MemoryStore(), name="repair")
    for one in ENTRIES:
        if one.entry_id != "other":
            made.append(one, recorded_at=AT, salt=SALT)
        else:
            made.append(entry("other", "c", points="2"), recorded_at=AT, salt=SALT)
    return [
        Stored(one.row._replace(effect='{"points":"2","repairs":"p1"}')) if one.entry_id == "other" else one
        for one in made.events()
    ]


EVENTS = events()


def read(events: Iterable[Stored], since: Log | None = None) -> Log:
    """A log of whole events."""
    return log_of(moves_in(events), since)


def check(log: Log) -> None:
    """Column by column, worked out by hand."""
    assert log.size == 14
    assert log.streams == ("a", "b", "c")
    assert log.ids == MOVING
    row = {name: place for place, name in enumerate(MOVING)}
    assert log.index == row
    assert log.types == ["promise_broken", "x", "x", "promise_broken", "x", "x", "x", "x", "x", "x", "x", "balance"]
    assert log.recorded == [one.row.recorded_at for one in EVENTS if one.entry_id in row]
    assert log.pos.tolist() == [0, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13]
    assert [log.streams[code] for code in log.stream.tolist()] == list("ababaaacaacc")
    assert log.start.tolist() == [FIRST] * 2 + [FIRST + 3] + [FIRST] * 9
    assert log.end.tolist() == [FIRST + 9] + [FOREVER] * 11
    target = {"r-late": "p2", "r1": "p1", "r2": "p1", "back": "r1", "again": "back", "back2": "r2"}
    assert log.target.tolist() == [row[target[name]] if name in target else -1 for name in MOVING]
    assert log.waiting == {row["r3"]: 'p"3', row["other"]: "p1"}
    kinds = [PENALTY, REPAIR, REPAIR, PENALTY, REPAIR, REPAIR, REVERSAL, CREDIT, REVERSAL, REVERSAL, REPAIR]
    assert log.kinds.tolist()[:-1] == kinds
    assert {one.dtype for one in (log.pos, log.stream, log.start, log.end, log.term, log.target)} == {np.dtype("i8")}
    assert np.flatnonzero(~log.standing).tolist() == [row["r2"], row["back"]]
    assert len(log.terms) == len(set(log.terms)) == 8
    assert {one.repairs or one.reverses or one.redacts for one in log.terms} == {None}
    assert log.codes == {"a": 0, "b": 1, "c": 2}
    assert [log.rows_of(code) for code in range(3)] == [
        [place for place in range(12) if log.stream[place] == code] for code in range(3)
    ]
    assert log.move(row["r1"]) == ("r1", 3, FIRST + 3, FOREVER, log.terms[log.term[row["r1"]]], "p1")
    assert log.move(row["r3"]).about == 'p"3'
    assert log.move(row["p1"]).about is None
    assert [log.ids[one] for one in rows_asserting(log, 0)] == ["sum"]
    assert [log.ids[one] for one in rows_asserting(log, 11)] == ["sum"]
    assert list(rows_asserting(log, 12)) == []


def test_columns_by_hand() -> None:
    """Of all kinds of events, read at once."""
    check(read(EVENTS))


@pytest.mark.parametrize("chunk", [1, 3, 5])
def test_chunks_leave_no_seam(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """However many are read at a time, and however few effects are remembered."""
    monkeypatch.setattr(_log, "_CHUNK", chunk)
    monkeypatch.setattr(_log, "_REMEMBERED", 2)
    check(read(EVENTS))


@pytest.mark.parametrize("cut", range(15))
def test_a_log_goes_on(cut: int) -> None:
    """From wherever an earlier one ends, which stays as it was."""
    earlier = read(EVENTS[:cut])
    ids, waiting = list(earlier.ids), dict(earlier.waiting)
    check(read(EVENTS[cut:], earlier))
    assert (earlier.ids, earlier.waiting, earlier.size) == (ids, waiting, cut)
    check(read([], read(EVENTS)))


def test_events_are_taken_in_by_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, no more than a chunk of rows is held, and of effects as many texts as are allowed."""
    sizes, known, taken = [], [], _log._Reader.read

    def counted(self: Any, chunk: list[Any]) -> None:
        taken(self, chunk)
        sizes.append(len(chunk))
        known.append(len(self._effects._known))

    monkeypatch.setattr(_log, "_CHUNK", 2)
    monkeypatch.setattr(_log, "_REMEMBERED", 3)
    monkeypatch.setattr(_log._Reader, "read", counted)
    read(EVENTS)
    assert sizes == [2] * 7
    assert known == [2, 3, 4, 1, 3, 3, 5]


def test_an_effect_is_parsed_once_for_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events that differ in the entry that they repair have one parse; whatever stands behind the name is looked at."""
    parsed: list[Any] = []
    terms_of = _log.terms_of
    monkeypatch.setattr(_log, "terms_of", lambda figures: (parsed.append(figures), terms_of(figures))[1])
    made = Ledger(MemoryStore(), name="repair")
    shares = ["0.5", "0.8", "0.5", "0.8"]
    repairs = [entry(f"r{i}", repairs=f"p{i}", effect={"share": share}) for i, share in enumerate(shares)]
    made.append(*[penalty(f"p{i}", "a", "-12") for i in range(4)], *repairs, recorded_at=AT, salt=SALT)
    log = read(made.events())
    assert [figures.get("share") for figures in parsed] == [None, "0.5", "0.8"]
    assert [log.move(row).terms.share for row in range(4, 8)] == [Fraction(share) for share in shares]
    assert [log.move(row).about for row in range(4, 8)] == ["p0", "p1", "p2", "p3"]


def test_a_long_while_without_points() -> None:
    """Events that move nothing may fill whole chunks, after some that do."""
    made = Ledger(MemoryStore(), name="repair")
    made.append(penalty("p"), *[entry(f"n{i}") for i in range(_log._CHUNK * 2)], recorded_at=AT, salt=SALT)
    assert (made.accounts().size, made.accounts().balance("c-1", DAY).total) == (_log._CHUNK * 2 + 1, -12)


def test_an_empty_log() -> None:
    """Nothing in any column."""
    log = read([])
    assert (log.size, log.streams, log.ids, log.terms, log.waiting) == (0, (), [], (), {})
    assert [len(one) for one in (log.pos, log.stream, log.start, log.end, log.term, log.target)] == [0] * 6
    assert {one.dtype for one in (log.pos, log.stream, log.start, log.end, log.term, log.target)} == {np.dtype("i8")}
    assert list(rows_asserting(log, 0)) == []


def test_a_balance_is_asserted_by_its_type() -> None:
    """Of another type the words assert nothing."""
    log = read([Stored(EVENTS[13].row._replace(type="x"))])
    assert list(rows_asserting(log, 0)) == []


def test_an_effect_that_does_not_read() -> None:
    """It is told by the event's id, wherever it stands."""
    wrong = Stored(EVENTS[4].row._replace(effect='{"points":"x"}'))
    with pytest.raises(InvalidInput) as refused:
        read([*EVENTS[:4], wrong])
    assert refused.value.path == "events[p2].points"


class Moves(MemoryStore):
    """A store that can leave out what a replay does not need."""

    def moves(self, start: int, stop: int, *, stream: str | None = None) -> Any:
        self.asked = (start, stop, stream)
        return moves_in(self.scan(start, stop, stream=stream))


def test_a_store_is_asked_for_moves_alone() -> None:
    """Where it can give them: of those positions, of that stream."""
    store = Moves()
    made = Ledger(store, name="repair")
    made.append(*[penalty(f"e{i}", "ab"[i % 2]) for i in range(6)], recorded_at=AT, salt=SALT)
    assert [move[0] for move in moves_of(store, 1, 5, "b")] == [1, 3]
    assert store.asked == (1, 5, "b")
