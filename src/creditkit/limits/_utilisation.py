"""The limit check: exposure and order against the limit in force and every pool."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs
import numpy as np

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import Case, Line
from creditkit.limits._check import Ease, judged, least_input, most_uncovered, share_of_limit, within
from creditkit.limits._kinds import UNSET, UP_TO
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._verdicts import ASKS, PASSED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.money import Money
from creditkit.reasons import Reason

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks

Exceeded: TypeAlias = Literal[">", ">="]

#: Shares whose numerator and denominator stay below this are compared in int64; others row by row.
SMALL = 2**20


def is_code(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """A validator: a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(attribute.name, value, "a stable code, lower case with underscores")


def _limit_share(value: Decimal | int | str) -> Decimal:
    return share_of_limit(value, "limit_share")


def _is_sign(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in (">", ">="):
        raise InvalidInput(attribute.name, value, "> or >=")


@attrs.frozen
class Utilisation:
    """Fails where exposure and the uncovered part of the order exceed the limit, or that of a pool.

    Args:
        limit_share: which share of the limit may be used; ``"0.9"`` for a warning before it is full.
        exceeded: ``>`` lets the limit be used to the last cent, ``>=`` does not.
        otherwise: what becomes of an order that exceeds it.
        code: of the check; two of them in a list need two.
        unset: what becomes of an order where nobody has set a limit, of the party or of a pool.

    Amounts are compared exactly, as integers. The reason carries the line with the least room: ``of`` (the
    party or the pool), ``measured``, ``allowed`` and ``excess``; where no limit is set, it is ``limit_unset``.

    Raises:
        InvalidInput: any of these is not so.

    >>> Utilisation(limit_share="0.9", otherwise="warn", code="limit_nearly_used").otherwise
    'warn'
    """

    limit_share: Decimal = attrs.field(default=Decimal(1), converter=_limit_share)
    exceeded: Exceeded = attrs.field(default=">", validator=_is_sign)
    otherwise: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="utilisation", validator=is_code)
    unset: Then = attrs.field(default=Outcome.hold, converter=then_of)
    _share: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    _marks: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_share", self.limit_share.as_integer_ratio())
        object.__setattr__(self, "_marks", (mark_of(self.otherwise), mark_of(self.unset)))

    @property
    def inputs(self) -> tuple[str, ...]:
        """None: it looks at limit, exposure and order."""
        return ()

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        lines = case.lines
        if not lines:
            return self._marks[1] if case.unset else PASSED
        numerator, denominator = self._share
        strict = self.exceeded == ">"
        for _, limit, used, adds, _ in lines:
            if limit is not None:
                over = (used + adds) * denominator - limit * numerator
                if over > 0 or (over == 0 and not strict):
                    return self._marks[0]
        return PASSED

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        numerator, denominator = self._share
        if max(numerator, denominator) >= SMALL:
            return cases.one_by_one(self)
        failed, unset = np.zeros(cases.rows, dtype=np.bool_), np.ones(cases.rows, dtype=np.bool_)
        for limit, used in cases.lines:
            over = (used + cases.uncovered) * denominator - np.where(limit.kind == UP_TO, limit.minor, 0) * numerator
            failed |= (limit.kind == UP_TO) & ((over > 0) if self.exceeded == ">" else (over >= 0))
            unset &= limit.kind == UNSET
        return np.where(unset, self._marks[1], np.where(failed, self._marks[0], PASSED)).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        if not case.lines:
            code = "limit_unset" if case.unset else "check_passed"
            reason = Reason(code, {"check": self.code, "of": case.position.party_id})
            return (verdict_of(mark, reason, case.money(0) if ASKS[mark] else None),)
        line = self._tightest(case)
        largest = None
        if ASKS[mark]:
            most = most_uncovered(case, self._most)
            largest = case.money(0 if most is None else within(case, most).amount or 0)
        return (verdict_of(mark, self._reason(line, mark), largest),)

    def _tightest(self, case: Case) -> Line:
        """The line with the least room; amounts of several currencies are ranked in the position's."""

        def room(line: Line) -> int:
            left = Money.of_minor(min(self._most(line) or 0, 2**62) - line.adds, line.currency)
            found = case.position.converted(left, case.position.currency)
            return 0 if found is None else found.minor

        bounded = [line for line in case.lines if line.limit is not None]
        if len(bounded) == 1:
            return bounded[0]
        return min(bounded, key=room, default=case.lines[0])

    def _most(self, line: Line) -> int | None:
        """What the order may add to a line at most."""
        if line.limit is None:
            return None
        numerator, denominator = self._share
        whole, rest = divmod(line.limit * numerator, denominator)
        return whole - line.used - (self.exceeded == ">=" and not rest)

    def _reason(self, line: Line, mark: int) -> Reason:
        measured = Money.of_minor(line.used + line.adds, line.currency)
        figures: dict[str, Any] = {"of": line.of, "measured": measured}
        if line.limit is None:
            return Reason("within_limit", {"check": self.code, **figures})
        numerator, denominator = self._share
        allowed = Money.of_minor(line.limit * numerator // denominator, line.currency)
        if mark == PASSED:
            return Reason("within_limit", {"check": self.code, **figures, "allowed": allowed})
        return Reason(self.code, {**figures, "allowed": allowed, "excess": measured - allowed})

    def ease(self, case: Case) -> Ease:
        """The least payment, the least prepayment and the largest order that pass."""
        most = most_uncovered(case, self._most)
        if most is None:
            return Ease()
        return within(case, most)._replace(payment=self._payment(case))

    def _payment(self, case: Case) -> int | None:
        """The least payment in the position's currency that takes every line back to what is allowed."""
        found, own = 0, case.position.currency
        for line in case.lines:
            most = self._most(line)
            excess = 0 if most is None else line.adds - most
            if excess <= 0:
                continue
            ratio = case.position.ratio(own, line.currency)
            if ratio is None:
                return None
            found = max(found, excess if line.currency == own else least_input(excess, ratio))
        return found


def record_of(values: Record, names: tuple[str, ...]) -> dict[str, Any]:
    """Some values of a record, as figures of a reason."""
    return {name: values.get(name) for name in names}
