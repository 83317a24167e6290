"""The events that move points, in columns: what every replay is made of.

Read once from the rows of a store. An effect is parsed once for all events whose effect reads alike but for the entry
that they repair or reverse: ids differ from event to event, terms hardly do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import compress, islice
from operator import attrgetter
from typing import cast

import attrs
import numpy as np

from creditkit.columns import Ints, Mask
from creditkit.errors import InvalidInput
from creditkit.ledger._fold import FOREVER, Move
from creditkit.ledger._references import BALANCE
from creditkit.ledger._store import MoveSource, Store
from creditkit.ledger._stored import Moving, Stored, moving_of
from creditkit.ledger._terms import Kind, Terms, terms_of

#: Events that are taken in at a time: their rows are gone before the next come.
_CHUNK = 2_048
#: Effects that are remembered by their text at a time.
_REMEMBERED = 65_536
#: Kinds by their place: first those that the fold takes, in its order.
KINDS: tuple[Kind, ...] = ("penalty", "repair", "conduct", "credit", "reversal", "other")
PENALTY, REPAIR, CONDUCT, CREDIT, REVERSAL, _ = range(len(KINDS))
_MARKS = ('"repairs":"', '"reverses":"')


@attrs.frozen(eq=False, slots=False)
class Log:
    """Events in columns, in order of position, those that move no points left out.

    Attributes:
        size: the position after the last event read, moving points or not.
        streams: every stream that has an event, in order of appearance.
        ids, types, recorded: texts, one a row.
        pos, start, end: positions; first and last days as ordinals, FOREVER for none.
        stream, term: places in ``streams`` and ``terms``.
        target: the row that is repaired or reversed, −1 where there is none in the stream.
        terms: different terms, without the ids in them.
        waiting: rows whose target is not there, by its id.
        index: rows by id.
    """

    size: int
    streams: tuple[str, ...]
    ids: list[str]
    types: list[str]
    recorded: list[str]
    pos: Ints
    stream: Ints
    start: Ints
    end: Ints
    term: Ints
    target: Ints
    terms: tuple[Terms, ...]
    waiting: dict[int, str]
    index: dict[str, int]

    @cached_property
    def codes(self) -> dict[str, int]:
        """The place of each stream."""
        return {stream: code for code, stream in enumerate(self.streams)}

    @cached_property
    def standing(self) -> Mask:
        """Rows that no standing reversal takes back."""
        standing = np.ones(len(self.ids), np.bool_)
        for row in np.flatnonzero(self.kinds == REVERSAL)[::-1].tolist():
            target = self.target[row]
            if standing[row] and 0 <= target < row:
                standing[target] = False
        return standing

    @cached_property
    def kinds(self) -> Ints:
        """The kind of each row, by its place in KINDS."""
        return np.array([KINDS.index(terms.kind) for terms in self.terms], np.int64)[self.term]

    @cached_property
    def _by_stream(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.stream, kind="stable")
        return order, np.searchsorted(self.stream[order], np.arange(len(self.streams) + 1))

    def rows_of(self, stream: int) -> list[int]:
        """The rows of a stream, in order of position."""
        order, bounds = self._by_stream
        rows: list[int] = order[bounds[stream] : bounds[stream + 1]].tolist()
        return rows

    def move(self, row: int) -> Move:
        """One row as the fold reads it."""
        target = int(self.target[row])
        about = self.ids[target] if target >= 0 else self.waiting.get(row)
        return Move(
            self.ids[row], int(self.pos[row]), int(self.start[row]), int(self.end[row]),
            self.terms[self.term[row]], about,
        )  # fmt: skip


def moves_in(events: Iterable[Stored]) -> Iterator[Moving]:
    """Of each event what a log is made of."""
    return map(moving_of, map(attrgetter("row"), events))


def moves_of(store: Store, start: int, stop: int, stream: str | None) -> Iterator[Moving]:
    """The same of the events of a store, asked for without the rest where the store can."""
    if issubclass(type(store), MoveSource):
        return cast("MoveSource", store).moves(start, stop, stream=stream)
    return moves_in(store.scan(start, stop, stream=stream))


def log_of(moves: Iterable[Moving], since: Log | None = None) -> Log:
    """Reads events in order of position, after those of an earlier log if there is one.

    Raises:
        InvalidInput: the events are not in order, or start before the end of the earlier log; an effect does not
            read.
    """
    reader = _Reader(since)
    remaining = iter(moves)
    while chunk := list(islice(remaining, _CHUNK)):
        reader.read(chunk)
    return reader.log()


class _Days(dict["str | None", int]):
    """Ordinals by text; each day is parsed once."""

    def __missing__(self, text: str | None) -> int:
        day = self[text] = FOREVER if text is None else date.fromisoformat(text).toordinal()
        return day


class _Places(dict[str, int]):
    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        return place


class _Reader:
    """Takes events in, chunk by chunk."""

    def __init__(self, since: Log | None) -> None:
        self._since = since
        self._size = 0 if since is None else since.size
        self._streams = _Places({} if since is None else since.codes)
        self._rows = 0 if since is None else len(since.ids)
        self._index = {} if since is None else dict(since.index)
        self._texts: tuple[list[str], list[str], list[str]] = ([], [], [])
        self._columns: list[tuple[Ints, ...]] = []
        self._about_rows: list[Ints] = [] if since is None else [np.fromiter(since.waiting, np.int64)]
        self._about: list[str] = [] if since is None else list(since.waiting.values())
        self._effects = _Effects(() if since is None else since.terms)
        self._days = _Days()

    def read(self, chunk: list[Moving]) -> None:
        """Takes in events that follow those before."""
        pos, stream, ids, types, starts, ends, recorded, effects = zip(*chunk, strict=True)
        positions = np.fromiter(pos, np.int64, len(pos))
        self._in_order(positions)
        terms, abouts = self._effects.read(effects, ids)
        numbers = (
            positions,
            np.fromiter(map(self._streams.__getitem__, stream), np.int64, len(pos)),
            np.fromiter(map(self._days.__getitem__, starts), np.int64, len(pos)),
            np.fromiter(map(self._days.__getitem__, ends), np.int64, len(pos)),
            terms,
        )
        keep = self._effects.moves()[terms]
        self._keep(numbers, (ids, map(sys.intern, types), recorded), keep, abouts)

    def _in_order(self, positions: Ints) -> None:
        due = np.concatenate(([self._size], positions[:-1] + 1))
        wrong = positions < due
        if wrong.any():
            at = int(wrong.argmax())
            raise InvalidInput("events", int(positions[at]), f"events in order, from position {due[at]} on")
        self._size = int(positions[-1]) + 1

    def _keep(
        self, numbers: tuple[Ints, ...], texts: tuple[Iterable[str], ...], keep: Mask, abouts: dict[int, str]
    ) -> None:  # fmt: skip
        rows = np.fromiter(abouts, np.int64, len(abouts))
        if not keep.all():
            rows = (np.cumsum(keep) - 1)[rows]
            numbers = tuple(column[keep] for column in numbers)
            texts = tuple(compress(column, keep.tolist()) for column in texts)
        self._columns.append(numbers)
        for kept, column in zip(self._texts, texts, strict=True):
            kept.extend(column)
        first, self._rows = self._rows, self._rows + len(numbers[0])
        self._about_rows.append(rows + first)
        self._about.extend(abouts.values())
        ids = self._texts[0]
        self._index.update(zip(ids[len(ids) - len(numbers[0]) :], range(first, self._rows), strict=True))

    def log(self) -> Log:
        """Everything read so far."""
        since = self._since
        old = () if since is None else (since.pos, since.stream, since.start, since.end, since.term)
        parts = [old, *self._columns] if old else self._columns
        pos, stream, start, end, term = (
            [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, np.int64)] * 5
        )
        ids, types, recorded = self._texts
        if since is not None:
            ids, types, recorded = since.ids + ids, since.types + types, since.recorded + recorded
        target = np.full(len(ids), -1, np.int64)
        if since is not None:
            target[: len(since.target)] = since.target
        waiting = self._aim(target, stream)
        return Log(
            self._size, tuple(self._streams), ids, types, recorded, pos, stream, start, end, term, target,
            self._effects.terms, waiting, self._index,
        )  # fmt: skip

    def _aim(self, target: Ints, stream: Ints) -> dict[int, str]:
        """Fills in the rows that are meant; what is not there, or of another stream, waits."""
        rows = np.concatenate(self._about_rows) if self._about_rows else np.zeros(0, np.int64)
        find = self._index.get
        found = np.fromiter([find(about, -1) for about in self._about], np.int64, len(rows))
        found[stream[found] != stream[rows]] = -1
        target[rows] = found
        return {int(rows[i]): self._about[i] for i in np.flatnonzero(found < 0).tolist()}


class _Effects:
    """Terms by the text of an effect."""

    def __init__(self, terms: Iterable[Terms]) -> None:
        self._places: dict[Terms, int] = {one: place for place, one in enumerate(terms)}
        self._known: dict[str, int] = {}
        self._moves = np.zeros(0, np.bool_)

    @property
    def terms(self) -> tuple[Terms, ...]:
        return tuple(self._places)

    def moves(self) -> Mask:
        """Which terms move points, or assert them."""
        if len(self._moves) != len(self._places):
            self._moves = np.array([one.kind != "other" or one.asserts is not None for one in self._places], np.bool_)
        return self._moves

    def read(self, effects: tuple[str, ...], ids: tuple[str, ...]) -> tuple[Ints, dict[int, str]]:
        """The place of the terms of each effect, and what effects are about, by row."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        known = self._known
        places: list[int | None] = list(map(known.get, effects))
        abouts = {}
        for row in [row for row, place in enumerate(places) if place is None]:
            effect = effects[row]
            pattern, about = _cut(effect)
            place = known.get(pattern)
            if place is None:
                try:
                    place, about = self._parsed(effect)
                except InvalidInput as error:
                    raise error.under(f"events[{ids[row]}]") from None
                if about is None or pattern is not effect:
                    known[pattern] = place
            if about is not None:
                abouts[row] = about
            places[row] = place
        return np.array(places, np.int64), abouts

    def _parsed(self, effect: str) -> tuple[int, str | None]:
        terms = terms_of(json.loads(effect))
        about = terms.repairs if terms.repairs is not None else terms.reverses
        bare = attrs.evolve(terms, repairs=None, reverses=None, redacts=None)
        return self._places.setdefault(bare, len(self._places)), about


def _cut(effect: str) -> tuple[str, str | None]:
    """An effect without the id in it, and that id; as it is where there is none, or where a text has escapes."""
    for mark in _MARKS:
        head, found, rest = effect.partition(mark)
        if found and "\\" not in effect:
            about, _, tail = rest.partition('"')
            return head + mark + tail, about
    return effect, None


def rows_asserting(log: Log, since: int) -> Iterator[int]:
    """Rows of balance assertions, from a row on."""
    asserting = np.array([one.asserts is not None for one in log.terms], np.bool_)
    if asserting.any():
        yield from (row for row in (np.flatnonzero(asserting[log.term[since:]]) + since).tolist()
                    if log.types[row] == BALANCE)  # fmt: skip
