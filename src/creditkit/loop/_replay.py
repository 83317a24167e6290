"""A recorded decision worked out again, and what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import cast

import attrs

from creditkit.errors import CreditkitError, InvalidInput
from creditkit.facts import Facts, Moment, Order, Snapshot
from creditkit.facts._records import OrderStatus
from creditkit.ledger import Stored
from creditkit.limits import Decision
from creditkit.loop._assess import Assessment, assess
from creditkit.loop._digest import digest_of
from creditkit.loop._orders import check
from creditkit.loop._outcomes import (
    ASSESSED,
    CHECKED,
    NONE,
    assessed_figures,
    checked_figures,
    day_of,
    money_of,
)  # fmt: skip
from creditkit.loop._records import ABOUT, LIBRARY, ORDER, PAYER
from creditkit.money import Money
from creditkit.policy import Policy
from creditkit.reasons import Finding, Reason

#: A moment as headers have it.
_MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", re.ASCII)


@attrs.frozen
class Replay:
    """What became of a recorded decision when it was worked out again. Made by :func:`replayed`.

    Args:
        stored: the event.
        findings: what is other than it was: an ``error`` for an unknown policy, other facts or another figure, a
            ``note`` for another version of the library.
        decided: what it comes to now; None where it could not be worked out.

    >>> from datetime import date
    >>> from creditkit.facts import Party
    >>> from creditkit.ledger import Ledger, MemoryStore
    >>> from creditkit.loop import assessment_entry
    >>> from creditkit.policy import ready_made
    >>> known, policy = Facts([Party("C-7", currency="CNY")]), ready_made("manufacturer")
    >>> entry = assessment_entry("a-1", "C-7", assess(policy, known.at(date(2026, 6, 30)), "C-7"))
    >>> when = datetime.fromisoformat("2026-06-30T09:00:00+00:00")
    >>> (receipt,) = Ledger(MemoryStore(), name="decisions").append(entry, recorded_at=when, salt=bytes(16))
    >>> other = replayed(receipt.stored, policy, Facts([Party("C-7", currency="EUR")]))
    >>> other.same, other.findings[0].reason.code, other.differences["headroom"]
    (False, 'replay_facts_differ', ('0.00 CNY', '0.00 EUR'))
    """

    stored: Stored
    findings: tuple[Finding, ...]
    decided: Assessment | Decision | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def same(self) -> bool:
        """Whether policy, facts and every figure are the same."""
        return all(finding.severity != "error" for finding in self.findings)

    @property
    def differences(self) -> Mapping[str, tuple[str, str]]:
        """The figures that differ: as recorded, and as they are now."""
        told = (f.reason.figures for f in self.findings if f.reason.code == "replay_figure_differs")
        return {str(f["figure"]): (str(f["recorded"]), str(f["now"])) for f in told}


def replayed(
    stored: Stored, policies: Policy | Iterable[Policy], facts: Facts, *, party_id: str | None = None
) -> Replay:
    """Works a recorded decision out again, from the facts as they were known then.

    The policy is looked up by its fingerprint, the facts are held to their digest, and every figure that was
    recorded is compared. A decision on a snapshot that saw everything recorded by then is worked out on what was
    known when it was recorded: up to that moment, to the end of that day (facts that were recorded "on" a day), or
    at any time (facts without a time of recording) – the first of these that has the digest.

    Args:
        stored: an event of the type ``credit_assessed`` or ``order_checked``.
        policies: the policies that the host keeps.
        facts: at least those about the party and about the accounts that are connected with it (see
            :func:`digest_of`), with the times of their recording.
        party_id: whose stream it is; None where streams have the names of parties.

    Raises:
        InvalidInput: an event of another type, or one whose effect cannot be read.

    >>> from datetime import date
    >>> from creditkit.facts import Party
    >>> from creditkit.ledger import Ledger, MemoryStore
    >>> from creditkit.loop import assessment_entry
    >>> from creditkit.policy import ready_made
    >>> known, policy = Facts([Party("C-7", currency="CNY")]), ready_made("manufacturer")
    >>> entry = assessment_entry("a-1", "p-31", assess(policy, known.at(date(2026, 6, 30)), "C-7"))
    >>> when = datetime.fromisoformat("2026-06-30T09:00:00+00:00")
    >>> (receipt,) = Ledger(MemoryStore(), name="decisions").append(entry, recorded_at=when, salt=bytes(16))
    >>> replayed(receipt.stored, policy, known, party_id="C-7").same
    True
    """
    _is_decision(stored)
    party = stored.stream if party_id is None else party_id
    recorded, order = stored.figures, _order(stored, party)
    snapshot, findings = _seen(stored, facts, party, order)
    if recorded["library"] != LIBRARY:
        about = {"recorded": recorded["library"], "now": LIBRARY}
        findings += [Finding("note", _path(stored, "library"), Reason("replay_library_differs", about))]
    policy = _policy(policies, stored.row.policy)
    if policy is None:
        unknown = Reason("replay_policy_unknown", {"fingerprint": stored.row.policy})
        return Replay(stored, (*findings, Finding("error", _path(stored, "policy"), unknown)))
    try:
        decided = assess(policy, snapshot, party) if order is None else check(policy, snapshot, order)
    except CreditkitError as error:
        refused = Finding("error", _path(stored, "facts"), Reason("replay_refused", {"problem": str(error)}))
        return Replay(stored, (*findings, refused))
    return Replay(stored, (*findings, *_compared(stored, _figures(decided))), decided)


def _is_decision(stored: Stored) -> None:
    if stored.type not in (ASSESSED, CHECKED):
        raise InvalidInput("stored.type", stored.type, f"{ASSESSED}, {CHECKED}")
    for name in (*ABOUT, *(ORDER if stored.type == CHECKED else ())):
        if name not in stored.figures:
            raise InvalidInput(f"stored.figures.{name}", None, "what an entry of this type has")


def _path(stored: Stored, figure: str) -> str:
    return f"entries[{stored.entry_id}].{figure}"


def _policy(policies: Policy | Iterable[Policy], fingerprint: str | None) -> Policy | None:
    given = [policies] if isinstance(policies, Policy) else policies
    return next((policy for policy in given if policy.fingerprint == fingerprint), None)


def _figures(decided: Assessment | Decision) -> Mapping[str, str]:
    return assessed_figures(decided) if isinstance(decided, Assessment) else checked_figures(decided)


def _order(stored: Stored, party: str) -> Order | None:
    """The order that was asked about."""
    if stored.type != CHECKED:
        return None
    figures = stored.figures
    return Order(
        figures["order_id"], party, cast(Money, money_of(figures["amount"])),
        placed_on=cast(date, day_of(figures["placed_on"])), ship_on=day_of(figures["ship_on"]),
        status=cast(OrderStatus, figures["status"]), prepaid=money_of(figures["prepaid"]),
        payer_id=(stored.payload or {}).get(PAYER),
    )  # fmt: skip


def _seen(stored: Stored, facts: Facts, party: str, order: Order | None) -> tuple[Snapshot, list[Finding]]:
    """The snapshot that the decision was made on; with a finding where the facts are others."""
    digest, orders = stored.figures["facts"], () if order is None else (order.order_id,)
    as_of = cast(date, day_of(stored.figures["as_of"]))
    snapshots = [facts.at(as_of, known_at) for known_at in _known(stored)]
    for snapshot in snapshots:
        if snapshot.knows(party) and digest_of(snapshot, party, orders=orders) == digest:
            return snapshot, []
    first = snapshots[0]
    now = digest_of(first, party, orders=orders) if first.knows(party) else NONE
    return first, [
        Finding("error", _path(stored, "facts"), Reason("replay_facts_differ", {"recorded": digest, "now": now}))
    ]


def _known(stored: Stored) -> Iterator[Moment | None]:
    """When the facts had been recorded that the decision saw, the likeliest first."""
    text = stored.figures["known_at"]
    if text != NONE:
        yield datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else day_of(text)
        return
    yield stored.recorded_at
    yield stored.recorded_at.date()
    yield None


def _compared(stored: Stored, now: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each figure that was recorded and is another now."""
    passed_over: Callable[[str], bool] = frozenset((*ABOUT, *ORDER)).__contains__
    for figure, recorded in stored.figures.items():
        if not passed_over(figure) and recorded != now.get(figure, NONE):
            told = {"figure": figure, "recorded": recorded, "now": now.get(figure, NONE)}
            yield Finding("error", _path(stored, figure), Reason("replay_figure_differs", told))
