"""Hashes everything anew and holds it together: one pass over the rows of a store, whatever stands in them.

Nothing here believes a row. What is hashed and compared is what the store gives back; a row that cannot be read is a
finding, and the pass goes on behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from unicodedata import is_normalized

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._checkpoints import Checkpoint
from creditkit.ledger._effects import Effects
from creditkit.ledger._encoding import LEAF, commit_of, header_of
from creditkit.ledger._findings import Findings
from creditkit.ledger._merkle import HASH, Tree
from creditkit.ledger._references import BALANCE, REDACTION
from creditkit.ledger._related import Related
from creditkit.ledger._seen import Seen
from creditkit.ledger._stored import Row, Stored

_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: What a row raises that is no row: other types than texts, halves of surrogate pairs.
_GARBAGE = (TypeError, ValueError, AttributeError)
_NAMING = (BALANCE, REDACTION)
_BEFORE_THE_FIRST: tuple[int, bytes | None] = (0, None)


class Verification:
    """One pass over the events of a ledger, and what has to be remembered from one to the next.

    Args:
        ledger: its name.
        keep_leaves: whether checkpoints are to be looked at.
    """

    def __init__(self, ledger: str, *, keep_leaves: bool) -> None:
        self.findings = Findings()
        self._seen = Seen()
        self._related = Related(self._seen, self.findings)
        self._ledger = ledger
        self._leaves: list[bytes] | None = [] if keep_leaves else None
        self._place = 0
        self._due = 0
        self._recorded = ""
        self._tips: dict[str, tuple[int, bytes | None]] = {}
        self._days: set[str] = set()
        self._unfit: set[str] = set()
        self._effects = Effects()

    def run(self, events: Iterable[Stored]) -> None:
        """Looks at every event in turn."""
        leaves = self._leaves
        for place, stored in enumerate(events):
            row, self._place = stored.row, place
            try:
                header = header_of(row)
                leaf = sha256(LEAF + header).digest()
                self._chain(row, leaf)
                self._texts(row, header)
            except _GARBAGE as error:
                leaf = bytes(HASH)
                self._unreadable(row, str(error))
            self._due = _next(row.pos, self._due)
            if leaves is not None:
                leaves.append(leaf)

    def close(self, scan: Callable[[str], Iterable[Stored]]) -> None:
        """What can only be told at the end; ``scan`` gives the events of a stream."""
        self._related.close(scan, self._unfit)

    def against(self, checkpoints: Sequence[Checkpoint]) -> None:
        """Whether the ledger begins with what it was at each checkpoint."""
        tree = Tree(self._leaves or ())
        for place, one in enumerate(checkpoints):
            if one.origin != self._ledger:
                self.findings.of_checkpoint(
                    "checkpoint_of_other_ledger", place, given=one.origin, accepted=self._ledger
                )
            elif one.size > len(tree):
                self.findings.of_checkpoint("checkpoint_longer", place, size=one.size, events=len(tree))
            elif one.root != tree.root(one.size):
                self.findings.of_checkpoint("checkpoint_differs", place, size=one.size)

    def _say(self, code: str, row: Row, **figures: object) -> None:
        self.findings.say(code, self._place, row.pos, **figures)

    def _chain(self, row: Row, leaf: bytes) -> None:
        """Its place, its hashes, its payload."""
        ledger, pos, stream, seq, name, kind, _, _, recorded, effect, _, _, prev, commit, kept, salt, payload = row
        seq_due, prev_due = self._tips.get(stream, _BEFORE_THE_FIRST)
        if pos != self._due or seq != seq_due or ledger != self._ledger or name in self._seen:
            self._misplaced(row, seq_due)
        if kept != leaf:
            self._say("event_leaf_differs", row)
        if prev != prev_due:
            self._say("event_prev_differs", row, stream=stream)
        if recorded <= self._recorded:
            self._say("event_not_later", row, given=recorded, before=self._recorded)
        self._recorded = recorded
        self._tips[stream] = (seq + 1, leaf)
        if salt is None or payload is None:
            self._without_payload(row)
        elif commit_of(salt, payload) != commit:
            self._say("event_payload_differs", row)
        if kind in _NAMING or '"reverses":' in effect or '"redacts":' in effect:
            self._related.take(self._place, row)
        self._seen.add(name, stream, pos)

    def _misplaced(self, row: Row, seq_due: int) -> None:
        if row.pos != self._due:
            self._say("event_misplaced", row, given=row.pos, due=self._due)
            if not _is_position(row.pos):
                self._unfit.add(row.stream)
        if row.seq != seq_due:
            self._say("event_out_of_sequence", row, stream=row.stream, given=row.seq, due=seq_due)
        if row.ledger != self._ledger:
            self._say("event_of_other_ledger", row, given=row.ledger, accepted=self._ledger)
        if row.entry_id in self._seen:
            self._say("event_id_again", row, given=row.entry_id, first=(self._seen.of(row.entry_id) or (0, 0))[1])

    def _without_payload(self, row: Row) -> None:
        if row.salt is not None or row.payload is not None:
            self._say("event_half_removed", row, left="salt" if row.payload is None else "payload")
        self._related.removed(self._place, row)

    def _texts(self, row: Row, header: bytes) -> None:
        """Whether a ledger writes such texts."""
        if not _in_form(header):
            self._say("event_text_unfit", row, accepted="text in Unicode's form C")
        if not (row.entry_id.strip() and row.stream.strip() and row.type.strip()):
            self._say("event_text_unfit", row, accepted="an id, a stream and a type")
        if b"\\u0000" in header and any("\0" in one for one in (row.entry_id, row.stream, row.type, row.policy or "")):
            self._say("event_text_unfit", row, accepted="text without NUL characters")
        if not self._are_days(row.valid_from, row.valid_to):
            self._say("event_days_unfit", row, given=f"{row.valid_from} {row.valid_to}")
            self._unfit.add(row.stream)
        time = _TIME.fullmatch(row.recorded_at)
        if time is None or not self._is_day(time[1]):
            self._say("event_time_unfit", row, given=row.recorded_at)
        try:
            self._effects.check(row.effect)
            self._effects.check_causes(row.causes)
        except InvalidInput as error:
            self._say("event_terms_unfit", row, given=f"{error.path}: {error.given}", accepted=error.accepted)
            self._unfit.add(row.stream)

    def _are_days(self, start: str, end: str | None) -> bool:
        return self._is_day(start) and (end is None or (self._is_day(end) and start <= end))

    def _unreadable(self, row: Row, problem: str) -> None:
        self._say("event_unreadable", row, given=problem)
        if isinstance(row.stream, str):
            self._unfit.add(row.stream)

    def _is_day(self, text: str) -> bool:
        """Whether a text is a day of the calendar; days recur, so each is read once."""
        if text in self._days:
            return True
        try:
            sound = _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
        except ValueError:
            return False
        if sound:
            self._days.add(text)
        return sound


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
