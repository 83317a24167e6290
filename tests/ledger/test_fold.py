"""The fold as its callers read it: places, days and units, worked out by hand."""

from __future__ import annotations

from creditkit.ledger import terms_of
from creditkit.ledger._fold import FOREVER, Gain, Loss, Move, Resolved, Worth, resolve, reversed_by, worths
from creditkit.ledger._terms import UNIT

PENALTY = Move("p", 0, 10, 99, terms_of({"points": "-12"}), None)
REPAIR = Move("r", 1, 20, FOREVER, terms_of({"points": "5", "repairs": "p"}), "p")
CONDUCT = Move("g", 2, 30, FOREVER, terms_of({"points": "3", "up_to": "lost"}), None)
CREDIT = Move("c", 3, 5, 50, terms_of({"points": "2"}), None)


def reversal(name: str, pos: int, about: str) -> Move:
    return Move(name, pos, 0, FOREVER, terms_of({"reverses": about}), about)


def test_what_does_not_depend_on_the_day() -> None:
    """A loss and a gain of each kind; a credit is of no loss."""
    resolved = resolve([CREDIT, CONDUCT, REPAIR, PENALTY])
    assert resolved == Resolved(
        losses=[Loss(3, 10, 99, 12 * UNIT, PENALTY.terms)],
        repairs=[Gain(2, 0, 20, 99, 5 * UNIT)],
        conduct=[Gain(1, 0, 30, 99, 3 * UNIT)],
        credits=[Gain(0, -1, 5, 50, 2 * UNIT)],
    )
    assert resolve([]) == Resolved()


def test_what_counts_on_a_day() -> None:
    """Losses with what makes up for them, then credits; nothing that comes to zero."""
    resolved = resolve([PENALTY, REPAIR, CONDUCT, CREDIT])
    lost, granted = Worth(0, 0, -12 * UNIT, 10, 99), Worth(3, -1, 2 * UNIT, 5, 50)
    restored, conduct = Worth(1, 0, 5 * UNIT, 20, 99), Worth(2, 0, 3 * UNIT, 30, 99)
    for day, expected in {
        4: [], 5: [granted], 10: [lost, granted], 20: [lost, restored, granted],
        30: [lost, restored, conduct, granted], 50: [lost, restored, conduct, granted],
        51: [lost, restored, conduct], 99: [lost, restored, conduct], 100: [],
    }.items():  # fmt: skip
        assert worths(resolved, day) == expected
    nothing = CREDIT._replace(terms=terms_of({"points": "2", "caps": "a=0/1"}))
    assert worths(resolve([nothing]), 5) == []


def test_a_loss_costs_nothing_outside_its_days() -> None:
    """From its first day to its last, both included; three days of decay from nine points."""
    loss = Loss(0, 10, 12, 9 * UNIT, terms_of({"points": "-9", "decay": "linear"}))
    assert [loss.cost(day) // UNIT for day in (9, 10, 11, 12, 13)] == [0, 9, 6, 3, 0]


def test_what_is_taken_back_and_by_which() -> None:
    """By the last reversal that stands; one that names nothing, itself or what came later takes nothing back."""
    assert reversed_by([PENALTY, reversal("x", 4, "p"), reversal("y", 5, "x"), reversal("z", 6, "p")]) == {
        "x": "y",
        "p": "z",
    }
    assert reversed_by([PENALTY, reversal("x", 4, "nobody"), reversal("y", 5, "p")]) == {"p": "y"}
    assert reversed_by([PENALTY, reversal("x", 4, "x"), reversal("y", 5, "z"), reversal("z", 6, "q")]) == {}
    assert reversed_by([reversal("x", 4, "p"), PENALTY._replace(pos=4)]) == {}
