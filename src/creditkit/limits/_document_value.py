"""The warning line for a single order: large by itself, or large against the limit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case, Line, ratio_of
from creditkit.limits._check import Ease, judged, most_uncovered, share_of_limit, within
from creditkit.limits._kinds import UNSET, UP_TO
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import SMALL, is_code
from creditkit.limits._verdicts import ASKS, PASSED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.money import Money
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks


def _is_amount(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (not isinstance(value, Money) or value.minor < 0):
        raise InvalidInput(attribute.name, value, "Money from zero, or None", "write Money('200000', 'CNY')")


def _share_or_none(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else share_of_limit(value, "share_of_limit")


@attrs.frozen
class DocumentValue:
    """Fails where the uncovered part of one order is above an amount and above a share of the limit.

    Args:
        above: the amount; in another currency than the order's it is converted, rounded once.
        share_of_limit: of the own limit and of each pool. Where no limit is set any share is above it; an
            unlimited one is never reached.
        then: what becomes of the order.
        code: of the check.

    Where both are given the order has to be above both. Amounts are compared exactly.

    Raises:
        InvalidInput: neither is given, or one of them is not so.

    >>> DocumentValue(Money("200000", "CNY"), "0.3", "prepay").share_of_limit
    Decimal('0.3')
    """

    above: Money | None = attrs.field(default=None, validator=_is_amount)
    share_of_limit: Decimal | None = attrs.field(default=None, converter=_share_or_none)
    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="document_value", validator=is_code)

    def __attrs_post_init__(self) -> None:
        if self.above is None and self.share_of_limit is None:
            raise InvalidInput("above", None, "an amount, a share of the limit, or both")

    @property
    def inputs(self) -> tuple[str, ...]:
        """None: it looks at limit and order."""
        return ()

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    def _most(self, case: Case) -> int | None:
        """The largest uncovered amount that passes, in minor units of the order; None where any does."""
        bounds = []
        if self.above is not None:
            found = case.position.converted(self.above, case.order.amount.currency)
            bounds.append(0 if found is None else found.minor)
        if self.share_of_limit is not None:
            bound = 0 if case.unset else most_uncovered(case, self._of_line)
            if bound is None:
                return None
            bounds.append(bound)
        return max(bounds)

    def _of_line(self, line: Line) -> int | None:
        if line.limit is None or self.share_of_limit is None:
            return None
        numerator, denominator = ratio_of(self.share_of_limit)
        return line.limit * numerator // denominator

    def mark(self, case: Case) -> int:
        """The verdict as a number. Most orders are below the amount, and nothing else has to be looked at."""
        above, uncovered = self.above, case.uncovered
        if not uncovered:
            return PASSED
        if above is not None and uncovered <= above.minor and above.currency == case.order.amount.currency:
            return PASSED
        most = self._most(case)
        return PASSED if most is None or uncovered <= most else mark_of(self.then)

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        share = (0, 1) if self.share_of_limit is None else self.share_of_limit.as_integer_ratio()
        if max(share) >= SMALL or (self.above is not None and self.above.currency != cases.currency):
            return cases.one_by_one(self)
        failed = np.ones(cases.rows, dtype=np.bool_) if self.above is None else cases.uncovered > self.above.minor
        if self.share_of_limit is not None:
            over, unset = np.zeros(cases.rows, dtype=np.bool_), np.ones(cases.rows, dtype=np.bool_)
            for limit, _ in cases.lines:
                minor = np.where(limit.kind == UP_TO, limit.minor, 0)
                over |= (limit.kind == UP_TO) & (cases.uncovered * share[1] > minor * share[0])
                unset &= limit.kind == UNSET
            failed = failed & np.where(unset, cases.uncovered > 0, over)
        return np.where(failed, mark_of(self.then), PASSED).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        most = self._most(case)
        figures: dict[str, Any] = {"uncovered": case.money(case.uncovered)}
        if most is not None:
            figures["allowed"] = case.money(most)
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code, **figures})),)
        largest = case.money(max(self.ease(case).amount or 0, 0)) if ASKS[mark] else None
        return (verdict_of(mark, Reason(self.code, figures), largest),)

    def ease(self, case: Case) -> Ease:
        """The least prepayment and the largest order that pass."""
        most = self._most(case)
        return Ease() if most is None else within(case, most)
