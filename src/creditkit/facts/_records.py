"""The facts, one record a kind.

A fact says what is known and, in ``recorded_at``, when it was learned; a fact without
``recorded_at`` was always known. The same id recorded again later is a *correction*: from
then on it stands in the place of the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import attrs
from attrs import field

from creditkit.columns import Value
from creditkit.dates import PaymentTerms
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.facts import _checks as check
from creditkit.facts._checks import Moment
from creditkit.facts._schema import ALLOCATION_KINDS, DOCUMENT_KINDS, ORDER_STATUSES, PARTY_KINDS
from creditkit.money import Money
from creditkit.reasons import Reason

PartyKind: TypeAlias = Literal["customer", "supplier"]
DocumentKind: TypeAlias = Literal["invoice", "credit_note", "receipt"]
AllocationKind: TypeAlias = Literal[
    "cash", "credit_note", "write_off", "discount", "deduction",
    "withholding_tax", "bill", "contra", "exchange", "factoring",
]  # fmt: skip
OrderStatus: TypeAlias = Literal["open", "shipped", "billed", "closed", "cancelled"]


@attrs.frozen
class Party:
    """A customer or supplier account.

    Args:
        party_id: the account's code.
        name: as it is called.
        kind: customer or supplier.
        identity: the legal entity's registration number; accounts that share it are one debtor.
        parent_id: the account of the parent in its group.
        entity_id: which of our own companies keeps the account.
        country, industry: labels, as the host uses them.
        registered_on, registered_capital: from the register; a bare Decimal is in ``currency``.
        customer_since: the first day of business with it.
        credit_limit: as entered; 0 is "no credit", None is unset, ``"unlimited"`` is no limit.
        currency: of the account; taken from the limit or the capital where it is left out.
        payment_terms: contract terms; they date documents that come without a due date, in instalments
            where they say so. Terms that roll to business days need a calendar, which facts have not.

    >>> Party("C-7", parent_id="C-1").kind
    'customer'
    """

    party_id: str = field(validator=check.is_id)
    name: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    kind: PartyKind = field(default="customer", kw_only=True, validator=check.is_one_of(PARTY_KINDS))
    identity: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    parent_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    entity_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    country: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    industry: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    registered_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    registered_capital: Money | Decimal | None = field(default=None, kw_only=True, validator=check.is_figure)
    customer_since: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    credit_limit: Money | Decimal | Literal["unlimited"] | None = field(
        default=None, kw_only=True, validator=check.is_limit
    )
    currency: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    payment_terms: PaymentTerms | None = field(default=None, kw_only=True, validator=check.is_terms_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        for figure in (self.credit_limit, self.registered_capital):
            if isinstance(figure, Money):
                if self.currency is None:
                    object.__setattr__(self, "currency", figure.currency)
                elif self.currency != figure.currency:
                    raise CurrencyMismatch(self.currency, figure.currency)


@attrs.frozen
class Instalment:
    """A part of a document with its own due date.

    >>> Instalment(date(2026, 3, 2), Money("40.00", "EUR")).amount
    Money('40.00', 'EUR')
    """

    due_on: date = field(validator=check.is_day)
    amount: Money = field(validator=check.is_money)


def _instalments(parts: Iterable[Instalment]) -> tuple[Instalment, ...]:
    return tuple(parts)


@attrs.frozen
class Document:
    """An invoice, credit note or receipt.

    Args:
        document_id: its number. The same number recorded again later is a correction.
        party_id: whose it is.
        amount: positive; ``kind`` gives the sign. A negative invoice (the red-letter invoice of
            Chinese practice) is taken as a credit note, and a negative credit note as one too.
        issued_on: the day it was issued, or the day a receipt's money came in.
        due_on: None is "by the party's terms, else undetermined".
        settled_on: the day on which whatever its allocations leave open was closed.
        disputed: in dispute since its issue, where the day is not known.
        disputed_on, dispute_ended_on: first day in dispute, first day no longer.
        disputed_amount: how much of it; None is all.
        our_fault_on: the day on which a dispute about it was found to be our fault. From that day on it says
            nothing about how the party pays; what it owes stands.
        replaces_id: the document that it stands in for (reissue, deferral, dishonoured bill): the
            original due date goes on counting. On a credit note: the document that it cancels.
        entity_id: which of our own companies issued it.
        order_id: the order that an invoice bills, or that a receipt is earmarked for; with it a document moves
            value out of the order instead of adding to it.
        instalments: parts with their own due dates, which sum to ``amount``.

    >>> Document("R-1", "C-7", Money("-80.00", "CNY"), issued_on=date(2026, 5, 20)).kind
    'credit_note'
    """

    document_id: str = field(validator=check.is_id)
    party_id: str = field(validator=check.is_id)
    amount: Money = field(validator=check.is_money)
    issued_on: date = field(kw_only=True, validator=check.is_day)
    due_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    kind: DocumentKind = field(default="invoice", kw_only=True, validator=check.is_one_of(DOCUMENT_KINDS))
    settled_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    disputed: bool = field(default=False, kw_only=True, validator=attrs.validators.instance_of(bool))
    disputed_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    disputed_amount: Money | None = field(default=None, kw_only=True, validator=check.is_money_or_none)
    dispute_ended_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    our_fault_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    replaces_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    entity_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    order_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    instalments: tuple[Instalment, ...] = field(default=(), kw_only=True, converter=_instalments)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        if self.amount.minor < 0:
            self._flip()
        check.same_currency(self.amount, self.disputed_amount)
        for instalment in self.instalments:
            check.same_currency(self.amount, instalment.amount)
        if self.instalments and sum(part.amount.minor for part in self.instalments) != self.amount.minor:
            raise InvalidInput(
                "instalments", [str(p.amount) for p in self.instalments], f"parts that sum to {self.amount}"
            )

    def _flip(self) -> None:
        if self.kind == "receipt":
            raise InvalidInput(
                "amount",
                str(self.amount),
                "a positive amount",
                "a refund is an invoice or a reversed allocation",
            )
        object.__setattr__(self, "kind", "credit_note")
        object.__setattr__(self, "amount", -self.amount)
        if self.disputed_amount is not None:
            object.__setattr__(self, "disputed_amount", abs(self.disputed_amount))
        parts = tuple(Instalment(part.due_on, -part.amount) for part in self.instalments)
        object.__setattr__(self, "instalments", parts)


@attrs.frozen
class Allocation:
    """Settles ``to_id`` by ``amount``, positive.

    Args:
        allocation_id: its number. The same number recorded again later is a correction.
        to_id: the invoice that it settles.
        amount: in the invoice's currency.
        value_on: the day from which it counts; never before both documents are there.
        from_id: the receipt or credit note that it uses up, if that is among the documents.
        kind: how it settles. A ``write_off`` is neither cash nor recovery.
        reversed_on: from that day on it counts no more.

    >>> Allocation("A-1", "0451", Money("80.00", "CNY"), value_on=date(2026, 5, 20), kind="credit_note").to_id
    '0451'
    """

    allocation_id: str = field(validator=check.is_id)
    to_id: str = field(validator=check.is_id)
    amount: Money = field(validator=check.is_money)
    value_on: date = field(kw_only=True, validator=check.is_day)
    from_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    kind: AllocationKind = field(default="cash", kw_only=True, validator=check.is_one_of(ALLOCATION_KINDS))
    reversed_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise InvalidInput(
                "amount",
                str(self.amount),
                "a positive amount",
                "to undo an allocation, record it again with reversed_on",
            )


@attrs.frozen
class Order:
    """An order as it stands.

    Args:
        order_id, party_id: its number and who placed it.
        amount: gross of tax, positive.
        placed_on, ship_on: placed, and planned to leave.
        status: how far it is; ``cancelled`` and ``closed`` orders bind nothing.
        prepaid: cleared and earmarked for it.
        payer_id: who pays, if that is another account.

    >>> Order("O-1", "C-7", Money("80.00", "EUR"), placed_on=date(2026, 5, 20)).status
    'open'
    """

    order_id: str = field(validator=check.is_id)
    party_id: str = field(validator=check.is_id)
    amount: Money = field(validator=check.is_money)
    placed_on: date = field(kw_only=True, validator=check.is_day)
    ship_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    status: OrderStatus = field(default="open", kw_only=True, validator=check.is_one_of(ORDER_STATUSES))
    prepaid: Money | None = field(default=None, kw_only=True, validator=check.is_money_or_none)
    payer_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        check.same_currency(self.amount, self.prepaid)
        for name in ("amount", "prepaid"):
            value = getattr(self, name)
            if value is not None and value.minor < 0:
                raise InvalidInput(name, str(value), "zero or a positive amount")


@attrs.frozen
class Delivery:
    """Goods that left against an order; ``amount`` is gross of tax, positive.

    >>> Delivery("D-1", "O-1", Money("80.00", "EUR"), shipped_on=date(2026, 5, 22)).order_id
    'O-1'
    """

    delivery_id: str = field(validator=check.is_id)
    order_id: str = field(validator=check.is_id)
    amount: Money = field(validator=check.is_money)
    shipped_on: date = field(kw_only=True, validator=check.is_day)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)


def _plain_value(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not (value is None or isinstance(value, (int, Decimal, float, str, date))):
        raise InvalidInput(attribute.name, value, "int, Decimal, float, str, bool, date or None")


@attrs.frozen
class Observation:
    """What a source said about a party on a day.

    Args:
        party_id, name: about whom, and which field of the credit file.
        value: what was found; None is "searched, and nothing found".
        source: who says so (``registry``, ``bureau``, ``sales`` …).
        observed_on: the day of the look; None where the source gives none.

    >>> Observation("C-7", "litigation_24m", 2, source="court", observed_on=date(2026, 5, 2)).value
    2
    """

    party_id: str = field(validator=check.is_id)
    name: str = field(validator=check.is_id)
    value: Value = field(validator=_plain_value)
    source: str = field(kw_only=True, validator=check.is_id)
    observed_on: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)


#: Points of a score, and so of an adjustment, have at most so many decimals.
MOST_DECIMALS = 6


def _is_reason(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Reason):
        raise InvalidInput(attribute.name, value, "a Reason", "write Reason('fraud_suspected')")


def _points(value: object) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        if -int(value.as_tuple().exponent) > MOST_DECIMALS:
            raise InvalidInput("points", value, f"at most {MOST_DECIMALS} decimals, as scores have")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise InvalidInput("points", value, "a Decimal or an int")


@attrs.frozen
class Adjustment:
    """Points that disputes, repair and monitoring hand to scoring; both days of its validity are included.

    >>> Adjustment("C-7", -12, valid_from=date(2026, 2, 3), reason=Reason("fraud_suspected")).points
    Decimal('-12')
    """

    party_id: str = field(validator=check.is_id)
    points: Decimal = field(converter=_points)
    valid_from: date = field(kw_only=True, validator=check.is_day)
    valid_to: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    reason: Reason = field(kw_only=True, validator=_is_reason)
    adjustment_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        check.ordered(self.valid_from, self.valid_to, "valid_to")


@attrs.frozen
class Hold:
    """A freeze that monitoring or a person hands to limits, from the first day to the last, both included.

    >>> Hold("C-7", valid_from=date(2026, 2, 3), reason=Reason("fraud_suspected")).reason.code
    'fraud_suspected'
    """

    party_id: str = field(validator=check.is_id)
    valid_from: date = field(kw_only=True, validator=check.is_day)
    valid_to: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    reason: Reason = field(kw_only=True, validator=_is_reason)
    hold_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        check.ordered(self.valid_from, self.valid_to, "valid_to")


@attrs.frozen
class Standing:
    """The grade and limit in force before a review, as the host recorded them.

    Hysteresis, utilisation and grade-fall triggers read these, never the figures being computed.

    Args:
        party_id: whose they are.
        grade: the grade in force from the review on.
        computed: the grade that the review came to before hysteresis held it back; None where that was not
            recorded.
        limit: the limit in force; None is unset.
        valid_from, valid_to: first and last day, both included.

    >>> Standing("C-7", grade="B", limit=Money(50_000, "EUR"), valid_from=date(2026, 1, 1)).limit
    Money('50000.00', 'EUR')
    """

    party_id: str = field(validator=check.is_id)
    grade: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    computed: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    limit: Money | Literal["unlimited"] | None = field(default=None, kw_only=True, validator=check.is_limit)
    valid_from: date = field(kw_only=True, validator=check.is_day)
    valid_to: date | None = field(default=None, kw_only=True, validator=check.is_day_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __attrs_post_init__(self) -> None:
        check.ordered(self.valid_from, self.valid_to, "valid_to")


def _read_only(figures: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(figures))


@attrs.frozen
class Event:
    """Something that happened and matters later: a notice, a promise, a release, a reservation.

    >>> Event("C-7", "promise", on=date(2026, 2, 3), figures={"amount": Decimal("80.00")}).figures["amount"]
    Decimal('80.00')
    """

    party_id: str = field(validator=check.is_id)
    kind: str = field(validator=check.is_id)
    on: date = field(kw_only=True, validator=check.is_day)
    figures: Mapping[str, Value] = field(factory=dict, kw_only=True, converter=_read_only, hash=False)
    event_id: str | None = field(default=None, kw_only=True, validator=check.is_text_or_none)
    recorded_at: Moment | None = field(default=None, kw_only=True, validator=check.is_moment_or_none)

    def __getstate__(self) -> dict[str, object]:
        state = {a.name: getattr(self, a.name) for a in attrs.fields(Event)}
        return {**state, "figures": dict(self.figures)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, _read_only(value) if name == "figures" else value)


Fact: TypeAlias = (
    "Party | Document | Allocation | Order | Delivery | Observation | Adjustment | Hold | Standing | Event"
)


def identity(fact: Adjustment | Hold | Standing | Event) -> object:
    """What a later record of the same thing replaces; a fact without an id is only ever itself."""
    if isinstance(fact, Standing):
        return Standing, fact.party_id, fact.valid_from
    name = {Adjustment: "adjustment_id", Hold: "hold_id", Event: "event_id"}[type(fact)]
    own = getattr(fact, name)
    return object() if own is None else (type(fact), own)
