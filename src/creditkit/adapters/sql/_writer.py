"""One transaction of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from creditkit.adapters.sql._backend import Session
from creditkit.adapters.sql._statements import BEYOND, Head, Statements, stored
from creditkit.errors import InvalidInput
from creditkit.ledger import LONGEST_NAME, Row, Stored, StoreDamaged, Tip

#: So many characters never take more.
SHORT_NAME = LONGEST_NAME // 4


class SqlWriter:
    """Holds back what is put and stores it in parts of ``page`` events, the last part at the end.

    What was asked is remembered for as long as the part lasts: nobody else writes meanwhile, so the ledger's question
    for a batch answers those of each put as well.
    """

    def __init__(self, session: Session, statements: Statements, head: Head, page: int | None) -> None:
        self._session = session
        self._statements = statements
        self._page = page
        self._ledger = head.ledger
        self._first = self._size = head.size
        self._leaf = head.leaf
        self._found = head.last
        self._put: list[Stored] = []
        self._known: dict[str, Stored | None] = {}
        self._tips: dict[str, Tip | None] = {}
        self._own_tips: dict[str, Stored] = {}
        self._last: Stored | None = None
        self._redacted: set[int] = set()
        self._open = True

    def find(self, entry_id: str) -> Stored | None:
        return self.find_many((entry_id,)).get(entry_id)

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Stored]:
        known = self._known
        asked = dict.fromkeys(entry_ids)
        if unknown := [name for name in asked if name not in known]:
            known.update(dict.fromkeys(unknown))
            for one in map(stored, self._session.find_many(unknown)):
                known[one.row.entry_id] = one
        return {name: self._as_redacted(found) for name in asked if (found := known[name]) is not None}

    def last(self, stream: str | None = None) -> Stored | None:
        if stream is not None:
            return self._last_of(stream)
        if self._last is None and self._size:
            self._last = self._at_head()
        return None if self._last is None else self._as_redacted(self._last)

    def _last_of(self, stream: str) -> Stored | None:
        held = self._own_tips.get(stream)
        if held is None and (rows := self._session.rows(self._statements.tip, (stream,))):
            held = stored(rows[0])
        return None if held is None else self._as_redacted(held)

    def tips(self, streams: Iterable[str]) -> Mapping[str, Tip]:
        tips = self._tips
        asked = set(streams)
        if unknown := [name for name in asked if name not in tips]:
            tips.update(dict.fromkeys(unknown))
            tips.update({name: Tip(seq, leaf) for name, seq, leaf in self._session.tips(unknown)})
        found = {name: tip for name in asked if (tip := tips[name]) is not None}
        return {**found, **{name: self._own_tips[name].tip for name in asked & self._own_tips.keys()}}

    def recorded(self, stream: str) -> Iterator[Stored]:
        page, after, done = self._page or BEYOND, 0, False
        while not done:
            rows = self._session.rows(self._statements.page_of_stream, (stream, after, 0, self._first, page))
            yield from map(stored, rows)
            done = len(rows) < page
            after += len(rows)

    def put(self, stored: Stored) -> None:
        row, known, tips = stored.row, self._known, self._tips
        name, stream = row.entry_id, row.stream
        if not self._open or name not in known or stream not in tips:
            self._ask(name, stream)
        tip = self._own_tips.get(stream) or tips[stream]
        if row.pos != self._size or row.seq != (0 if tip is None else tip.seq + 1):
            due = (self._size, 0 if tip is None else tip.seq + 1)
            raise InvalidInput("stored", (row.pos, row.seq), f"position and sequence {due}")
        if known[name] is not None:
            raise InvalidInput("stored.entry_id", name, "an id that is not in the ledger")
        if row.ledger != self._ledger or len(name) > SHORT_NAME or len(stream) > SHORT_NAME:
            self._may_stand(row)
        self._size += 1
        self._put.append(stored)
        known[name] = self._own_tips[stream] = self._last = stored
        if len(self._put) == self._page:
            self.store()

    def _ask(self, name: str, stream: str) -> None:
        self._is_open()
        self.find_many((name,))
        self.tips((stream,))

    def _may_stand(self, row: Row) -> None:
        if self._ledger not in (None, row.ledger):
            raise InvalidInput("stored.ledger", row.ledger, f"{self._ledger!r}, the ledger that this store holds")
        for name, text in (("entry_id", row.entry_id), ("stream", row.stream)):
            if len(text.encode()) > LONGEST_NAME:
                raise InvalidInput(f"stored.{name}", text, f"at most {LONGEST_NAME:,} bytes in UTF-8")
        self._ledger = row.ledger

    def redact(self, pos: int) -> None:
        self._is_open()
        if not 0 <= pos < self._size:
            raise InvalidInput("pos", pos, f"a position that is recorded, below {self._size}")
        self._redacted.add(pos)

    def store(self) -> None:
        """Writes what is held back, and moves the head."""
        if self._put:
            self._session.add([one.row for one in self._put])
        self._put, self._known, self._tips, self._own_tips = [], {}, {}, {}

    def close(self) -> None:
        """Writes the rest, and takes no more."""
        self._open = False
        self.store()
        if self._redacted:
            self._session.forget(sorted(self._redacted))

    def _as_redacted(self, found: Stored) -> Stored:
        """What was asked for, without what this transaction removes."""
        if not self._redacted or found.row.pos not in self._redacted:
            return found
        return Stored(found.row._replace(salt=None, payload=None))

    def _is_open(self) -> None:
        if not self._open:
            raise InvalidInput("writer", "a writer", "one whose block is not left yet", "open write() again")

    def _at_head(self) -> Stored:
        rows = [self._found] if self._found else self._session.rows(self._statements.at, (self._size - 1,))
        last = stored(rows[0]) if rows else None
        if last is None or last.leaf != self._leaf:
            raise StoreDamaged(f"{self._statements.head} knows {self._size} events, and the last of them is not there")
        return last
