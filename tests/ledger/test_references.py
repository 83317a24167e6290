"""What entries may say of each other: reversals, repairs, balance assertions, the ledger's own types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import BalanceBroken, Entry, Ledger, MemoryStore, Stored, accounts_of
from creditkit.ledger._references import References
from creditkit.ledger._reversals import Reversals
from tampered import AT, DAY, SALT, over, penalty, rewritten, rows_of


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(MemoryStore(), name="repair")


def record(ledger: Ledger, *entries: Entry) -> None:
    ledger.append(*entries, recorded_at=AT, salt=SALT)


def reversal(entry_id: str, target: str, stream: str = "c-1") -> Entry:
    return Entry(entry_id, stream, "reversal", reverses=target, valid_from=DAY)


def balance(entry_id: str, asserts: str, on: date = DAY, stream: str = "c-1") -> Entry:
    return Entry(entry_id, stream, "balance", valid_from=on, effect={"asserts": asserts})


@pytest.mark.parametrize("batches", [1, 3])
def test_a_reversal_names_what_stands(ledger: Ledger, batches: int) -> None:
    """Once only, until the reversal is itself reversed; in one batch or in several."""
    entries = [penalty("a"), reversal("r1", "a"), reversal("r2", "r1"), reversal("r3", "a"), reversal("r4", "r2")]
    size = len(entries) // batches + 1
    for start in range(0, len(entries), size):
        record(ledger, *entries[start : start + size])
    for again in ("a", "r2"):
        with pytest.raises(InvalidInput, match="an entry that is not reversed yet"):
            record(ledger, reversal("r5", again))
    assert ledger.accounts().balance("c-1", DAY).total == 0
    assert ledger.verify() == ()


def test_a_reversal_names_an_entry_of_its_stream(ledger: Ledger) -> None:
    """Neither one that is not there, nor itself, nor one that comes later, nor another stream's."""
    record(ledger, penalty("a"))
    for entries, accepted in [
        ([reversal("r", "b")], "the id of a recorded entry"),
        ([reversal("r", "r")], "the id of a recorded entry"),
        ([reversal("r", "b"), penalty("b")], "the id of a recorded entry"),
        ([reversal("r", "a", "c-2")], "an entry of stream 'c-2'"),
    ]:
        with pytest.raises(InvalidInput, match=accepted) as caught:
            record(ledger, *entries)
        assert caught.value.path == "entries[0].reverses"
    assert len(ledger) == 1


def test_a_repair_may_come_first(ledger: Ledger) -> None:
    """Systems deliver out of order; a penalty that is known must be of the same stream."""
    repair = Entry("r", "c-1", "repaired", repairs="a", points="5", valid_from=DAY)
    record(ledger, repair)
    assert ledger.accounts().balance("c-1", DAY).total == 0
    record(ledger, penalty("a"))
    assert ledger.accounts().balance("c-1", DAY).total == Decimal(-7)
    with pytest.raises(InvalidInput, match="an entry of stream 'c-2', not of 'c-1'") as caught:
        record(ledger, Entry("s", "c-2", "repaired", repairs="a", points="5", valid_from=DAY))
    assert caught.value.path == "entries[0].repairs"


@pytest.mark.parametrize(
    "target",
    [
        Entry("a", "c-1", "long_customer", points="5", valid_from=DAY),
        Entry("a", "c-1", "noted", valid_from=DAY),
        Entry("a", "c-1", "repaired", repairs="p", points="5", valid_from=DAY),
        reversal("a", "p"),
        balance("a", "-12"),
        Entry("a", "c-1", "good_conduct", points="5", effect={"up_to": "lost"}, valid_from=DAY),
    ],
    ids=lambda one: str(one.type),
)
@pytest.mark.parametrize("batches", [1, 2])
def test_a_repair_names_a_penalty(ledger: Ledger, target: Entry, batches: int) -> None:
    """Of anything else that is known it would be worth nothing for good."""
    repair = Entry("r", "c-1", "repaired", repairs="a", points="5", valid_from=DAY)
    if batches == 2:
        record(ledger, penalty("p"), target)
    with pytest.raises(InvalidInput, match="repairs: 'a' given; accepted: the id of a penalty"):
        record(ledger, penalty("p"), target, repair)
    assert len(ledger) == (2 if batches == 2 else 0)


def test_a_repair_names_neither_itself_nor_a_redaction(ledger: Ledger) -> None:
    """Neither costs points."""
    with pytest.raises(InvalidInput, match="the id of another entry, a penalty"):
        record(ledger, Entry("r", "c-1", "repaired", repairs="r", points="5", valid_from=DAY))
    record(ledger, penalty("a"))
    ledger.redact("a", redaction_id="z", valid_from=DAY, recorded_at=AT, salt=SALT)
    with pytest.raises(InvalidInput, match="the id of a penalty"):
        record(ledger, Entry("r", "c-1", "repaired", repairs="z", points="5", valid_from=DAY))
    record(ledger, Entry("r", "c-1", "repaired", repairs="a", points="5", valid_from=DAY))
    assert ledger.verify() == ()


@pytest.mark.parametrize("effect", ['{"points":"-many"}', '{"points":"-1', '["points",{"points":"-1"}]'])
def test_a_repair_of_what_cannot_be_read_is_refused(ledger: Ledger, effect: str) -> None:
    """Somebody changed the row; no penalty is known by that id."""
    record(ledger, penalty("a"))
    changed = Stored(rows_of(ledger)[0]._replace(effect=effect))
    references = References({"a": changed}, lambda _: iter(()))
    with pytest.raises(InvalidInput, match="the id of a penalty"):
        references.check(Entry("r", "c-1", "repaired", repairs="a", points="5", valid_from=DAY))


@pytest.mark.parametrize("odd", [False, True])
def test_verify_warns_of_repairs_that_count_nothing(ledger: Ledger, odd: bool) -> None:
    """They came before what they name, which then was no penalty of their stream; what never came is no finding."""
    named = {"credit": "r1", "other": "r2", "late": "r3", "never": "r4"}
    repairs = [Entry(r, "c-1", "repaired", repairs=to, points="5", valid_from=DAY) for to, r in named.items()]
    credit = Entry("credit", "c-1", "x", points="5", valid_from=DAY)
    record(ledger, *repairs, credit, penalty("other", "c-2"), penalty("late"))
    if odd:  # so verify looks row by row
        rows = rows_of(ledger)
        ledger = over([*rows[:-1], rows[-1]._replace(leaf=bytes(32))])
    found = [(one.severity, one.path, one.reason.figures.get("given")) for one in ledger.verify()]
    broken = [("error", "events[6]", None)] if odd else []
    assert found == [("warning", "events[0]", "credit"), ("warning", "events[1]", "other"), *broken]


def test_a_balance_holds_as_known_before_it(ledger: Ledger) -> None:
    """What the batch recorded before the assertion counts, what comes after does not; other days are other points."""
    record(
        ledger,
        penalty("a"),
        balance("b", "-12"),
        penalty("c"),
        balance("d", "-24"),
        balance("e", "0", date(2026, 1, 1)),
    )
    record(ledger, balance("f", "-24.00"), balance("g", "0", stream="c-2"))
    assert ledger.verify() == ()


def test_a_false_balance_is_refused(ledger: Ledger) -> None:
    """With what is asserted and what there is, and nothing of the batch is recorded."""
    with pytest.raises(BalanceBroken, match="stream 'c-1' has -12, not -13") as caught:
        record(ledger, penalty("a"), balance("b", "-13"))
    error = caught.value
    assert (error.entry_id, error.stream, str(error.asserted), str(error.found)) == ("b", "c-1", "-13", "-12")
    assert len(ledger) == 0


def test_a_replay_that_meets_a_false_balance_fails(ledger: Ledger) -> None:
    """Every row is sound in itself, but an event before the assertion was changed with all its hashes."""
    record(ledger, penalty("a"), balance("b", "-12"))
    rows = rows_of(ledger)
    other = over(rewritten([rows[0]._replace(effect='{"points":"-1"}'), rows[1]]))
    with pytest.raises(BalanceBroken):
        other.accounts()
    with pytest.raises(BalanceBroken):
        accounts_of(other.events())
    assert [(one.path, one.reason.code, dict(one.reason.figures)) for one in other.verify()] == [
        ("events[1]", "balance_broken", {"asserted": "-12", "found": "-1"})
    ]


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (Entry("x", "c-1", "redaction", valid_from=DAY), "type"),
        (Entry("x", "c-1", "removed", valid_from=DAY, effect={"redacts": "a"}), "type"),
        (Entry("x", "c-1", "balance", valid_from=DAY), "effect.asserts"),
        (Entry("x", "c-1", "counted", valid_from=DAY, effect={"asserts": "-12"}), "effect.asserts"),
    ],
)
def test_the_ledgers_own_types(ledger: Ledger, entry: Entry, path: str) -> None:
    """A redaction has a door of its own; an assertion is of type balance and asserts something."""
    record(ledger, penalty("a"))
    with pytest.raises(InvalidInput) as caught:
        record(ledger, entry)
    assert caught.value.path == f"entries[0].{path}"


def test_only_the_stream_of_a_reversal_is_read(ledger: Ledger) -> None:
    """And that once, for all reversals of a call."""
    record(ledger, penalty("a"), penalty("b"), penalty("c", "c-2"))
    asked: list[str] = []

    def events(stream: str) -> Iterator[Stored]:
        asked.append(stream)
        return ledger.store.scan(stream=stream)

    references = References({one.entry_id: one for one in ledger.events()}, events)
    for entry in (reversal("r", "a"), reversal("s", "b"), reversal("t", "c", "c-2")):
        references.check(entry)
    assert asked == ["c-1", "c-2"]


def test_a_long_chain_of_reversals() -> None:
    """Each taking back the one before: only every other one stands, and there is no recursion."""
    reversals = Reversals()
    for i in range(1_200):
        reversals.add(f"{i + 1}", f"{i}")
    assert [str(i) in reversals for i in range(1_197, 1_201)] == [True, False, True, False]


def test_two_reversals_of_one_entry_that_both_stand() -> None:
    """The first was reversed, then that was reversed: the entry is back only once both have fallen."""
    reversals = Reversals()
    for entry_id, target in (("r1", "a"), ("r2", "r1"), ("r3", "a"), ("r4", "r2"), ("r5", "r3")):
        reversals.add(entry_id, target)
    assert "a" in reversals
    reversals.add("r6", "r1")
    assert "a" not in reversals


def test_a_reversal_that_is_taken_back_twice_falls_once() -> None:
    """The other reversal of the entry still stands."""
    reversals = Reversals()
    for entry_id, target in (("r1", "a"), ("r2", "a"), ("r3", "r1"), ("r4", "r1")):
        reversals.add(entry_id, target)
    assert ("a" in reversals, "r1" in reversals, "r2" in reversals) == (True, True, False)


def test_reversals_that_no_ledger_recorded_are_passed_over() -> None:
    """One that names itself, one that comes twice, one that was reversed before it came."""
    reversals = Reversals()
    for entry_id, target in (
        ("a", "a"),
        ("r1", "b"),
        ("r1", "b"),
        ("r1", "c"),
        ("r2", "r1"),
        ("r3", "r4"),
        ("r4", "d"),
    ):
        reversals.add(entry_id, target)
    assert [name in reversals for name in ("a", "b", "c", "d", "r1", "r4")] == [False, False, False, False, True, True]


def test_a_repair_of_itself(ledger: Ledger) -> None:
    """Word for word."""
    with pytest.raises(InvalidInput) as caught:
        record(ledger, Entry("r", "c-1", "repaired", repairs="r", points="5", valid_from=DAY))
    accepted = "the id of another entry, a penalty"
    assert str(caught.value) == f"entries[0].repairs: 'r' given; accepted: {accepted}"
