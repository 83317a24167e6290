"""Accounts: every boundary of points lost and earned back, worked out by hand."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Labels, Numbers
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.facts import Facts
from creditkit.ledger import BalanceBroken, Entry, Ledger, MemoryStore, Stored, accounts_of
from creditkit.reasons import text
from creditkit.testing import check_accounts_agree, replayed

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST = date(2026, 1, 1)


def on(day: int) -> date:
    """Days are numbered from the first of January 2026, which is day 0."""
    return FIRST + timedelta(days=day)


def entry(name: str, first: int, last: int | None = None, **terms: Any) -> Entry:
    """An entry of the one stream; whatever is no argument of its own is a term."""
    own = {key: terms.pop(key) for key in ("points", "repairs", "reverses") if key in terms}
    end = None if last is None else on(last)
    return Entry(name, "c", "x", valid_from=on(first), valid_to=end, effect=terms, **own)


def penalty(name: str, points: str, first: int, last: int | None = None, **terms: Any) -> Entry:
    return entry(name, first, last, points=points, **terms)


def conduct(name: str, points: str, first: int, last: int | None = None, after: int = 0, **terms: Any) -> Entry:
    return entry(name, first, last, points=points, up_to="lost", after_days=str(after), **terms)


CASES: dict[str, tuple[list[Entry], dict[int, str]]] = {
    "a penalty counts on its first and on its last day": (
        [penalty("p", "-12", 3, 9)],
        {2: "0", 3: "-12", 9: "-12", 10: "0"},
    ),
    "a penalty of one day": ([penalty("p", "-12", 3, 3)], {2: "0", 3: "-12", 4: "0"}),
    "for good": ([penalty("p", "-12", 3)], {20_000: "-12"}),
    "a repair counts from its own day": (
        [penalty("p", "-12", 0, 99), entry("r", 30, points="5", repairs="p")],
        {29: "-12", 30: "-7", 99: "-7", 100: "0"},
    ),
    "a repair dated before its penalty begins with it": (
        [penalty("p", "-12", 5, 99), entry("r", 0, points="5", repairs="p")],
        {0: "0", 4: "0", 5: "-7"},
    ),
    "a repair recorded before its penalty": (
        [entry("r", 7, points="5", repairs="p"), penalty("p", "-12", 5, 99)],
        {6: "-12", 7: "-7"},
    ),
    "a repair without a penalty is worth nothing": ([entry("r", 7, points="5", repairs="nowhere")], {7: "0"}),
    "a repair that ends before its penalty": (
        [penalty("p", "-12", 0, 99), entry("r", 10, 20, points="5", repairs="p")],
        {9: "-12", 10: "-7", 20: "-7", 21: "-12"},
    ),
    "a repair that begins on the last day of its penalty, and one a day later": (
        [penalty("p", "-12", 0, 9), entry("r", 9, points="5", repairs="p"), entry("s", 10, points="9", repairs="p")],
        {8: "-12", 9: "-7", 10: "0"},
    ),
    "a repair that ended before its penalty began": (
        [penalty("p", "-12", 10, 99), entry("r", 0, 9, points="5", repairs="p")],
        {10: "-12"},
    ),
    "never more than was lost": (
        [penalty("p", "-12", 0, 99), entry("r", 0, points="20", repairs="p")],
        {0: "0"},
    ),
    "the best of several repairs of one day": (
        [penalty("p", "-12", 0), *(entry(f"r{n}", 5, points=str(n), repairs="p") for n in (4, 9, 7))],
        {4: "-12", 5: "-3"},
    ),
    "of equal repairs of one day the smaller id": (
        [penalty("p", "-12", 0), *(entry(name, 5, points="4", repairs="p") for name in ("b", "a", "c"))],
        {5: "-8"},
    ),
    "the next best counts again when the best ends": (
        [penalty("p", "-12", 0), entry("r", 5, points="4", repairs="p"), entry("s", 8, 9, points="9", repairs="p")],
        {7: "-8", 8: "-3", 9: "-3", 10: "-8"},
    ),
    "80% of the points lost, rounded down": (
        [penalty("p", "-12", 0), entry("r", 5, repairs="p", share="0.8")],
        {5: "-3"},
    ),
    "a share of what the caps left": (
        [penalty("p", "-12", 0, caps="all=5/365"), entry("r", 5, repairs="p", share="0.8")],
        {0: "-5", 5: "-1"},
    ),
    "a share is of what was lost before decay, and never more than still costs": (
        [penalty("p", "-10", 0, 9, decay="linear"), entry("r", 0, repairs="p", share="0.5")],
        {0: "-5", 4: "-1", 5: "0", 9: "0", 10: "0"},
    ),
    "decay: whole on the first day, something on the last": (
        [penalty("p", "-10", 0, 9, decay="linear")],
        {0: "-10", 1: "-9", 8: "-2", 9: "-1", 10: "0"},
    ),
    "decay is rounded so that it never falls too early": (
        [penalty("p", "-3", 0, 3, decay="linear")],
        {0: "-3", 1: "-3", 2: "-2", 3: "-1", 4: "0"},
    ),
    "decay at decimals of its own": (
        [penalty("p", "-3", 0, 3, decay="linear", decimals="2")],
        {0: "-3", 1: "-2.25", 2: "-1.5", 3: "-0.75", 4: "0"},
    ),
    "decay takes the decimals of its points": ([penalty("p", "-0.5", 0, 4, decay="linear")], {1: "-0.4", 4: "-0.1"}),
    "a day does not decay, nor does what lasts for good": (
        [penalty("p", "-3", 0, 0, decay="linear"), penalty("q", "-4", 0, decay="linear")],
        {0: "-7", 1: "-4", 9_999: "-4"},
    ),
    "a great many points for good do not decay either": (
        [penalty("p", "-999999999", 0, decay="linear")],
        {90_000: "-999999999"},
    ),
    "reversed on every day, whatever the days of the reversal": (
        [penalty("p", "-12", 0), entry("x", 50, 60, reverses="p")],
        {0: "0", 49: "0", 61: "0"},
    ),
    "a reversed reversal": (
        [penalty("p", "-12", 0), entry("x", 0, reverses="p"), entry("y", 0, reverses="x")],
        {0: "-12"},
    ),
    "reversed three times": (
        [penalty("p", "-12", 0), *(entry(b, 0, reverses=a) for a, b in ("px", "xy", "yz"))],
        {0: "0"},
    ),
    "a reversed repair": (
        [penalty("p", "-12", 0), entry("r", 5, points="5", repairs="p"), entry("x", 9, reverses="r")],
        {5: "-12", 9: "-12"},
    ),
    "a repair of a reversed penalty": (
        [penalty("p", "-12", 0), entry("r", 5, points="5", repairs="p"), entry("x", 9, reverses="p")],
        {5: "0"},
    ),
    "a reversed penalty leaves its room to others": (
        [penalty("p", "-5", 0, caps="a=6/365"), penalty("q", "-5", 1, caps="a=6/365"), entry("x", 9, reverses="p")],
        {0: "0", 1: "-5"},
    ),
    "the window is the day itself and those before": (
        [penalty(name, "-3", day, caps="a=4/10") for name, day in (("p", 0), ("q", 9), ("s", 10))],
        {0: "-3", 9: "-4", 10: "-7"},  # q gets 1 beside p; for s the window holds q's 1 only
    ),
    "of one day, the smaller id first": (
        [penalty("q", "-3", 0, caps="a=4/1"), penalty("p", "-2", 0, caps="a=4/1", final="yes"),
         entry("r", 0, repairs="q", share="1")],
        {0: "-2"},  # p has its 2, q the 2 that are left, which come back
    ),
    "several caps, and an expired penalty still fills its window": (
        [penalty("p", "-3", 0, 1, caps="a=4/10 b=99/10"), penalty("q", "-3", 5, caps="b=99/10 a=4/10")],
        {0: "-3", 2: "0", 5: "-1"},
    ),
    "the second of two caps binds": (
        [penalty("p", "-1", 0, caps="z=99/10"), penalty("q", "-3", 0, caps="a=99/10 b=4/10"),
         penalty("s", "-3", 1, caps="a=99/10 b=4/10")],
        {0: "-4", 1: "-5"},
    ),
    "the same name over penalties and repairs is two caps": (
        [penalty("p", "-4", 0, caps="a=4/10"), entry("r", 1, points="3", repairs="p", caps="a=4/10")],
        {1: "-1"},
    ),
    "a repair that betters another uses up the difference": (
        [penalty("p", "-9", 0), penalty("q", "-9", 0), entry("r", 1, points="4", repairs="p", caps="y=8/365"),
         entry("s", 2, points="6", repairs="p", caps="y=8/365"),
         entry("t", 3, points="5", repairs="q", caps="y=8/365")],
        {1: "-14", 2: "-12", 3: "-10"},
    ),
    "a repair uses up what it can give at most": (
        [penalty("p", "-2", 0), penalty("q", "-9", 0), entry("r", 1, points="9", repairs="p", caps="y=5/365"),
         entry("s", 2, points="9", repairs="q", caps="y=5/365")],
        {1: "-9", 2: "-6"},
    ),
    "a repair of what is final or ended uses up nothing": (
        [penalty("p", "-9", 0, final="yes"), penalty("q", "-9", 0, 1), penalty("s", "-9", 0),
         *(entry(f"r{i}", 2, points="5", repairs=p, caps="y=5/365") for i, p in enumerate("pqs"))],
        {2: "-13"},
    ),
    "nothing makes up for what is final": (
        [penalty("p", "-9", 0, final="yes"), entry("r", 0, points="9", repairs="p"), conduct("g", "9", 0)],
        {0: "-9"},
    ),
    "no repair makes up for what is final": (
        [penalty("p", "-9", 0, final="yes"), entry("r", 0, points="9", repairs="p")],
        {0: "-9"},
    ),
    "but a reversal does": (
        [penalty("p", "-9", 0, final="yes"), entry("x", 0, reverses="p")],
        {0: "0"},
    ),
    "conduct counts for penalties that are old enough": (
        [penalty("p", "-9", 0), conduct("g", "2", 89, after=90), conduct("h", "3", 90, after=90)],
        {89: "-9", 90: "-6"},
    ),
    "conduct goes to the oldest first and stays with it": (
        [penalty("p", "-2", 0, 20), penalty("q", "-9", 1, 40), conduct("g", "5", 10)],
        {10: "-6", 20: "-6", 21: "-6", 40: "-6", 41: "0"},  # 2 to p and 3 to q
    ),
    "conduct on the last day, and a day too late": (
        [penalty("p", "-2", 0, 20), conduct("g", "1", 20), conduct("h", "1", 21)],
        {19: "-2", 20: "-1", 21: "0"},
    ),
    "conduct fills what the best repair leaves": (
        [penalty("p", "-9", 0), entry("r", 5, points="7", repairs="p"), conduct("g", "5", 5)],
        {4: "-9", 5: "0"},
    ),
    "a later repair leaves less to conduct": (
        [penalty("p", "-9", 0), conduct("g", "5", 5), entry("r", 6, 7, points="7", repairs="p")],
        {5: "-4", 6: "0", 7: "0", 8: "-4"},
    ),
    "what finds nothing to make up for is gone": (
        [penalty("p", "-2", 0), conduct("g", "5", 5), penalty("q", "-9", 6)],
        {5: "0", 6: "-9"},
    ),
    "conduct with a cap of its own uses up what it gave": (
        [penalty("p", "-2", 0), conduct("g", "5", 5, caps="y=4/365"), penalty("q", "-9", 6),
         conduct("h", "5", 7, caps="y=4/365")],
        {5: "0", 7: "-7"},
    ),
    "conduct that ends by itself": ([penalty("p", "-9", 0), conduct("g", "5", 5, 6)], {5: "-4", 6: "-4", 7: "-9"}),
    "conduct of one day, one after the other": (
        [penalty("p", "-9", 0), conduct("g", "5", 5), conduct("h", "5", 5)],
        {5: "0"},
    ),
    "conduct over what decays": (
        [penalty("p", "-10", 0, 9, decay="linear"), conduct("g", "4", 2)],
        {1: "-9", 2: "-4", 6: "0", 9: "0"},
    ),
    "conduct over what decays, twice: the first counts first": (
        [penalty("p", "-10", 0, 9, decay="linear"), conduct("g", "4", 2), conduct("h", "3", 2)],
        {2: "-1", 5: "0", 6: "0", 7: "0"},
    ),
    "a repair dated before its penalty takes its turn at the penalty's day": (
        [penalty("p", "-9", 10), penalty("q", "-9", 0), entry("r", 0, points="5", repairs="p", caps="y=5/365"),
         entry("s", 5, points="5", repairs="q", caps="y=5/365")],
        {4: "-9", 5: "-4", 10: "-13"},
    ),
    "the smallest repair needs room, too": (
        [penalty("p", "-9", 0), entry("r", 1, points="0.000001", repairs="p", caps="y=0/365")],
        {1: "-9"},
    ),
    "conduct of no points gives nothing": ([penalty("p", "-9.000001", 0), conduct("g", "0", 5)], {5: "-9.000001"}),
    "conduct passes over what is final to what is not": (
        [penalty("p", "-9", 0, final="yes"), penalty("q", "-9", 1), conduct("g", "2", 5)],
        {4: "-18", 5: "-16"},
    ),
    "conduct fills what the smallest repair leaves, too": (
        [penalty("p", "-1", 0), penalty("q", "-1", 1), entry("r", 2, points="0.000001", repairs="p"),
         conduct("g", "1", 5)],
        {2: "-1.999999", 5: "-0.999999"},  # 0.999999 to p, the rest to q
    ),
    "conduct over what decays: the earlier counts first, whatever the ids": (
        [penalty("p", "-10", 0, 9, decay="linear"), conduct("z", "4", 2), conduct("a", "3", 3)],
        {2: "-4", 3: "0", 6: "0"},
    ),
    "credits come on top, within their days and caps": (
        [penalty("p", "-9", 0), entry("c", 1, 5, points="4"), entry("d", 2, points="3", caps="y=2/365")],
        {0: "-9", 1: "-5", 2: "-3", 5: "-3", 6: "-7"},
    ),
    "decimals that differ": (
        [penalty("p", "-2.25", 0), penalty("q", "-1", 0), entry("r", 0, repairs="p", share="0.333", decimals="3")],
        {0: "-2.501"},  # 2.25 × 0.333 = 0.74925, rounded down 0.749
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
@pytest.mark.parametrize("backwards", [False, True])
def test_boundaries(what: str, backwards: bool) -> None:
    """In the order of recording and against it, line by line and in columns."""
    entries, expected = CASES[what]
    if backwards:
        entries = sorted(entries, key=lambda one: one.reverses is None)
        reversals = [one for one in CASES[what][0] if one.reverses]
        entries = [one for one in entries if not one.reverses][::-1] + reversals
    accounts = replayed(entries)
    found = {day: accounts.balance("c", on(day)).total for day in expected}
    assert found == {day: Decimal(total) for day, total in expected.items()}
    check_accounts_agree(accounts, [on(day) for day in expected])


def ledger(*entries: Entry) -> Ledger:
    made = Ledger(MemoryStore(), name="repair")
    for one in entries:
        made.append(one, recorded_at=NOON, salt=bytes(16))
    return made


LATE = Entry("late-1", "c", "contract_breached", points="-12", valid_from=on(0), valid_to=on(99))
PAID = Entry("paid-1", "c", "dispute_resolved", repairs="late-1", effect={"share": "0.8"}, valid_from=on(30))
BONUS = Entry("bonus", "c", "long_customer", points="2.5", valid_from=on(40))
GOOD = Entry("good", "c", "good_conduct", points=1, effect={"up_to": "lost"}, valid_from=on(50))


def test_lines_say_what_counts_and_why() -> None:
    """One line an event, with its reason in both languages."""
    lines = ledger(LATE, PAID, BONUS, GOOD).accounts().balance("c", on(50)).lines
    assert [(line.entry_id, line.type, line.points, line.worth) for line in lines] == [
        ("late-1", "contract_breached", Decimal("-12.0"), Decimal("-12.0")),
        ("paid-1", "dispute_resolved", None, Decimal("9.0")),
        ("bonus", "long_customer", Decimal("2.5"), Decimal("2.5")),
        ("good", "good_conduct", Decimal("1.0"), Decimal("1.0")),
    ]
    assert [line.reason.code for line in lines] == [
        "points_lost", "points_restored", "points_granted", "points_restored",
    ]  # fmt: skip
    assert dict(lines[1].reason.figures) == {
        "event": "dispute_resolved", "entry_id": "paid-1", "on": on(30), "points": Decimal("9.0"), "until": on(99),
        "repairs": "late-1",
    }  # fmt: skip
    assert text(lines[0].reason) == "'contract_breached' on 2026-01-01: -12.0 points until 2026-04-10"
    assert text(lines[1].reason, "zh") == "2026-01-31 'dispute_resolved':为 'late-1' 恢复 9.0 分,至 2026-04-10"
    assert ["repairs" in line.reason.figures for line in lines] == [False, True, False, True]
    assert lines[2].valid_to is None
    assert lines[3].valid_to == on(99)


def test_a_repair_of_a_credit_is_worth_nothing() -> None:
    """It may be recorded before it, when nobody can tell."""
    accounts = replayed([entry("r", 0, points="5", repairs="credit"), penalty("credit", "4", 0)])
    assert accounts.balance("c", on(0)).total == 4
    check_accounts_agree(accounts, [on(0)])


def test_lines_and_facts_come_stream_by_stream() -> None:
    """Then by first day, on one day penalties before what makes up for them, then by id; in both doors."""
    entries = [
        Entry(name, stream, "x", valid_from=on(day), **terms)
        for name, stream, day, terms in (
            ("z", "d", 1, {"points": -5}), ("b", "c", 1, {"points": -5}), ("a", "c", 1, {"points": 2}),
            ("y", "d", 1, {"points": -4}), ("d", "c", 0, {"points": -3}), ("0", "c", 1, {"points": 1, "repairs": "b"}),
            ("x", "d", 0, {"points": 1}), ("c", "c", 1, {"points": -2}),
        )
    ]  # fmt: skip
    accounts = ledger(*entries).accounts()
    found = [one.adjustment_id for one in accounts.adjustments(on(1))]
    assert found == ["x", "y", "z", "d", "b", "c", "0", "a"]
    for stream, ids in (("d", found[:3]), ("c", found[3:])):
        assert [one.adjustment_id for one in accounts.adjustments(on(1), stream)] == ids
        assert [line.entry_id for line in accounts.balance(stream, on(1)).lines] == ids


def test_a_cap_binds_in_its_own_stream() -> None:
    """Another stream, recorded first, has another group."""
    accounts = ledger(
        Entry("p", "d", "x", points=-1, effect={"caps": "z=9/10"}, valid_from=on(0)),
        *(Entry(name, "c", "x", points=-3, effect={"caps": "b=4/10"}, valid_from=on(0)) for name in "qs"),
    ).accounts()
    assert accounts.on([on(0)]).points.tolist() == [[-1], [-4]]


def test_conduct_in_several_streams() -> None:
    """Each has its own, in columns and line by line; repairs of one day come by their own ids."""
    accounts = ledger(
        *(Entry(f"p-{stream}", stream, "x", points=-9, valid_from=on(0)) for stream in "cd"),
        *(Entry(f"q-{stream}", stream, "x", points=-5, valid_from=on(1)) for stream in "cd"),
        *(Entry(f"a-{stream}", stream, "y", points=1, repairs=f"q-{stream}", valid_from=on(2)) for stream in "cd"),
        *(Entry(f"b-{stream}", stream, "y", points=2, repairs=f"p-{stream}", valid_from=on(2)) for stream in "cd"),
        *(Entry(f"g-{stream}", stream, "z", points=3, effect={"up_to": "lost"}, valid_from=on(3)) for stream in "cd"),
    ).accounts()
    assert accounts.on([on(2), on(3)]).points.tolist() == [[-11, -8], [-11, -8]]
    for stream in "cd":
        ids = [f"{name}-{stream}" for name in "pqabg"]
        assert [line.entry_id for line in accounts.balance(stream, on(3)).lines] == ids
        assert [one.adjustment_id for one in accounts.adjustments(on(3), stream)] == ids
    check_accounts_agree(accounts, [on(3)])


def test_conduct_over_several_penalties_is_one_line() -> None:
    """With the sum of what it gives, the last of their last days, and their names, oldest first."""
    made = ledger(LATE, Entry("late-2", "c", "x", points=-9, valid_from=on(1), valid_to=on(80)),
                  Entry("good", "c", "y", points=14, effect={"up_to": "lost"}, valid_from=on(50)))  # fmt: skip
    accounts = made.accounts()
    (*_, line), (*_, fact) = accounts.balance("c", on(60)).lines, accounts.adjustments(on(60))
    assert (line.entry_id, line.worth, line.valid_from, line.valid_to) == ("good", 14, on(50), on(99))
    assert line.reason.figures["repairs"] == "late-1, late-2"
    assert line.adjustment("c") == fact
    assert accounts.adjustments(on(60), "c") == accounts.adjustments(on(60))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"stream": " "}, "party_id"),
        ({"entry_id": " "}, "adjustment_id"),
        ({"recorded_at": "2026-06-01T12:00:00"}, "recorded_at"),
    ],
)
def test_facts_that_no_ledger_recorded_are_refused(fields: dict[str, str], path: str) -> None:
    """Texts come from a store, which somebody may have changed."""
    (stored,) = ledger(LATE).events()
    with pytest.raises(InvalidInput) as caught:
        accounts_of([Stored(stored.row._replace(**fields))]).adjustments(on(0))
    assert caught.value.path == path


def test_adjustments_are_facts() -> None:
    """Facts take them, and a snapshot shows those in force; the sum is what the accounts say."""
    accounts = ledger(LATE, PAID, BONUS, GOOD).accounts()
    adjustments = accounts.adjustments(on(50))
    facts = Facts(adjustments)
    assert facts.at(on(50), known_at=NOON + timedelta(days=1)).adjustments == adjustments
    assert facts.at(on(50), known_at=NOON - timedelta(days=1)).adjustments == ()
    assert [one.adjustment_id for one in adjustments] == ["late-1", "paid-1", "bonus", "good"]
    assert {one.party_id for one in adjustments} == {"c"}
    assert [one.points for one in adjustments] == [Decimal(points) for points in ("-12", "9", "2.5", "1")]
    assert [one.valid_from for one in adjustments] == [on(0), on(30), on(40), on(50)]
    assert [one.valid_to for one in adjustments] == [on(99), on(99), None, on(99)]
    assert {one.recorded_at for one in adjustments} == {NOON + timedelta(microseconds=n) for n in range(4)}
    assert accounts.on([on(50)]).adjustment("c", on(50)) == Decimal("0.5")


@pytest.mark.parametrize(
    ("terms", "decimals"),
    [
        ({"points": "-2.50"}, 1),
        ({"points": "-2", "decimals": "3"}, 0),
        ({"points": "-2", "decimals": "3", "decay": "linear"}, 3),
        ({"repairs": "p", "share": "0.8", "decimals": "4"}, 4),
        ({"repairs": "p", "points": "1", "decimals": "4"}, 0),
        ({"points": "-2", "caps": "a=0.25/1 b=1/1"}, 2),
    ],
)
def test_as_few_decimals_as_all_points_can_be_written_with(terms: dict[str, str], decimals: int) -> None:
    """What is stated, what a cap may leave, what a share or a decay comes to."""
    assert replayed([entry("e", 0, **terms)]).decimals == decimals


def test_known_at_decides_what_is_replayed() -> None:
    """A repair that is recorded later changes nothing of what was known before."""
    made = ledger(LATE, PAID)
    assert made.accounts(known_at=0).balance("c", on(30)).total == -12
    assert made.accounts(known_at=1).balance("c", on(30)).total == -3
    assert made.accounts(since=made.accounts(known_at=0)).balance("c", on(30)).total == -3


def test_balances_in_columns() -> None:
    """Streams by days; a stream that is not there has none."""
    other = Entry("b", "d", "x", points=-1, valid_from=on(0))
    balances = ledger(LATE, other, PAID).accounts().on([on(30), on(0)])
    assert balances.points.tolist() == [[-3, -12], [-1, -1]]
    assert not balances.points.flags.writeable
    assert (balances.days.dtype, balances.days.tolist()) == (np.dtype("datetime64[D]"), [on(30), on(0)])
    columns = balances.columns()
    assert isinstance(columns["stream"], Labels)
    assert columns["stream"].texts() == ["c", "c", "d", "d"]
    assert isinstance(columns["adjustment"], Numbers)
    assert columns["adjustment"].values.tolist() == [-3, -12, -1, -1]
    assert list(columns["day"]) == [on(30), on(0)] * 2
    assert balances.numbers(["d", "nobody", "c"], on(0)).values.tolist() == [-1, 0, -12]
    halves = ledger(LATE, BONUS).accounts().on([on(40)])
    assert halves.numbers(["c"], on(40)).same(Numbers([-95], 1))
    halved = halves.columns()
    assert isinstance(halved["adjustment"], Numbers)
    assert halved["adjustment"].same(Numbers([-95], 1))
    assert isinstance(halved["stream"], Labels)
    assert halved["stream"].distinct
    with pytest.raises(InvalidInput, match="asked for"):
        balances.adjustment("c", on(1))
    with pytest.raises(InvalidInput, match="days"):
        ledger(LATE).accounts().on([NOON])


def test_an_empty_ledger_and_no_days() -> None:
    """Nothing is lost and nothing is there."""
    accounts = accounts_of([])
    assert (accounts.size, accounts.streams, accounts.decimals) == (0, (), 0)
    assert accounts.balance("c", on(0)).total == 0
    assert accounts.adjustments(on(0)) == ()
    assert accounts.on([on(0)]).points.shape == (0, 1)
    assert ledger(LATE).accounts().on([]).points.shape == (1, 0)


def test_events_that_move_no_points_count_for_the_size_only() -> None:
    """Decisions and reservations share the ledger."""
    decision = Entry("d", "c-9", "decision", effect={"outcome": "approve"}, valid_from=on(0))
    accounts = ledger(decision, LATE).accounts()
    assert (accounts.size, accounts.streams) == (2, ("c-9", "c"))
    assert accounts.balance("c-9", on(0)).lines == ()
    assert repr(accounts) == "<Accounts of 2 streams, 2 events>"


def test_events_out_of_order_are_refused() -> None:
    """And those that a snapshot has seen."""
    events = list(ledger(LATE, PAID).events())
    with pytest.raises(InvalidInput, match="in order"):
        accounts_of(events[::-1])
    with pytest.raises(InvalidInput, match="from position 2"):
        accounts_of(events[1:], accounts_of(events))


def test_an_effect_that_no_ledger_wrote_is_refused() -> None:
    """With the event and the term."""
    (stored,) = ledger(LATE).events()
    with pytest.raises(InvalidInput, match=r"events\[late-1\]\.points"):
        accounts_of([Stored(stored.row._replace(effect='{"points":"many"}'))])


def test_a_reversal_that_names_a_later_event_takes_nothing_back() -> None:
    """No ledger wrote it; a circle of them ends all the same."""
    first, second = ledger(BONUS, LATE).events()
    early = Stored(first.row._replace(effect='{"reverses":"late-1"}'))
    accounts = accounts_of([early, second])
    assert accounts.balance("c", on(0)).total == -12
    check_accounts_agree(accounts, [on(0)])
    accounts_of([early, Stored(second.row._replace(effect='{"reverses":"bonus"}'))]).on([on(0)])


def test_ids_with_quotes_and_backslashes() -> None:
    """What has to be escaped in JSON is read as JSON."""
    name = 'a "late" \\ one'
    late = Entry(name, "c", "x", points=-12, valid_from=on(0))
    paid = Entry("r", "c", "x", points=5, repairs=name, effect={"note": 'x","repairs":"y'}, valid_from=on(0))
    assert ledger(late, paid).accounts().balance("c", on(0)).total == -7


def test_a_repair_in_another_stream_is_worth_nothing() -> None:
    """It may be recorded before its penalty, when its stream cannot be checked yet."""
    stray = Entry("r", "d", "x", points=5, repairs="late-1", valid_from=on(0))
    accounts = ledger(stray, LATE).accounts()
    assert accounts.balance("c", on(0)).total == -12
    assert accounts.on([on(0)]).points.tolist() == [[0], [-12]]


def two_streams() -> Ledger:
    return ledger(Entry("q", "d", "x", points=-7, valid_from=on(0)), LATE)


@pytest.mark.parametrize(
    ("stream", "of"), [("c", None), (None, "c"), ("d", "c")], ids=["one for all", "all for one", "another's"]
)
def test_accounts_of_other_streams_are_refused(stream: str | None, of: str | None) -> None:
    """What they have not read before their end would be lost without a word."""
    made = two_streams()
    with pytest.raises(
        InvalidInput, match=r"accounts of (all streams|stream '.')\. Read them with the same stream"
    ) as no:
        made.accounts(stream=of, since=made.accounts(stream=stream))
    assert no.value.path == "since"
    assert made.accounts(stream="d", since=made.accounts(stream="d", known_at=0)).balance("d", on(0)).total == -7
    assert made.accounts(stream=of, since=made.accounts(stream=stream, known_at=-1)).size == 2


def test_accounts_of_another_ledger_are_refused() -> None:
    """Also of the same one before it was restored from a backup and went on otherwise."""
    made, other = ledger(LATE), ledger(BONUS)
    with pytest.raises(InvalidInput, match="accounts of this ledger as it is: its event at position 0 is another"):
        made.accounts(since=other.accounts())


def test_accounts_of_some_events_are_refused() -> None:
    """Nobody can tell what is missing; those of all events in parts are as good as the ledger's own."""
    made = two_streams()
    events = list(made.events())
    with pytest.raises(InvalidInput, match="since"):
        made.accounts(since=accounts_of(events[1:]))
    with pytest.raises(InvalidInput, match="since"):
        made.accounts(since=accounts_of(events[1:], made.accounts(stream="c", known_at=0)))
    parts = accounts_of(events[1:], accounts_of(events[:1]))
    assert made.accounts(since=parts).adjustments(on(0)) == made.accounts().adjustments(on(0))
    assert made.accounts(since=accounts_of([], parts)).size == 2


def test_the_size_of_a_stream_is_that_of_the_ledger() -> None:
    """It is the position up to which events were read, whose ever they are."""
    made = two_streams()
    assert [made.accounts(stream=name).size for name in ("c", "d", "none")] == [2, 2, 2]
    assert made.accounts(stream="d", known_at=0).size == 1


def test_a_text_that_names_no_stream_is_refused() -> None:
    """Taken as a name it would look like a stream without events."""
    accounts = two_streams().accounts()
    for call in (lambda: accounts.balance("e\u0301", on(0)), lambda: accounts.adjustments(on(0), "e\u0301")):
        with pytest.raises(InvalidInput, match=r"stream: .*form C"):
            call()


def asserted(name: str, points: str, day: int) -> Entry:
    return Entry(name, "c", "balance", effect={"asserts": points}, valid_from=on(day))


def test_a_balance_that_holds() -> None:
    """As known just before it: what is recorded later does not break it."""
    made = ledger(LATE, asserted("a", "-12", 5), PAID, asserted("b", "-3", 30), asserted("c", "0", 100))
    assert made.accounts().size == 5
    assert made.accounts(since=made.accounts(known_at=1)).size == 5


def test_a_replay_that_meets_a_broken_balance_stops() -> None:
    """Whether it starts at the beginning or from a snapshot."""
    events = list(ledger(LATE, PAID, asserted("a", "-3", 30)).events())
    broken = [*events[:1], Stored(events[1].row._replace(effect='{"repairs":"late-1","share":"0.5"}')), events[2]]
    with pytest.raises(BalanceBroken) as caught:
        accounts_of(broken)
    assert (caught.value.entry_id, caught.value.stream) == ("a", "c")
    assert (str(caught.value.asserted), str(caught.value.found)) == ("-3", "-6")
    with pytest.raises(BalanceBroken):
        accounts_of(broken[2:], accounts_of(broken[:2]))


def test_points_beyond_63_bits_are_refused() -> None:
    """In columns; numpy would wrap."""
    (one,) = ledger(Entry("p", "c", "x", points=-999_999_999, valid_from=on(0))).events()
    accounts = accounts_of(Stored(one.row._replace(pos=i, seq=i, entry_id=f"p{i}")) for i in range(5_000))
    assert accounts.balance("c", on(0)).total == -4_999_999_995_000
    with pytest.raises(AmountTooLarge, match=r"(?<!\w)points(?!\w)"):
        accounts.on([on(0)])


def test_decay_is_exact_beyond_63_bits() -> None:
    """Points times days would wrap."""
    last = (date(9999, 12, 31) - FIRST).days
    accounts = replayed([penalty("p", "-999999999.999999", 0, last, decay="linear")])
    check_accounts_agree(accounts, [on(0), on(1), on(last - 1), on(last)])


def test_accounts_travel() -> None:
    """Pickled, a snapshot goes on where it was."""
    made = ledger(LATE, PAID)
    snapshot = pickle.loads(pickle.dumps(made.accounts(known_at=0)))
    assert made.accounts(since=snapshot).balance("c", on(30)).total == -3
