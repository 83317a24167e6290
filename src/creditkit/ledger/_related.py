"""What events say of each other, when a ledger is verified: reversals, redactions, balance assertions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from creditkit.errors import CreditkitError
from creditkit.ledger._accounts import accounts_of
from creditkit.ledger._errors import BalanceBroken
from creditkit.ledger._findings import Findings
from creditkit.ledger._references import BALANCE, REDACTION
from creditkit.ledger._reversals import Reversals
from creditkit.ledger._seen import Seen
from creditkit.ledger._stored import Row, Stored


class Related:
    """Takes in the few events that name others, and those whose payload is gone.

    Args:
        seen: the events before the one at hand, or more.
        findings: where to say what is wrong.
    """

    def __init__(self, seen: Seen, findings: Findings) -> None:
        self._seen = seen
        self._findings = findings
        self._reversals = Reversals()
        self._redactions: set[str] = set()
        self._redacted: set[str] = set()
        self._removed: dict[str, tuple[int, object]] = {}
        self._asserting: dict[str, list[tuple[int, object]]] = {}

    def take(self, place: int, row: Row) -> None:
        """An event that may name another, or assert a balance."""
        figures = _figures(row.effect)
        if "reverses" in figures:
            self._reversal(place, row, figures["reverses"])
        if "redacts" in figures or row.type == REDACTION:
            self._redaction(place, row, figures.get("redacts"))
        if row.type == BALANCE:
            if "asserts" not in figures:
                self._findings.say("balance_unchecked", place, row.pos, problem="it asserts nothing")
            self._asserting.setdefault(row.stream, []).append((place, row.pos))

    def removed(self, place: int, row: Row) -> None:
        """An event without its payload."""
        self._removed[row.entry_id] = (place, row.pos)

    def close(self, scan: Callable[[str], Iterable[Stored]], unfit: Iterable[str]) -> None:
        """What can only be told once every event was seen.

        Args:
            scan: the events of a stream, for its balance assertions.
            unfit: streams with events that do not read.
        """
        for name in self._removed.keys() - self._redacted:
            self._findings.say("event_removed_unrecorded", *self._removed[name])
        for name in self._redacted - self._removed.keys():
            place, pos, _ = self._seen.of(name) or (0, None, "")
            self._findings.say("event_not_removed", place, pos)
        for stream, asserting in self._asserting.items():
            if stream in unfit:
                self._unchecked(asserting, "the stream has events that do not read")
            else:
                self._balances(list(scan(stream)), asserting)

    def _reversal(self, place: int, row: Row, target: str) -> None:
        found = self._seen.before(place, target)
        if found is None or found[2] != row.stream or target == row.entry_id or target in self._redactions:
            self._findings.say("reversal_unfit", place, row.pos, given=target)
        elif target in self._reversals:
            self._findings.say("reversal_again", place, row.pos, given=target)
        self._reversals.add(row.entry_id, target)

    def _redaction(self, place: int, row: Row, target: str | None) -> None:
        found = None if target is None else self._seen.before(place, target)
        self._redactions.add(row.entry_id)
        if (
            target is None
            or found is None
            or found[2] != row.stream
            or row.type != REDACTION
            or target in self._redactions
        ):
            self._findings.say("redaction_unfit", place, row.pos, given=target)
        else:
            self._redacted.add(target)

    def _balances(self, events: Sequence[Stored], asserting: Sequence[tuple[int, object]]) -> None:
        """The assertions of one stream: one replay where all are true, else one for each."""
        try:
            accounts_of(events)
        except BalanceBroken:
            for place, pos in asserting:
                self._balance(events, place, pos)
        except CreditkitError as error:
            self._unchecked(asserting, str(error))

    def _balance(self, events: Sequence[Stored], place: int, pos: object) -> None:
        """One assertion, whatever the others say."""
        before = [one for one in events if isinstance(pos, int) and one.pos <= pos]
        plain = [one for one in before[:-1] if one.type != BALANCE]
        try:
            accounts_of([*plain, before[-1]])
        except BalanceBroken as error:
            self._findings.say("balance_broken", place, pos, asserted=str(error.asserted), found=str(error.found))

    def _unchecked(self, asserting: Iterable[tuple[int, object]], problem: str) -> None:
        for place, pos in asserting:
            self._findings.say("balance_unchecked", place, pos, problem=problem)


def _figures(effect: str) -> dict[str, str]:
    """The texts by key; of what does not read, and is said to elsewhere, none."""
    try:
        figures = json.loads(effect)
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in figures.items() if isinstance(value, str)} if isinstance(figures, dict) else {}
