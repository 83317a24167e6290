"""The check that facts are there: what has to be known before credit is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
import numpy as np

from creditkit.columns import Record
from creditkit.errors import InvalidInput
from creditkit.facts import Order
from creditkit.limits._case import ORDER_VALUES, Case
from creditkit.limits._check import Ease, judged
from creditkit.limits._outcome import Outcome
from creditkit.limits._position import Position
from creditkit.limits._utilisation import is_code
from creditkit.limits._verdicts import PASSED, Then, Verdict, mark_of, then_of, verdict_of
from creditkit.reasons import Reason
from creditkit.rules import Missing, holds_many
from creditkit.rules._scalar import is_missing

if TYPE_CHECKING:
    from creditkit.limits._cases import Cases, Marks


def _names(facts: Iterable[str]) -> tuple[str, ...]:
    names: tuple[object, ...] = (facts,) if isinstance(facts, str) else tuple(facts)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InvalidInput("facts", facts, "one or more names")
    if found := [name for name in names if name in ORDER_VALUES]:
        raise InvalidInput("facts", found[0], "facts of the credit file, not what the check works out")
    return tuple(map(str, names))


def _is_there(values: Record, name: str) -> bool:
    if name not in values:
        return False
    value = values[name]
    return value is None or not is_missing(value)


@attrs.frozen
class MissingFacts:
    """Fails where one of the facts is not known.

    Args:
        facts: their names.
        then: what becomes of the order.
        code: of the check.

    A name whose value is None is there: somebody has searched and found nothing. In columns a missing cell
    tells neither; a column of flags ``<name>_searched`` says where somebody has.

    >>> MissingFacts(["registration_id", "litigation"], "warn").facts
    ('registration_id', 'litigation')
    """

    facts: tuple[str, ...] = attrs.field(converter=_names)
    then: Then = attrs.field(default=Outcome.hold, converter=then_of)
    code: str = attrs.field(default="facts_missing", validator=is_code)
    _failing: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_failing", mark_of(self.then))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The facts."""
        return self.facts

    def judge(self, order: Order, position: Position) -> Verdict:
        """What it says of an order before a position."""
        return judged(self, order, position)

    def mark(self, case: Case) -> int:
        """The verdict as a number."""
        values = case.position.values  # facts of the file, not what the check works out
        for name in self.facts:
            if not _is_there(values, name):
                return self._failing
        return PASSED

    def mark_many(self, cases: Cases) -> Marks:
        """The verdicts as numbers."""
        gone = np.zeros(cases.rows, dtype=np.bool_)
        for name in self.facts:
            searched = cases.columns.get(f"{name}_searched")
            none = holds_many(Missing(name), cases.columns).true
            gone |= none if searched is None else none & ~np.asarray(searched, dtype=np.bool_)
        return np.where(gone, mark_of(self.then), PASSED).astype(np.uint8)

    def explain(self, case: Case, mark: int) -> tuple[Verdict, ...]:
        """The verdict in words."""
        if mark == PASSED:
            return (verdict_of(mark, Reason("check_passed", {"check": self.code})),)
        missing = ", ".join(name for name in self.facts if not _is_there(case.values, name))
        return (verdict_of(mark, Reason(self.code, {"facts": missing})),)

    def ease(self, case: Case) -> Ease:  # noqa: ARG002
        """None: only the facts themselves help."""
        return Ease()
