"""Hashes everything anew and holds it together: one pass over the rows of a store, whatever stands in them.

Nothing here believes a row. What is hashed and compared is what the store gives back; a row that cannot be read is a
finding, and the pass goes on behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import islice
from typing import TypeAlias
from unicodedata import is_normalized

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._blocks import BEFORE_THE_FIRST, GARBAGE, Passed, sound
from creditkit.ledger._checkpoints import Checkpoint
from creditkit.ledger._encoding import LEAF, commit_of, header_of
from creditkit.ledger._findings import Findings
from creditkit.ledger._merkle import HASH, Tree
from creditkit.ledger._references import BALANCE, REDACTION
from creditkit.ledger._related import Related
from creditkit.ledger._repairs import Repairs
from creditkit.ledger._store import HeadSource, Store
from creditkit.ledger._stored import Row, Stored
from creditkit.reasons import Finding

_NAMING = frozenset({BALANCE, REDACTION})
#: Rows that are looked at together: enough that what is asked once for all costs little a row.
BLOCK = 1_024
#: How many events a store says were recorded, and the leaf of the last.
End: TypeAlias = tuple[int, bytes | None]


def verified(store: Store, ledger: str, checkpoints: Sequence[Checkpoint]) -> tuple[Finding, ...]:
    """Everything that is wrong with what a store holds of a ledger."""
    verification = Verification(ledger, keep_leaves=bool(checkpoints))
    head = store.head if isinstance(store, HeadSource) else None
    before: End = (0, None) if head is None else head()
    verification.run(store.scan())
    verification.close(lambda stream: store.scan(stream=stream))
    if head is not None:
        verification.ends(before, head(), lambda pos: next(store.scan(pos, pos + 1), None))
    verification.against(checkpoints)
    return verification.findings.all()


class Verification:
    """One pass over the events of a ledger, and what has to be remembered from one to the next.

    Args:
        ledger: its name.
        keep_leaves: whether checkpoints are to be looked at.
    """

    def __init__(self, ledger: str, *, keep_leaves: bool) -> None:
        self.findings = Findings()
        self._passed = Passed(ledger)
        self._related = Related(self._passed.seen, self.findings)
        self._repairs = Repairs(self._passed.seen, self.findings)
        self._tree: Tree | None = Tree() if keep_leaves else None
        self._due = 0
        self._unfit: set[str] = set()

    def run(self, events: Iterable[Stored]) -> None:
        """Looks at every event in turn: at blocks that are sound as they are, at all others row by row."""
        given = iter(events)
        while rows := [stored.row for stored in islice(given, BLOCK)]:
            leaves = self._together(rows)
            if leaves is None:
                leaves = [self._row(row) for row in rows]
            if self._tree is not None:
                self._tree.extend(leaves)

    def _together(self, rows: Sequence[Row]) -> Sequence[bytes] | None:
        """The leaves of a block that is sound; None of one that has to be looked at row by row."""
        first = self._passed.place
        columns = sound(rows, self._passed) if self._due == first else None
        if columns is None:
            return None
        self._due = self._passed.place
        self._repairs.take(first, rows)
        if None in columns.salt:
            for place, row in enumerate(rows, first):
                if row.salt is None:
                    self._related.removed(place, row)
        if not _NAMING.isdisjoint(columns.type) or any(map(_names, set(columns.effect))):
            for place, row in enumerate(rows, first):
                if row.type in _NAMING or _names(row.effect):
                    self._related.take(place, row)
        return columns.leaf

    def _row(self, row: Row) -> bytes:
        """The leaf of an event, made anew; of one that cannot be read, zeros."""
        try:
            header = header_of(row)
            leaf = sha256(LEAF + header).digest()
            self._chain(row, leaf)
            self._texts(row, header)
        except GARBAGE as error:
            leaf = bytes(HASH)
            self._unreadable(row, str(error))
        self._due = _next(row.pos, self._due)
        self._passed.place += 1
        return leaf

    def close(self, scan: Callable[[str], Iterable[Stored]]) -> None:
        """What can only be told at the end; ``scan`` gives the events of a stream."""
        self._repairs.close()
        self._related.close(scan, self._unfit)

    def ends(self, before: End, after: End, at: Callable[[int], Stored | None]) -> None:
        """Whether the events end where the store says.

        Args:
            before: what it said before the pass.
            after: what it said after it. Others record meanwhile, so the events are as many as at some time between.
            at: the event at a position.
        """
        events, (size, leaf) = self._passed.place, before
        if not _is_position(size) or not _is_position(after[0]):
            self.findings.of_head("head_differs", size=size)
        elif events < size:
            self.findings.of_head("head_longer", size=size, events=events)
        elif events > after[0]:
            self.findings.of_head("head_shorter", size=after[0], events=events)
        elif size and ((last := at(size - 1)) is None or last.leaf != leaf):
            self.findings.of_head("head_differs", size=size)

    def against(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Whether the ledger begins with what it was at each checkpoint."""
        tree = Tree() if self._tree is None else self._tree
        for place, one in enumerate(checkpoints):
            if one.origin != self._passed.ledger:
                self.findings.of_checkpoint(
                    "checkpoint_of_other_ledger", place, given=one.origin, accepted=self._passed.ledger
                )
            elif one.size > len(tree):
                self.findings.of_checkpoint("checkpoint_longer", place, size=one.size, events=len(tree))
            elif one.root != tree.root(one.size):
                self.findings.of_checkpoint("checkpoint_differs", place, size=one.size)

    def _say(self, code: str, row: Row, **figures: object) -> None:
        self.findings.say(code, self._passed.place, row.pos, **figures)

    def _chain(self, row: Row, leaf: bytes) -> None:
        """Its place, its hashes, its payload."""
        passed = self._passed
        ledger, pos, stream, seq, name, kind, _, _, recorded, effect, _, _, prev, commit, kept, salt, payload = row
        seq_due, prev_due = passed.tips.get(stream, BEFORE_THE_FIRST)
        if pos != self._due or seq != seq_due or ledger != passed.ledger or name in passed.seen:
            self._misplaced(row, seq_due)
        if kept != leaf:
            self._say("event_leaf_differs", row)
        if prev != prev_due:
            self._say("event_prev_differs", row, stream=stream)
        if recorded <= passed.recorded:
            self._say("event_not_later", row, given=recorded, before=passed.recorded)
        passed.recorded = recorded
        passed.tips[stream] = (seq + 1, leaf)
        if salt is None or payload is None:
            self._without_payload(row)
        elif commit_of(salt, payload) != commit:
            self._say("event_payload_differs", row)
        if kind in _NAMING or _names(effect):
            self._related.take(passed.place, row)
        passed.seen.add(name, stream, pos)
        self._repairs.take(passed.place, (row,))

    def _misplaced(self, row: Row, seq_due: int) -> None:
        if row.pos != self._due:
            self._say("event_misplaced", row, given=row.pos, due=self._due)
            if not _is_position(row.pos):
                self._unfit.add(row.stream)
        if row.seq != seq_due:
            self._say("event_out_of_sequence", row, stream=row.stream, given=row.seq, due=seq_due)
        if row.ledger != self._passed.ledger:
            self._say("event_of_other_ledger", row, given=row.ledger, accepted=self._passed.ledger)
        if row.entry_id in self._passed.seen:
            self._say(
                "event_id_again", row, given=row.entry_id, first=(self._passed.seen.of(row.entry_id) or (0, 0))[1]
            )

    def _without_payload(self, row: Row) -> None:
        if row.salt is not None or row.payload is not None:
            self._say("event_half_removed", row, left="salt" if row.payload is None else "payload")
        self._related.removed(self._passed.place, row)

    def _texts(self, row: Row, header: bytes) -> None:
        """Whether a ledger writes such texts."""
        if not _in_form(header):
            self._say("event_text_unfit", row, accepted="text in Unicode's form C")
        if not (row.entry_id.strip() and row.stream.strip() and row.type.strip()):
            self._say("event_text_unfit", row, accepted="an id, a stream and a type")
        if b"\\u0000" in header and any("\0" in one for one in (row.entry_id, row.stream, row.type, row.policy or "")):
            self._say("event_text_unfit", row, accepted="text without NUL characters")
        if not self._passed.days.are_days(row.valid_from, row.valid_to):
            self._say("event_days_unfit", row, given=f"{row.valid_from} {row.valid_to}")
            self._unfit.add(row.stream)
        if not self._passed.days.is_instant(row.recorded_at):
            self._say("event_time_unfit", row, given=row.recorded_at)
        try:
            self._passed.effects.check(row.effect)
            self._passed.effects.check_causes(row.causes)
        except InvalidInput as error:
            self._say("event_terms_unfit", row, given=f"{error.path}: {error.given}", accepted=error.accepted)
            self._unfit.add(row.stream)

    def _unreadable(self, row: Row, problem: str) -> None:
        self._say("event_unreadable", row, given=problem)
        if isinstance(row.stream, str):
            self._unfit.add(row.stream)


def _names(effect: str) -> bool:
    """Whether an effect takes back, or tells of the removal of, another event."""
    return '"reverses":' in effect or '"redacts":' in effect


def _in_form(header: bytes) -> bool:
    """Whether every text is in Unicode's form C. Escaped, a newline before an accent looks like an n with one."""
    text = header.decode()
    if text.isascii() or is_normalized("NFC", text):
        return True
    try:
        canonical(json.loads(text))
    except ValueError:
        return False
    return True


def _next(pos: object, due: int) -> int:
    """The position after the one that an event says it has; a missing event is missed once."""
    return pos + 1 if isinstance(pos, int) else due + 1


def _is_position(pos: object) -> bool:
    return isinstance(pos, int) and 0 <= pos < 2**63
