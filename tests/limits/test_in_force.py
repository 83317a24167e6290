"""The limit in force: standings, entered limits, one legal entity under several codes, temporary limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Event, Fact, Facts, Observation, Party, Snapshot, Standing
from creditkit.limits import TemporaryLimit, Unlimited, Unset, UpTo, limit_in_force, limits_in_force
from creditkit.money import Money, Rate, Rates
from creditkit.reasons import text
from house_limits import cny

DAY = date(2026, 7, 1)


def at(*known: Fact, day: date = DAY, rates: Rates | None = None) -> Snapshot:
    facts = Facts(list(known)) if rates is None else Facts(list(known), rates=rates)
    return facts.at(day)


def codes(found: Any) -> list[str]:
    return [finding.reason.code for finding in found.findings]


def test_zero_unset_and_unlimited_stay_what_they_are() -> None:
    """As entered on the account; a party without an account has none."""
    found = limits_in_force(
        at(
            Party("zero", credit_limit=cny(0)),
            Party("unset"),
            Party("wide", credit_limit="unlimited"),
            Observation("seen", "debt_ratio", Decimal("0.5"), source="bureau", observed_on=DAY),
        )
    )
    assert {party: one.limit for party, one in found.items()} == {
        "seen": Unset(), "unset": Unset(), "wide": Unlimited(), "zero": UpTo(cny(0)),
    }  # fmt: skip
    assert [found[party].source for party in ("zero", "unset", "seen")] == ["party", None, None]
    assert found["unset"].code is None


def test_a_standing_wins_over_the_entered_limit_while_it_is_in_force() -> None:
    """The latest that has a limit and has not ended; then the entered limit is back, and that is known ahead."""
    known = [
        Party("C", credit_limit=cny(500)),
        Standing("C", limit=cny(100), valid_from=date(2026, 1, 1)),
        Standing("C", limit=cny(200), valid_from=date(2026, 5, 1), valid_to=date(2026, 7, 31)),
        Standing("C", grade="B", valid_from=date(2026, 6, 1)),
    ]
    days = {date(2025, 12, 31): 500, date(2026, 1, 1): 100, date(2026, 5, 1): 200, date(2026, 7, 31): 200}
    for day, amount in {**days, date(2026, 8, 1): 100}.items():
        assert limit_in_force(at(*known, day=day), "C").limit == UpTo(cny(amount)), day
    now = limit_in_force(at(*known), "C")
    assert (now.source, now.later) == ("standing", ((date(2026, 8, 1), UpTo(cny(100))),))
    wide = at(Party("C", credit_limit=cny(5)), Standing("C", limit="unlimited", valid_from=DAY))
    assert limit_in_force(wide, "C").limit == Unlimited()


def test_one_legal_entity_has_one_limit() -> None:
    """Both codes entered: the lower counts for both, with a finding; an equal one twice is a note."""
    differ = at(
        Party("P1", identity="L1", credit_limit=cny(1_000_000)), Party("P2", identity="L1", credit_limit=cny(900_000))
    )
    both = limits_in_force(differ, ["P1", "P2"])
    assert {one.limit for one in both.values()} == {UpTo(cny(900_000))}
    assert {one.code for one in both.values()} == {"P2"}
    assert both["P1"].findings == both["P2"].findings
    assert (codes(both["P1"]), both["P1"].findings[0].severity) == (["identity_limits_differ"], "warning")
    assert "P1: 1000000.00 CNY, P2: 900000.00 CNY" in text(both["P1"].findings[0].reason)
    equal = at(Party("P1", identity="L1", credit_limit=cny(5)), Party("P2", identity="L1", credit_limit=cny(5)))
    found = limit_in_force(equal, "P2")
    assert (codes(found), found.code, found.findings[0].severity) == (["identity_duplicate"], "P2", "note")


def test_a_limit_entered_once_holds_for_every_code_of_the_entity() -> None:
    """Unset on one code is not a limit that differs; unlimited is no less than an amount."""
    snapshot = at(
        Party("P1", identity="L1", credit_limit=cny(5)),
        Party("P2", identity="L1"),
        Party("P3", identity="L1"),
        Party("Q1", identity="L2", credit_limit="unlimited"),
        Party("Q2", identity="L2", credit_limit=cny(7)),
    )
    found = limits_in_force(snapshot)
    assert (found["P3"].limit, found["P3"].code, found["P3"].findings) == (UpTo(cny(5)), "P1", ())
    assert (found["Q1"].limit, codes(found["Q1"])) == (UpTo(cny(7)), ["identity_limits_differ"])
    assert limit_in_force(snapshot.restrict(["P2"]), "P2") == found["P2"]
    with pytest.raises(UnknownParty):
        limit_in_force(snapshot.restrict(["P2"]), "P1")


def test_limits_of_one_entity_in_two_currencies_are_compared_at_the_days_rate() -> None:
    """The lower keeps its own currency; without a rate the own limit stands, with an error that says so."""
    known = [
        Party("P1", identity="L1", credit_limit=cny(1_000_000)),
        Party("P2", identity="L1", credit_limit=Money(100_000, "EUR")),
    ]
    rates = Rates([Rate("EUR", "CNY", "7.8", date(2026, 6, 30))])
    both = limits_in_force(at(*known, rates=rates))
    assert {one.limit for one in both.values()} == {UpTo(Money(100_000, "EUR"))}
    without = limits_in_force(at(*known))
    assert [one.limit for one in without.values()] == [UpTo(cny(1_000_000)), UpTo(Money(100_000, "EUR"))]
    assert [(codes(one), one.findings[0].severity) for one in without.values()] == [(["rate_missing"], "error")] * 2


def test_a_limit_without_a_currency_takes_the_one_it_is_given() -> None:
    """Else it does not count, with an error."""
    snapshot = at(Party("C", credit_limit=Decimal("500.5")))
    assert limit_in_force(snapshot, "C", currency="CNY").limit == UpTo(cny("500.50"))
    bare = limit_in_force(snapshot, "C")
    assert (bare.limit, codes(bare), bare.findings[0].severity) == (Unset(), ["limit_without_currency"], "error")


def _window(mode: Any, amount: Money, first: int = 1, last: int = 31) -> TemporaryLimit:
    return TemporaryLimit(mode, amount, date(2026, 7, first), date(2026, 7, last))


def test_temporary_limits_and_the_three_kinds_of_base() -> None:
    """An override needs no base; an addition to nothing is a finding, to unlimited it says nothing."""
    add, override = _window("add", cny(10)), _window("override", cny(7))
    for base, temporary, expected, said in [
        (None, add, Unset(), ["temporary_without_base"]),
        (None, override, UpTo(cny(7)), []),
        ("unlimited", add, Unlimited(), []),
        ("unlimited", override, UpTo(cny(7)), []),
        (cny(0), add, UpTo(cny(10)), []),
        (Money(5, "EUR"), add, UpTo(Money(5, "EUR")), ["temporary_currency_differs"]),
    ]:
        found = limit_in_force(at(Party("C", credit_limit=base), temporary.event("C", on=DAY)), "C")
        assert (found.limit, codes(found)) == (expected, said)


def test_an_addition_beside_an_override_is_not_idle() -> None:
    """The override is the whole limit; the addition counts again when it ends."""
    known = [_window("add", cny(10)).event("C", on=DAY), _window("override", cny(7), 1, 9).event("C", on=DAY)]
    found = limit_in_force(at(Party("C", credit_limit=cny(5)), *known), "C")
    assert (found.limit, found.base, codes(found)) == (UpTo(cny(7)), UpTo(cny(5)), [])
    assert found.temporary == (_window("override", cny(7), 1, 9),)
    assert found.later == ((date(2026, 7, 10), UpTo(cny(15))), (date(2026, 8, 1), UpTo(cny(5))))


def test_a_temporary_limit_is_of_the_legal_entity_and_can_be_called_back() -> None:
    """Any of its codes; recording the event again with another window corrects it."""
    long = _window("add", cny(10)).event("P2", on=DAY, event_id="T", recorded_at=date(2026, 7, 1))
    short = _window("add", cny(10), 1, 2).event("P2", on=DAY, event_id="T", recorded_at=date(2026, 7, 2))
    facts = Facts([Party("P1", identity="L", credit_limit=cny(5)), Party("P2", identity="L"), long, short])
    assert limit_in_force(facts.at(date(2026, 7, 3), known_at=date(2026, 7, 1)), "P1").limit == UpTo(cny(15))
    assert limit_in_force(facts.at(date(2026, 7, 3)), "P1").limit == UpTo(cny(5))


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"mode": "twice"},
        {"amount": Decimal(-1)},
        {"amount": 1.5},
        {"amount": None},
        {"currency": "EURO"},
        {"currency": None},
        {"starts_on": "soon"},
        {"starts_on": 5},
        {"ends_on": date(2026, 6, 1)},
    ],
)
def test_an_event_that_cannot_be_read_is_a_finding(figures: dict[str, Any]) -> None:
    """It counts for nothing; the others count."""
    whole = dict(_window("add", cny(10)).event("C", on=DAY).figures)
    wrong = Event("C", "temporary_limit", on=DAY, figures={**whole, **figures} if figures else {})
    right = Event("C", "temporary_limit", on=DAY, figures={**whole, "starts_on": "2026-07-01", "amount": "10"})
    found = limit_in_force(at(Party("C", credit_limit=cny(5)), wrong, right), "C")
    assert (found.limit, codes(found)) == (UpTo(cny(15)), ["temporary_limit_unread"])


def test_what_cannot_be_asked() -> None:
    """A party that nobody mentions, one text for several parties, an event of another kind."""
    snapshot = at(Party("C"))
    with pytest.raises(UnknownParty):
        limit_in_force(snapshot, "X")
    with pytest.raises(InvalidInput, match=r"^party_ids"):
        limits_in_force(snapshot, "C")
    with pytest.raises(InvalidInput, match=r"^kind"):
        TemporaryLimit.of(Event("C", "notice", on=DAY))


def test_a_standing_needs_no_account() -> None:
    """A party of which only a review is known has its limit."""
    found = limit_in_force(at(Standing("C", limit=cny(5), valid_from=DAY)), "C")
    assert (found.limit, found.source, found.code) == (UpTo(cny(5)), "standing", "C")


def test_the_last_day_of_all() -> None:
    """A window without an end in sight has no day after it."""
    known = TemporaryLimit("add", cny(1), DAY, date.max).event("C", on=DAY)
    assert limit_in_force(at(Party("C", credit_limit=cny(5)), known), "C").later == ()


def test_what_is_not_known_yet_does_not_count() -> None:
    """A temporary limit decided tomorrow is not there today, though its window has begun."""
    event = _window("add", cny(10)).event("C", on=date(2026, 7, 2))
    known = [Party("C", credit_limit=cny(5)), event]
    assert limit_in_force(at(*known), "C").limit == UpTo(cny(5))
    assert limit_in_force(at(*known, day=date(2026, 7, 2)), "C").limit == UpTo(cny(15))
