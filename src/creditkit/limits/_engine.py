"""A list of checks: the worst verdict decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from creditkit.columns import Columns
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import ORDER_VALUES, Case
from creditkit.limits._check import OrderCheck, Quick
from creditkit.limits._condition import ConditionCheck
from creditkit.limits._decision import Decision
from creditkit.limits._exemption import Exemption
from creditkit.limits._holds import Holds, Problems
from creditkit.limits._many import check_many
from creditkit.limits._outcome import Outcome
from creditkit.limits._overdue import OldestOverdue
from creditkit.limits._position import Position
from creditkit.limits._prepayment import Prepayment
from creditkit.limits._verdicts import EXEMPT, PASSED, Failed, Passed, Verdict, Warned, mark_of_verdict, worst
from creditkit.limits._ways import Way, ways_to_pass
from creditkit.reasons import Finding, Reason
from creditkit.rules import Fields, check_condition, never
from creditkit.rules._panels import Answers, Panel

if TYPE_CHECKING:
    from decimal import Decimal

    from creditkit.columns import Column
    from creditkit.limits._kinds import LimitColumn
    from creditkit.money import Rates

_OUTCOMES = tuple(Outcome)
#: Names of columns that are not codes of checks.
_TAKEN = ("order_id", "outcome")


def _rules(rules: Iterable[OrderCheck]) -> tuple[OrderCheck, ...]:
    return tuple(rules)


def _exemptions(exemptions: Iterable[Exemption]) -> tuple[Exemption, ...]:
    return tuple(exemptions)


@attrs.frozen(slots=False)
class Checks:
    """The checks of an order, in order. All are asked; the worst verdict is the outcome.

    Args:
        rules: the checks, each with a code of its own; a host's own are anything with the shape of
            :class:`OrderCheck`.
        exemptions: where the condition of one is true, checks are lifted.

    Two more stand before those given: figures that cannot be relied on hold every order, and so do holds on
    the account, unless ``rules`` has a :class:`Holds` that says otherwise.

    Raises:
        InvalidInput: something that is no check, a code given twice, an exemption from a code that is none.

    >>> from creditkit.limits import UpTo, Utilisation
    >>> from creditkit.money import Money
    >>> position = Position(
    ...     "C-7", as_of=date(2026, 7, 1), limit=UpTo(Money("2000", "EUR")), exposure=Money("1800", "EUR")
    ... )
    >>> order = Order("SO-1", "C-7", Money("300", "EUR"), placed_on=date(2026, 7, 1))
    >>> decision = Checks([Utilisation()]).check(order, position)
    >>> decision.outcome.name, decision.reasons[0].figures["excess"]
    ('hold', Money('100.00', 'EUR'))
    """

    rules: tuple[OrderCheck, ...] = attrs.field(converter=_rules)
    exemptions: tuple[Exemption, ...] = attrs.field(default=(), kw_only=True, converter=_exemptions)

    def __attrs_post_init__(self) -> None:
        for i, rule in enumerate(self.rules):
            if not all(hasattr(rule, name) for name in ("code", "inputs", "judge")) or isinstance(rule, type):
                raise InvalidInput(f"rules[{i}]", rule, "an OrderCheck: code, inputs and judge")
        codes = [*_TAKEN, *(rule.code for rule in self.all[: len(self.all) - len(self.rules)])]
        for i, rule in enumerate(self.rules):
            if rule.code in codes:
                raise InvalidInput(f"rules[{i}].code", rule.code, "a code that no other check has")
            codes.append(rule.code)
        for i, exemption in enumerate(self.exemptions):
            for code in exemption.except_:
                if code not in self.codes:
                    near = get_close_matches(code, self.codes, n=1)
                    remedy = f"did you mean {near[0]!r}?" if near else ""
                    raise InvalidInput(f"exemptions[{i}].except_", code, "the code of a check", remedy)

    @cached_property
    def all(self) -> tuple[OrderCheck, ...]:
        """The checks that are asked: problems, holds, and those given."""
        holds = () if any(isinstance(rule, Holds) for rule in self.rules) else (Holds(),)
        return (Problems(), *holds, *self.rules)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The code of each of them."""
        return tuple(rule.code for rule in self.all)

    @cached_property
    def _read(self) -> tuple[str, ...]:
        """Every name that a check or an exemption looks at, once."""
        names = [name for rule in self.all for name in rule.inputs]
        return tuple(dict.fromkeys([*names, *(name for one in self.exemptions for name in one.inputs)]))

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The names of the values that are looked at, without those that the check works out itself."""
        return tuple(name for name in self._read if name not in ORDER_VALUES)

    @cached_property
    def names(self) -> frozenset[str]:
        """Which of :data:`ORDER_VALUES` are looked at."""
        return frozenset(name for name in self._read if name in ORDER_VALUES)

    @cached_property
    def quick(self) -> tuple[Quick | None, ...]:
        """Each check as one of ours, and None for a host's own."""
        return tuple(rule if isinstance(rule, Quick) else None for rule in self.all)

    @cached_property
    def _asked(self) -> tuple[tuple[int, ConditionCheck | OldestOverdue], ...]:
        """The places of the checks that look at nothing but values of the position: they are asked together."""
        return tuple(
            (place, rule)
            for place, rule in enumerate(self.all)
            if isinstance(rule, OldestOverdue) or (isinstance(rule, ConditionCheck) and not rule.names)
        )

    @cached_property
    def _panel(self) -> Panel[tuple[int, ...]]:
        return Panel([condition for _, rule in self._asked for condition in rule.asked], self._told)

    def _told(self, answers: Answers) -> tuple[int, ...]:
        """The marks that follow from what the conditions say; all other checks pass, so far."""
        marks, start = [PASSED] * len(self.all), 0
        for place, rule in self._asked:
            marks[place] = rule.told(answers[start : start + len(rule.asked)])
            start += len(rule.asked)
        return tuple(marks)

    @cached_property
    def _others(self) -> tuple[tuple[int, Callable[[Case], int]], ...]:
        """What gives the mark of each other check, and its place."""
        together = {place for place, _ in self._asked}
        return tuple(
            (place, _marker(rule) if quick is None else quick.mark)
            for place, (rule, quick) in enumerate(zip(self.all, self.quick, strict=True))
            if place not in together
        )

    @cached_property
    def _exempting(self) -> Panel[tuple[frozenset[int], ...]]:
        """The places that are lifted, by each exemption that holds."""
        return Panel([one.when for one in self.exemptions], self._lifting)

    def _lifting(self, answers: Answers) -> tuple[frozenset[int], ...]:
        return tuple(lifted for lifted, holds in zip(self.lifted, answers, strict=True) if holds)

    @cached_property
    def lifted(self) -> tuple[frozenset[int], ...]:
        """The places of the checks that each exemption lifts."""
        return tuple(
            frozenset(
                place
                for place, rule in enumerate(self.all)
                if not isinstance(rule, (Problems, Prepayment)) and rule.code not in exemption.except_
            )
            for exemption in self.exemptions
        )

    def check(self, order: Order, position: Position) -> Decision:
        """What becomes of an order.

        Args:
            order: under check; the position does not contain it.
            position: of the party that ordered; who pays changes nothing.

        Raises:
            InvalidInput: no order, no position, or the position of another party.
        """
        if not isinstance(order, Order):
            raise InvalidInput("order", order, "an Order")
        if not isinstance(position, Position):
            raise InvalidInput("position", position, "a Position")
        if position.party_id != order.party_id:
            raise InvalidInput("position.party_id", position.party_id, f"{order.party_id!r}, whose order it is")
        case = Case(order, position, self.names)
        marks = bytes(self.marks(case))
        return Decision(order, position, _OUTCOMES[worst(marks)], marks, self)

    def marks(self, case: Case) -> list[int]:
        """The verdict of each check as a small number."""
        marks = list(self._panel(case.position.values))
        for place, mark in self._others:
            marks[place] = mark(case)
        if self.exemptions and any(marks):
            panel = self._exempting
            for lifted in panel.of(case.seen(panel.fields), lambda: case.values):
                marks = [EXEMPT if mark and place in lifted else mark for place, mark in enumerate(marks)]
        return marks

    def verdicts(self, decision: Decision, wanted: Callable[[int], bool] = lambda mark: True) -> tuple[Verdict, ...]:
        """The verdicts of a decision in words: all, or those whose mark is wanted."""
        case = Case(decision.order, decision.position, self.names)
        given = len(self.all) - len(self.rules)
        out: list[Verdict] = []
        for place, (rule, mark) in enumerate(zip(self.all, decision.marks, strict=True)):
            if not wanted(mark) or (place < given and mark == PASSED):
                continue
            path = None if place < given else f"checks[{place - given}]"
            out.extend(_with_path(verdict, path) for verdict in self._said(rule, place, mark, case))
        return tuple(out)

    def _said(self, rule: OrderCheck, place: int, mark: int, case: Case) -> tuple[Verdict, ...]:
        if mark == EXEMPT:
            by = next(
                exemption.code
                for exemption, lifted in zip(self.exemptions, self.lifted, strict=True)
                if place in lifted and exemption.holds(case.values)
            )
            return (Passed(Reason("check_exempt", {"check": rule.code, "exemption": by})),)
        quick = self.quick[place]
        if quick is not None:
            return quick.explain(case, mark)
        return (rule.judge(case.order, case.position),)

    def check_many(
        self,
        orders: Columns,
        positions: Mapping[str, Column | LimitColumn],
        *,
        as_of: date | None = None,
        rates: Rates | None = None,
        max_rate_age_days: int | None = None,
        haircut: Decimal | None = None,
        values_currency: str | None = None,
    ) -> Columns:
        """What becomes of many orders, each before the position of its own row: :meth:`check`, row by row.

        Args:
            orders: ``order_id``, ``party_id``, ``amount`` (Amounts); ``prepaid`` (Numbers of minor units, or
                Amounts) if there is any.
            positions: aligned with the orders: ``limit`` (:class:`LimitColumn`), ``exposure`` (Amounts in the
                limits' currency), ``prepayment_share`` and ``payment_days`` of the terms, ``held`` and
                ``problem`` (flags), ``identity_limit`` with ``identity_exposure`` and ``group_limit`` with
                ``group_exposure`` for a pool of each kind; every other column is a value for conditions.
            as_of: the day of all positions; None takes the day on which each order was placed.
            rates: as of a :class:`Position`, and so are the next three.
            max_rate_age_days: how old a rate may be.
            haircut: by which share an order in another currency weighs more.
            values_currency: of money among the values.

        Each row stands by itself: what one order takes up, the next one does not see. For that there is
        :func:`check_in_order`.

        Returns:
            ``order_id``, ``outcome`` (labels approve, prepay, hold, refuse), and a uint8 column for each code:
            0 passed, 1 prepay, 2 hold, 3 refuse, 4 warned, 5 exempt.

        Raises:
            InvalidInput: a column is missing or of the wrong type, or they differ in length.
            CurrencyMismatch: an exposure is in another currency than the limits.
        """
        like = {"rates": rates, "max_rate_age_days": max_rate_age_days, "haircut": haircut}
        return check_many(self, orders, positions, as_of, {**like, "values_currency": values_currency})

    def ways_to_pass(self, decision: Decision) -> tuple[Way, ...]:
        """What would let the order pass: each way by itself, and nothing less of it.

        Args:
            decision: of these checks. One that approves needs no way.

        A way is worked out from the checks that fail and kept only if a check of the changed order or
        position approves it. Where nothing helps, as with a hold or a fact, there is none.
        """
        return ways_to_pass(self, decision)

    def verify(self, fields: Fields) -> tuple[Finding, ...]:
        """What is wrong with the conditions, given the declared fields; see :func:`creditkit.rules.verify_table`.

        ``condition_unfit`` (error): it does not fit the fields. ``check_never_fails`` and
        ``exemption_never_true`` (warnings): no values make it true. The fields have to declare
        :data:`ORDER_VALUES` as well, where they are used.
        """
        return tuple(self._flaws(fields))

    def _flaws(self, fields: Fields) -> Iterator[Finding]:
        given = [(f"checks[{i}].fails_when", getattr(rule, "fails_when", None)) for i, rule in enumerate(self.rules)]
        given += [(f"exemptions[{i}].when", exemption.when) for i, exemption in enumerate(self.exemptions)]
        for path, condition in given:
            if condition is None:
                continue
            try:
                check_condition(condition, fields, path)
            except InvalidInput as error:
                figures = {"given": str(error.given), "accepted": error.accepted}
                yield Finding("error", path, Reason("condition_unfit", figures))
                continue
            if never(condition, fields):
                code = "check_never_fails" if path.startswith("checks") else "exemption_never_true"
                yield Finding("warning", path, Reason(code))


def _marker(rule: OrderCheck) -> Callable[[Case], int]:
    return lambda case: mark_of_verdict(rule.judge(case.order, case.position))


def _with_path(verdict: Verdict, path: str | None) -> Verdict:
    reason = verdict.reason
    if path is None or reason.rule is not None:
        return verdict
    placed = Reason(reason.code, reason.figures, path)
    if isinstance(verdict, Failed):
        return Failed(verdict.outcome, placed, verdict.largest)
    return Warned(placed) if isinstance(verdict, Warned) else Passed(placed)
