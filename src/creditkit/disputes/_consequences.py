"""From a case to points: what its outcome costs or gives back, as entries that the ledger does not hold yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from creditkit.disputes._case import Case
from creditkit.disputes._conduct import standing
from creditkit.disputes._repair import Recorded, Refused, RepairRules
from creditkit.disputes._states import OUTCOMES, PERFORMED
from creditkit.errors import InvalidInput
from creditkit.ledger import Entry
from creditkit.reasons import Reason

#: The event by which a dispute without ground costs points.
UNFOUNDED = "dispute_unfounded"
#: The outcome of every case that ends with a decision for which the customer is not to blame in full.
RESOLVED = "dispute_resolved"
#: The type of the entry that takes back what a decision did.
REOPENED = "decision_reopened"
#: Outcomes after which that is not said: nothing was lost, or nothing was right.
_NOT_RESOLVED = frozenset({"our_fault", "unfounded", "withdrawn"})


@attrs.frozen
class Consequences:
    """What a case does to the points.

    Args:
        entries: to be recorded, in this order.
        refused: what gives nothing back, and why.

    >>> from datetime import date
    >>> from creditkit.disputes import DisputedItem, Penalty, open_case
    >>> from creditkit.money import Money
    >>> items, rules = [DisputedItem("0451", Money("80.00", "EUR"))], RepairRules([Penalty("promise_broken", -3, 365)])
    >>> case = open_case("D-1", "C-7", items, category="quality", on=date(2026, 3, 2))
    >>> case = case.step("investigate", on=date(2026, 3, 3)).step("resolve", on=date(2026, 3, 9), outcome="no_malice")
    >>> lost = rules.penalty("promise_broken", "C-7", entry_id="p-1", on=date(2026, 2, 20))
    >>> found = consequences(case, rules, penalty=lost)
    >>> found.entries, [one.reason.code for one in found.refused]
    ((), ['repair_without_rule'])
    """

    entries: tuple[Entry, ...] = ()
    refused: tuple[Refused, ...] = ()


def consequences(
    case: Case, rules: RepairRules, *, penalty: Recorded | None = None, stream: str | None = None,
    recorded: Iterable[Recorded] = (), policy: str | None = None,
) -> Consequences:  # fmt: skip
    """What the decision about a case does to the points.

    A dispute without ground costs what the rules say of ``dispute_unfounded``. Every other outcome does to the
    penalty that the case is about what its rule says; a rule for ``dispute_resolved`` counts beside it for all that
    are not by our fault, unfounded or withdrawn, and the better of the two counts. A case that was reopened takes
    back what an earlier decision did; what holds good only when it is performed waits for that.

    Args:
        case: with its steps so far.
        rules: what outcomes cost and give back.
        penalty: the entry that the case is about, where it is about one. None says that nothing was lost by what is in
            dispute, as in most cases; then there is nothing to give back, and nothing is refused.
        stream: the party's stream; by default the party's id.
        recorded: what is in the stream. What is recorded already is left out, so a job may ask every night.
        policy: the fingerprint of the policy.

    Raises:
        InvalidInput: the penalty is of another stream.

    >>> from datetime import date
    >>> from creditkit.disputes import DisputedItem, Penalty, RepairRule, open_case
    >>> from creditkit.money import Money
    >>> case = open_case(
    ...     "D-1", "C-7", [DisputedItem("0451", Money("80.00", "EUR"))], category="quality", on=date(2026, 3, 2)
    ... )
    >>> case = case.step("investigate", on=date(2026, 3, 3)).step("resolve", on=date(2026, 3, 9), outcome="no_malice")
    >>> rules = RepairRules([Penalty("promise_broken", -3, 365)], [RepairRule("no_malice", "waive")])
    >>> lost = rules.penalty("promise_broken", "C-7", entry_id="promise_broken/C-7/EV-3", on=date(2026, 2, 20))
    >>> [entry] = consequences(case, rules, penalty=lost).entries
    >>> entry.entry_id, entry.repairs, entry.valid_from
    ('no_malice/C-7/D-1', 'promise_broken/C-7/EV-3', datetime.date(2026, 3, 9))
    """
    stream = case.party_id if stream is None else stream
    if penalty is not None and penalty.stream != stream:
        raise InvalidInput("penalty", penalty.entry_id, f"an entry of stream {stream!r}, not of {penalty.stream!r}")
    events = tuple(recorded)
    known, stand = {one.entry_id for one in events}, standing(events)
    given = [_unless_reversed(one, stand) for one in _given(case, rules, penalty, stream, policy)]
    entries = [one for one in given if isinstance(one, Entry)]
    holds = {one.entry_id for one in entries}
    back = (_back(one, case, policy) for one in _earlier(case, rules, stream, stand) if one.entry_id not in holds)
    new = (one for one in entries if one.entry_id not in known)
    return Consequences((*back, *new), tuple(one for one in given if isinstance(one, Refused)))


def _unless_reversed(given: Entry | Refused, stand: Iterable[Recorded]) -> Entry | Refused:
    """What is given, unless it reverses what somebody else has reversed already."""
    if isinstance(given, Refused) or given.reverses is None:
        return given
    by = [one for one in stand if one.figures.get("reverses") == given.reverses and one.entry_id != given.entry_id]
    return Refused(Reason("repair_reversed", {"penalty": given.reverses, "by": by[0].entry_id})) if by else given


def _given(
    case: Case, rules: RepairRules, penalty: Recorded | None, stream: str, policy: str | None
) -> Iterator[Entry | Refused]:
    """What the decision in force does."""
    if case.outcome is None or case.decided_on is None:
        return
    if case.outcome == "unfounded" and rules.penalty_of(UNFOUNDED) is not None:
        yield rules.penalty(
            UNFOUNDED, stream, entry_id=_name(UNFOUNDED, stream, case, case.reopened), on=case.decided_on,
            causes=(case.case_id,), policy=policy,
        )  # fmt: skip
    if penalty is None or case.outcome in ("unfounded", "withdrawn"):
        return
    for outcome in _outcomes(case, rules):
        yield rules.repair(
            outcome, penalty, entry_id=_name(outcome, stream, case, case.reopened), decided_on=case.decided_on,
            performed_on=case.performed_on, causes=(case.case_id,), policy=policy,
        )  # fmt: skip


def _outcomes(case: Case, rules: RepairRules) -> Iterator[str]:
    yield str(case.outcome)
    waits = case.outcome in PERFORMED and case.performed_on is None
    if case.outcome not in _NOT_RESOLVED and not waits and rules.rule_for(RESOLVED) is not None:
        yield RESOLVED


def _name(kind: str, stream: str, case: Case, reopened: int) -> str:
    """The id of an entry: what, whose, of which case, and after which reopening."""
    return f"{kind}/{stream}/{case.case_id}" + (f"/{reopened}" if reopened else "")


def _earlier(case: Case, rules: RepairRules, stream: str, stand: Iterable[Recorded]) -> Iterator[Recorded]:
    """What decisions about the case did, of the events that stand."""
    kinds = (UNFOUNDED, *(rule.outcome for rule in rules.rules), *OUTCOMES)
    names = {_name(kind, stream, case, number) for kind in kinds for number in range(case.reopened + 1)}
    return (one for one in stand if one.entry_id in names)


def _back(one: Recorded, case: Case, policy: str | None) -> Entry:
    """The reversal of what an earlier decision did."""
    return Entry(
        f"{one.entry_id}/reopened", one.stream, REOPENED, reverses=one.entry_id, valid_from=one.valid_from,
        causes=(case.case_id,), policy=policy,
    )  # fmt: skip
