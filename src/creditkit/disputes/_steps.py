"""What a step of a case says: the items in dispute, what was decided about each, who looks after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs
from attrs import field

from creditkit.disputes._states import ACTIONS, OUTCOMES, Action, Outcome
from creditkit.errors import InvalidInput
from creditkit.facts import Moment
from creditkit.facts._checks import (
    is_day,
    is_day_or_none,
    is_id,
    is_moment_or_none,
    is_money,
    is_one_of,
    is_text_or_none,
)
from creditkit.money import Money

#: Whether an outcome gives a credit note: for all of it, for a stated share, for what was agreed, or none.
Credit: TypeAlias = Literal["whole", "share", "agreed", "none"]
CREDITS: Mapping[Outcome, Credit] = MappingProxyType(
    {
        "our_fault": "whole",
        "customer_fault_performed": "none",
        "shared": "share",
        "no_malice": "agreed",
        "mediated_and_performed": "agreed",
        "unfounded": "none",
        "withdrawn": "none",
    }
)
#: What a step may say beside who, why and with what evidence, which any of them may.
DETAILS: Mapping[Action, tuple[str, ...]] = MappingProxyType(
    {
        "register": ("items", "category"),
        "amend": ("items", "category"),
        "investigate": (),
        "mediate": (),
        "resolve": ("outcome", "verdicts", "performed_on"),
        "perform": ("performed_on",),
        "close": ("credit_note_id",),
        "withdraw": (),
        "reopen": (),
    }
)


def _above_zero(_: object, attribute: attrs.Attribute[Any], value: Money) -> None:
    if value.minor <= 0:
        raise InvalidInput(attribute.name, str(value), "a positive amount")


def _from_zero(_: object, attribute: attrs.Attribute[Any], value: Money) -> None:
    if value.minor < 0:
        raise InvalidInput(attribute.name, str(value), "zero or a positive amount")


@attrs.frozen
class DisputedItem:
    """How much of which document is in dispute.

    Args:
        document_id: the invoice.
        amount: the part in dispute, above zero, in the document's currency.
        whole: all of the document is in dispute, whatever a correction makes of its amount.

    >>> DisputedItem("0451", Money("80.00", "EUR")).whole
    False
    """

    document_id: str = field(validator=is_id)
    amount: Money = field(validator=[is_money, _above_zero])
    whole: bool = field(default=False, kw_only=True, validator=attrs.validators.instance_of(bool))


@attrs.frozen
class Verdict:
    """What was decided about one item.

    Args:
        document_id: the invoice.
        outcome: whose fault it was.
        credit: the credit note that is due for it; zero is none.

    >>> from creditkit.disputes import open_case
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> case = open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2))
    >>> case = case.step("investigate", on=date(2026, 3, 3))
    >>> case.step("resolve", on=date(2026, 3, 9), outcome="shared", our_share="40%").verdict("0451")
    Verdict(document_id='0451', outcome='shared', credit=Money('32.00', 'EUR'))
    """

    document_id: str = field(validator=is_id)
    outcome: Outcome = field(validator=is_one_of(OUTCOMES))
    credit: Money = field(validator=[is_money, _from_zero])


def _items(given: Iterable[Any]) -> tuple[DisputedItem, ...]:
    items = tuple(given)
    for place, item in enumerate(items):
        if not isinstance(item, DisputedItem):
            remedy = "write DisputedItem('0451', Money('80.00', 'EUR'))"
            raise InvalidInput(f"items[{place}]", item, "a DisputedItem", remedy)
    return items


def _verdicts(given: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(given)


def _references(given: Iterable[str] | str) -> tuple[str, ...]:
    if isinstance(given, str):
        raise InvalidInput("evidence", given, "references in a sequence", "write evidence=('photo-0451.jpg',)")
    return tuple(given)


def _is_text(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _are_references(_: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    for place, one in enumerate(value):
        if not _is_text(one):
            raise InvalidInput(f"{attribute.name}[{place}]", one, "a reference: a text that is not empty")


def _are_items(_: object, attribute: attrs.Attribute[Any], value: tuple[DisputedItem, ...]) -> None:
    seen = set()
    for place, item in enumerate(value):
        path = f"{attribute.name}[{place}]"
        if item.document_id in seen:
            raise InvalidInput(f"{path}.document_id", item.document_id, "each document once")
        if item.amount.currency != value[0].amount.currency:
            remedy = "open a case for each currency"
            raise InvalidInput(f"{path}.amount", str(item.amount), f"amounts in {value[0].amount.currency}", remedy)
        seen.add(item.document_id)


@attrs.frozen(kw_only=True)
class Step:
    """One step of a case. Made by :func:`open_case` and :meth:`Case.step`, or read from the ledger.

    Args:
        number: its place among the recorded steps of the case, from 0; with the case's id it makes the entry's id.
        action: what was done.
        on: the day on which it was done.
        items, category: what is in dispute, and about what; when a case is registered, or amended.
        root_cause: why it came about, as a code of the host's.
        responsible: the role that has to answer (``sales``, ``quality``): a role, not a person.
        outcome: what was decided about the case as a whole.
        verdicts: what was decided about each item.
        performed_on: the day on which the customer did what it had to do; the decision is of ``on``.
        credit_note_id: the credit note that was booked, when a case is closed.
        evidence: references to what proves it, not the files.
        by, note: who did it, and what there is to say. These and the evidence can be redacted in the ledger.
        recorded_at: when it was recorded; None is known as soon as the step before it is.

    >>> from creditkit.disputes import open_case
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> case = open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2), by="M. Weber")
    >>> [step] = case.steps
    >>> step.number, step.action, step.category, step.by, step.redacted.by
    (0, 'register', 'quality', 'M. Weber', None)
    """

    number: int = field(validator=attrs.validators.instance_of(int))
    action: Action = field(validator=is_one_of(ACTIONS))
    on: date = field(validator=is_day)
    items: tuple[DisputedItem, ...] = field(default=(), converter=_items, validator=_are_items)
    category: str | None = field(default=None, validator=is_text_or_none)
    root_cause: str | None = field(default=None, validator=is_text_or_none)
    responsible: str | None = field(default=None, validator=is_text_or_none)
    outcome: Outcome | None = field(default=None, validator=attrs.validators.optional(is_one_of(OUTCOMES)))
    verdicts: tuple[Verdict, ...] = field(default=(), converter=_verdicts)
    performed_on: date | None = field(default=None, validator=is_day_or_none)
    credit_note_id: str | None = field(default=None, validator=is_text_or_none)
    evidence: tuple[str, ...] = field(default=(), converter=_references, validator=_are_references)
    by: str | None = field(default=None, validator=is_text_or_none)
    note: str | None = field(default=None, validator=is_text_or_none)
    recorded_at: Moment | None = field(default=None, validator=is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        allowed = DETAILS[self.action]
        for name in ("items", "category", "outcome", "verdicts", "performed_on", "credit_note_id"):
            if getattr(self, name) and name not in allowed:
                can = ", ".join((*allowed, "root_cause", "responsible", "evidence", "by", "note"))
                raise InvalidInput(name, getattr(self, name), f"with {self.action!r} only: {can}")

    @property
    def redacted(self) -> Step:
        """The same step without what can be redacted in the ledger."""
        return attrs.evolve(self, evidence=(), by=None, note=None)
