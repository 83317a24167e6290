"""Cases in the ledger: a step is an entry, and the entries of a case are the case.

What decides stands in the effect of an entry and stays for good: the case, the items and amounts, category, root
cause, role, outcome, verdicts, the day of performance. Who did it, what there is to say and the evidence stand in the
payload, which can be redacted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, cast

import attrs

from creditkit.columns import rebuilt
from creditkit.disputes._case import Case
from creditkit.disputes._states import Action, ImpossibleStep
from creditkit.disputes._steps import DisputedItem, Step, Verdict
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.ledger import Entry, Stored
from creditkit.money import Money
from creditkit.reasons import Finding, Reason

#: The type of the entry of each step; it is the code of its text, too.
TYPES: Mapping[Action, str] = MappingProxyType(
    {
        "register": "dispute_registered",
        "amend": "dispute_amended",
        "investigate": "dispute_investigating",
        "mediate": "dispute_mediating",
        "resolve": "dispute_resolved",
        "perform": "dispute_performed",
        "close": "dispute_closed",
        "withdraw": "dispute_withdrawn",
        "reopen": "dispute_reopened",
    }
)
_ACTIONS: Mapping[str, Action] = MappingProxyType({text: action for action, text in TYPES.items()})
#: Single texts of a step, which stand in the effect under their own names.
_PLAIN = ("category", "root_cause", "responsible", "outcome", "credit_note_id")


def _read_only(given: Mapping[str, Case]) -> Mapping[str, Case]:
    return MappingProxyType(dict(given))


@attrs.frozen
class Cases:
    """The cases that stand in a ledger, and what is odd about their entries.

    Args:
        by_id: the cases, in the order in which they were registered.
        findings: entries that do not fit, each with its reason; they do not count.

    >>> from creditkit.disputes import open_case
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> cases = Cases({"D-118": open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2))})
    >>> len(cases), cases["D-118"].state, [case.case_id for case in cases if case.is_open]
    (1, 'registered', ['D-118'])
    """

    by_id: Mapping[str, Case] = attrs.field(converter=_read_only, hash=False, repr=lambda by_id: repr(dict(by_id)))
    findings: tuple[Finding, ...] = ()

    __reduce__ = rebuilt

    def __iter__(self) -> Iterator[Case]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def __getitem__(self, case_id: str) -> Case:
        return self.by_id[case_id]


def entry_of(case_id: str, step: Step, stream: str, policy: str | None = None) -> Entry:
    """A step as an entry."""
    payload = {f"evidence.{place}": one for place, one in enumerate(step.evidence)}
    payload |= {name: text for name, text in (("by", step.by), ("note", step.note)) if text is not None}
    return Entry(
        f"{case_id}/{step.number}",
        stream,
        TYPES[step.action],
        valid_from=step.on,
        effect={"case": case_id, "step": str(step.number), **_effect(step)},
        payload=payload,
        policy=policy,
    )


def _effect(step: Step) -> dict[str, str]:
    found = {name: text for name in _PLAIN if (text := getattr(step, name)) is not None}
    if step.performed_on is not None:
        found["performed_on"] = step.performed_on.isoformat()
    for place, item in enumerate(step.items):
        found["currency"] = item.amount.currency
        found |= {f"item.{place}": item.document_id, f"item.{place}.amount": str(item.amount.amount)}
        if item.whole:
            found[f"item.{place}.whole"] = "yes"
    for place, verdict in enumerate(step.verdicts):
        found["currency"] = verdict.credit.currency
        found |= {
            f"verdict.{place}": verdict.document_id,
            f"verdict.{place}.outcome": verdict.outcome,
            f"verdict.{place}.credit": str(verdict.credit.amount),
        }
    return found


def cases_of(events: Iterable[Stored], *, parties: Mapping[str, str] | None = None) -> Cases:
    """The cases in the events of a ledger. Other events pass by; a step that was reversed is as if never taken.

    A step that the case could not take where it stood, or that cannot be read, is a finding and does not count; the
    case goes on without it. To see the cases as they were known at a moment, give the events known at it:
    ``cases_of(ledger.events(known_at=…))``.

    Args:
        events: in the ledger's order, of any streams.
        parties: which party a stream is the pseudonym of; a stream that is not named is its own party.

    >>> from datetime import UTC, datetime
    >>> from creditkit.disputes import open_case
    >>> from creditkit.ledger import Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="disputes")
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> case = open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2), by="M. Weber")
    >>> case = case.step("investigate", on=date(2026, 3, 3))
    >>> _ = ledger.append(*case.entries("c-7f3a"), recorded_at=datetime(2026, 3, 3, 9, tzinfo=UTC), salt=bytes(16))
    >>> cases = cases_of(ledger.events(), parties={"c-7f3a": "C-7"})
    >>> cases["D-118"].state, cases["D-118"].disputed, cases.findings
    ('investigating', Money('80.00', 'EUR'), ())
    """
    kept = tuple(events)
    taken_back = _taken_back(kept)
    named = parties or {}
    reader = _Reader()
    for event in kept:
        if event.type in _ACTIONS and "case" in event.figures:
            reader.take(event, named.get(event.stream, event.stream), counts=event.entry_id not in taken_back)
    return reader.cases()


def _taken_back(events: Iterable[Stored]) -> set[str]:
    """The entries that stand reversed. A later event decides first: a reversal that is itself reversed is none."""
    reversals = [(one.entry_id, one.figures["reverses"]) for one in events if "reverses" in one.figures]
    gone: set[str] = set()
    for entry_id, target in reversed(reversals):
        if entry_id not in gone:
            gone.add(target)
    return gone


class _Reader:
    """Puts steps together to cases, in the order in which they come."""

    def __init__(self) -> None:
        self._found: dict[str, Case] = {}
        self._taken: dict[str, int] = {}
        self._findings: list[Finding] = []

    def take(self, event: Stored, party_id: str, *, counts: bool) -> None:
        """One more event: a step, or a finding."""
        case_id = event.figures["case"]
        try:
            step = _step_of(event)
            self._taken[case_id] = max(self._taken.get(case_id, 0), step.number + 1)
            if counts:
                self._found[case_id] = self._after(case_id, party_id, step)
        except ImpossibleStep as error:
            state = error.state or "registered"
            figures = {"action": event.type, "state": state, "allowed": ", ".join(error.allowed)}
            code = "dispute_not_registered" if error.state is None else "dispute_step_impossible"
            self._findings.append(Finding("error", f"events[{event.pos}]", Reason(code, {"case": case_id, **figures})))
        except (CreditkitError, KeyError, ValueError) as error:
            reason = Reason("dispute_step_unreadable", {"case": case_id, "action": event.type, "given": str(error)})
            self._findings.append(Finding("error", f"events[{event.pos}]", reason))

    def _after(self, case_id: str, party_id: str, step: Step) -> Case:
        before = self._found.get(case_id)
        if before is None:
            return Case(case_id, party_id, [step])
        if before.party_id != party_id:
            raise InvalidInput("stream", party_id, f"that of the case, {before.party_id}")
        return attrs.evolve(before, steps=(*before.steps, step))

    def cases(self) -> Cases:
        """What was found."""
        by_id = {name: attrs.evolve(case, taken=self._taken[name]) for name, case in self._found.items()}
        return Cases(by_id, tuple(self._findings))


def _step_of(event: Stored) -> Step:
    """The step that an event records; without evidence and names where they were redacted."""
    figures, payload = event.figures, event.payload or {}
    performed = figures.get("performed_on")
    details: dict[str, Any] = {name: figures[name] for name in _PLAIN if name in figures}
    return Step(
        number=int(figures["step"]),
        action=_ACTIONS[event.type],
        on=event.valid_from,
        performed_on=None if performed is None else date.fromisoformat(performed),
        items=[_item(figures, key) for key in _keys(figures, "item")],
        verdicts=[_verdict(figures, key) for key in _keys(figures, "verdict")],
        evidence=[payload[key] for key in _keys(payload, "evidence")],
        by=payload.get("by"),
        note=payload.get("note"),
        recorded_at=event.recorded_at,
        **details,
    )


def _keys(texts: Mapping[str, str], name: str) -> Iterator[str]:
    place = 0
    while (key := f"{name}.{place}") in texts:
        yield key
        place += 1


def _item(figures: Mapping[str, str], key: str) -> DisputedItem:
    amount = Money(figures[f"{key}.amount"], figures["currency"])
    return DisputedItem(figures[key], amount, whole=f"{key}.whole" in figures)


def _verdict(figures: Mapping[str, str], key: str) -> Verdict:
    credit = Money(figures[f"{key}.credit"], figures["currency"])
    return Verdict(figures[key], cast("Any", figures[f"{key}.outcome"]), credit)
