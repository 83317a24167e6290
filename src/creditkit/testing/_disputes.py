"""Strategies of dispute cases, and the laws of their steps: the table, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from creditkit.disputes import (
    ACTIONS,
    CATEGORIES,
    OUTCOMES_FROM,
    TRANSITIONS,
    Action,
    Case,
    Cases,
    DisputedItem,
    DisputeRules,
    ImpossibleStep,
    cases_of,
    open_case,
)
from creditkit.facts import Document, Moment
from creditkit.ledger import Ledger, MemoryStore, Stored
from creditkit.money import Money
from creditkit.testing._values import FIRST_DAY, LAST_DAY, days

_FIRST_RECORD = datetime(2025, 1, 1, tzinfo=UTC)


def dispute_rules() -> SearchStrategy[DisputeRules]:
    """Rules with and without deadlines, a lapse, a bound on the share of what is open."""
    return st.builds(
        DisputeRules,
        deadlines_days=st.dictionaries(
            st.sampled_from(["registered", "investigating", "mediating", "resolved"]), st.integers(0, 30)
        ),
        lapses_after_days=st.none() | st.integers(0, 40),
        at_most_open_share=st.none() | st.sampled_from(["0", "30%", "0.125", "1"]),
    )


def cases(
    *,
    documents: Sequence[Document] = (),
    case_ids: Sequence[str] = ("K1", "K2", "K3"),
    max_steps: int = 8,
    recorded: bool = True,
) -> SearchStrategy[Case]:
    """Cases that took up to so many steps, each one that the table has.

    Args:
        documents: what they are about: some invoices of one party in one currency, with amounts up to and above
            theirs; without documents they are about some that nobody knows.
        case_ids: their numbers.
        max_steps: how many steps at most, after the first.
        recorded: whether steps have times of recording, late ones among them; else they have none.
    """
    invoices = [one for one in documents if one.kind == "invoice" and one.amount.minor > 0] or _UNKNOWN
    return st.builds(
        _case,
        st.sampled_from(list(case_ids)),
        st.sampled_from(invoices).map(lambda first: _beside(first, invoices)),
        st.lists(st.integers(0, 10), min_size=1, max_size=3),
        days(min_day=FIRST_DAY, max_day=LAST_DAY),
        st.lists(_STEPS, max_size=max_steps),
        st.integers(0, 9) if recorded else st.none(),
    )


#: A step as plain numbers: which of the possible ones, days since the one before, days until it is recorded, details.
_STEPS = st.tuples(st.integers(0, 3), st.integers(0, 25), st.integers(0, 9), st.integers(0, 59))
_UNKNOWN = [
    Document(f"D{n}", "C1", Money.of_minor(n * 1000 + 1, "EUR"), issued_on=FIRST_DAY) for n in range(1, 4)
]  # fmt: skip


def _beside(first: Document, invoices: Sequence[Document]) -> list[Document]:
    """An invoice, and the others of its party in its currency, each number once."""
    owner = (first.party_id, first.amount.currency)
    mine = {one.document_id: one for one in invoices if (one.party_id, one.amount.currency) == owner}
    return [first, *(one for one in mine.values() if one.document_id != first.document_id)]


def _case(
    case_id: str,
    about: Sequence[Document],
    eighths: Sequence[int],
    day: date,
    walk: Sequence[tuple[int, int, int, int]],
    lag: int | None,
) -> Case:
    """A case of plain numbers: eighths of amounts in dispute (0 is the whole), choices among possible steps."""
    evidence, by = ((), None) if eighths[0] % 2 else (("photo 1", "运单 2"), "M. Weber")
    items = [_item(document, part) for document, part in zip(about, eighths, strict=False)]
    case = open_case(
        case_id, about[0].party_id, items, category=CATEGORIES[day.day % len(CATEGORIES)], on=day,
        recorded_at=_recorded(day, lag), evidence=evidence, by=by,
    )  # fmt: skip
    for choice, gap, late, detail in walk:
        action, day = case.allowed[choice % len(case.allowed)], day + timedelta(days=gap)
        moment = None if lag is None else _recorded(day, late, case.steps[-1].recorded_at)
        case = case.step(action, on=day, recorded_at=moment, **_details(case, action, detail))
    return case


def _item(document: Document, eighths: int) -> DisputedItem:
    minor = max(document.amount.minor * (eighths or 8) // 8, 1)
    return DisputedItem(document.document_id, Money.of_minor(minor, document.amount.currency), whole=not eighths)


def _details(case: Case, action: Action, detail: int) -> dict[str, Any]:
    if action == "resolve":
        can = OUTCOMES_FROM[case.state]
        other = {case.items[-1].document_id: can[detail // 6 % len(can)]} if detail % 3 else {}
        return {"outcome": can[detail % len(can)], "outcomes": other, "our_share": "40%" if detail % 2 else "1"}
    if action == "amend" and detail % 2:
        less = case.items[-1].amount.times(Fraction(1, 2))
        items = [DisputedItem(case.items[-1].document_id, less or case.items[-1].amount)]
        return {"items": items, "note": "less than thought"}
    return {"responsible": (None, "sales", "质量部")[detail % 3]}


def _recorded(on: date, days_late: int | None, before: Moment | None = None) -> datetime | None:
    """A moment some days after a step was taken, later than the step before it was recorded."""
    if days_late is None:
        return None
    late = datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(days=days_late)
    return late if not isinstance(before, datetime) else max(late, before + timedelta(microseconds=1))


def check_case_follows_table(case: Case, *, step: Callable[..., Case] = Case.step) -> None:
    """Law: a case goes where the table says, and a step that the table has not is refused with those it has.

    Args:
        case: the case.
        step: takes a step.

    Raises:
        AssertionError: a step off the table was taken, or a step of the table was refused; days that go backwards; a
            credit note above what is in dispute.
    """
    state = None
    for standing in case.course:
        assert TRANSITIONS[state][standing.step.action] == standing.state, f"{state} → {standing.state}"
        state = standing.state
        due = {verdict.document_id: verdict.credit for verdict in standing.verdicts}
        for item in standing.items:
            assert item.document_id not in due or due[item.document_id] <= item.amount, f"{item}: {due}"
    on = [one.on for one in case.steps]
    assert on == sorted(on), f"days go backwards: {on}"
    for action in ACTIONS:
        if action in case.allowed:
            continue
        refused = _refusal(step, case, action)
        assert refused is not None, f"{action} was taken from {case.state}"
        assert refused.allowed == case.allowed, f"{action}: {refused.allowed}, not {case.allowed}"
        assert set(refused.allowed) <= set(TRANSITIONS[case.state]), f"{refused.allowed} from {case.state}"


def _refusal(step: Callable[..., Case], case: Case, action: Action) -> ImpossibleStep | None:
    try:
        step(case, action, on=case.steps[-1].on)
    except ImpossibleStep as error:
        return error
    return None


def check_cases_round_trip(
    given: Iterable[Case], *, read: Callable[[Iterable[Stored]], Iterable[Case]] = cases_of
) -> None:
    """Law: what is read back from a ledger is what was recorded; after redaction, all of it that decides.

    Args:
        given: cases with numbers of their own.
        read: reads the cases of some events.

    Raises:
        AssertionError: a case came back otherwise.
    """
    kept = tuple(given)
    ledger = Ledger(MemoryStore(), name="law")
    entries = [entry for case in kept for entry in case.entries()]
    if entries:
        ledger.append(*entries, recorded_at=_FIRST_RECORD, salt=bytes(16))
    wanted = {case.case_id: [attrs.evolve(step, recorded_at=None) for step in case.steps] for case in kept}
    assert _steps_of(read(ledger.events())) == wanted, "cases came back otherwise"
    for entry in entries:
        ledger.redact(
            entry.entry_id, redaction_id=f"redaction of {entry.entry_id}", valid_from=entry.valid_from,
            recorded_at=_FIRST_RECORD, salt=bytes(16),
        )  # fmt: skip
    bare = {name: [step.redacted for step in steps] for name, steps in wanted.items()}
    assert _steps_of(read(ledger.events())) == bare, "cases came back otherwise after redaction"


def _steps_of(found: Iterable[Case]) -> dict[str, list[Any]]:
    if isinstance(found, Cases):
        assert not found.findings, f"findings on what was recorded in order: {found.findings}"
    return {case.case_id: [attrs.evolve(step, recorded_at=None) for step in case.steps] for case in found}
