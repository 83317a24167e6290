"""What an entry may refer to, and what it may assert."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from creditkit.errors import InvalidInput
from creditkit.ledger._entry import Entry
from creditkit.ledger._errors import BalanceBroken
from creditkit.ledger._repairs import check_penalty
from creditkit.ledger._reversals import Reversals
from creditkit.ledger._stored import Stored

#: Types whose meaning the ledger itself gives.
BALANCE, REDACTION = "balance", "redaction"


class References:
    """Holds the entries of one call to what is recorded already.

    Args:
        known: the recorded events that the entries name, by id; the caller adds what it records.
        stream_events: the events of a stream so far, those of this call included.
    """

    def __init__(self, known: Mapping[str, Stored], stream_events: Callable[[str], Iterator[Stored]]) -> None:
        self._known = known
        self._stream_events = stream_events
        self._reversals: dict[str, Reversals] = {}

    def check(self, entry: Entry) -> None:
        """Raises InvalidInput for an entry that cannot stand here, BalanceBroken for a false assertion."""
        if entry.effect or entry.type in (BALANCE, REDACTION):
            _own_types(entry)
        if entry.repairs is not None:
            self._repair(entry, entry.repairs)
        if entry.reverses is not None:
            self._reversal(entry, entry.reverses)
        if entry.type == BALANCE:
            self._balance(entry)

    def _repair(self, entry: Entry, name: str) -> None:
        """The penalty may come later; what is there has to be one."""
        if name == entry.entry_id:
            raise InvalidInput("repairs", name, "the id of another entry, a penalty")
        target = self._known.get(name)
        if target is not None:
            _same_stream("repairs", entry, target)
            check_penalty(name, target.row.effect)

    def _reversal(self, entry: Entry, name: str) -> None:
        target = self._known.get(name)
        if target is None:
            raise InvalidInput("reverses", name, "the id of a recorded entry")
        _same_stream("reverses", entry, target)
        if target.type == REDACTION:
            raise InvalidInput("reverses", name, "an entry that is no redaction", "what was removed does not come back")
        if entry.stream not in self._reversals:
            self._reversals[entry.stream] = Reversals(self._stream_events(entry.stream))
        reversals = self._reversals[entry.stream]
        if name in reversals:
            raise InvalidInput("reverses", name, "an entry that is not reversed yet", "reverse the reversal first")
        reversals.add(entry.entry_id, name)

    def _balance(self, entry: Entry) -> None:
        from creditkit.ledger._accounts import accounts_of

        found = accounts_of(self._stream_events(entry.stream)).balance(entry.stream, entry.valid_from).total
        asserted = Decimal(entry.effect["asserts"])
        if found != asserted:
            raise BalanceBroken(entry.entry_id, entry.stream, asserted, found)


def _own_types(entry: Entry) -> None:
    """The ledger's own types have their own figures, and no other type has them."""
    if entry.type == REDACTION or "redacts" in entry.effect:
        raise InvalidInput("type", entry.type, "an entry that redacts nothing", "call Ledger.redact")
    if (entry.type == BALANCE) != ("asserts" in entry.effect):
        raise InvalidInput(
            "effect.asserts", entry.effect.get("asserts"), f"points in an entry of type {BALANCE}, and in no other"
        )


def _same_stream(path: str, entry: Entry, other: Stored) -> None:
    if other.stream != entry.stream:
        raise InvalidInput(path, other.entry_id, f"an entry of stream {entry.stream!r}, not of {other.stream!r}")
