"""Laws of Kleene's logic, in the scalar door and in the columnar one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from creditkit.columns import Numbers, Record
from creditkit.rules import And, Compare, Condition, Missing, Not, Or, holds, holds_many, unknown_fields

Logic = Callable[[Condition, Record], bool | None]

ANSWERS = (True, False, None)
P, Q, R = (Compare(name, "==", True) for name in "pqr")


def in_columns(condition: Condition, record: Record) -> bool | None:
    """The same question asked of columns with one row."""
    columns = {name: Numbers([int(bool(value))], 0, np.array([value is None])) for name, value in record.items()}
    return holds_many(condition, columns)[0]


def check_kleene(logic: Logic) -> None:
    """The truth tables: and is the lesser, or the greater of false < unknown < true; not turns them round."""
    order = {False: 0, None: 1, True: 2}
    for p, q in product(ANSWERS, repeat=2):
        record = {"p": p, "q": q}
        assert logic(And([P, Q]), record) is min(p, q, key=order.__getitem__)
        assert logic(Or([P, Q]), record) is max(p, q, key=order.__getitem__)
        assert logic(Not(P), record) is (None if p is None else not p)


LAWS: list[tuple[Condition, Condition]] = [
    (Not(And([P, Q])), Or([Not(P), Not(Q)])),
    (Not(Or([P, Q])), And([Not(P), Not(Q)])),
    (Not(Not(P)), P),
    (And([P, Or([Q, R])]), Or([And([P, Q]), And([P, R])])),
    (Or([P, And([Q, R])]), And([Or([P, Q]), Or([P, R])])),
    (And([P, Q, R]), And([And([P, Q]), R])),
    (Or([P, Q]), Or([Q, P])),
]


@pytest.mark.parametrize("logic", [holds, in_columns])
def test_the_truth_tables(logic: Logic) -> None:
    """As in SQL."""
    check_kleene(logic)


@pytest.mark.parametrize("logic", [holds, in_columns])
@pytest.mark.parametrize(("left", "right"), LAWS)
def test_the_algebra(logic: Logic, left: Condition, right: Condition) -> None:
    """De Morgan, double negation, distribution, association and commutation, over all answers."""
    for p, q, r in product(ANSWERS, repeat=3):
        record = {"p": p, "q": q, "r": r}
        assert logic(left, record) is logic(right, record)


@pytest.mark.parametrize("logic", [holds, in_columns])
def test_missing_is_never_unknown(logic: Logic) -> None:
    """Whether a value is there can always be said."""
    assert [logic(Missing("p"), {"p": p}) for p in ANSWERS] == [False, False, True]


def test_unknown_fields_are_those_that_matter() -> None:
    """A missing field whose part is decided by another is not to blame."""
    condition = And([Or([P, Q]), R])
    assert unknown_fields(condition, {"q": True}) == ("r",)
    assert unknown_fields(condition, {"q": False}) == ("p", "r")
    assert unknown_fields(condition, {"q": True, "r": False}) == ()


def two_valued(condition: Condition, record: Record) -> bool | None:
    """Broken: what is not true is false."""
    return bool(holds(condition, record))


def test_the_tables_can_fail() -> None:
    """Two-valued logic is no Kleene logic."""
    with pytest.raises(AssertionError):
        check_kleene(two_valued)
