"""The laws of points lost and earned back, on drawn histories; and that each law can fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.facts import Adjustment
from creditkit.ledger import Accounts, Entry, terms_of
from creditkit.policy import ready_made
from creditkit.reasons import Reason
from creditkit.testing import (
    adjustment_of,
    check_accounts_agree,
    check_best_single_repair,
    check_bounded_once,
    check_more_conduct,
    check_never_above_lost,
    check_order_of_recording,
    check_repairs_end_with_penalty,
    check_since,
    histories,
    point_days,
    replayed,
)
from plain_points import plain_adjustment

DAY = date(2026, 1, 10)
some_days = st.lists(point_days(), min_size=1, max_size=4)


@given(histories(max_size=9), some_days)
def test_the_fold_is_the_plain_walk_through_the_days(entries: list[Entry], days: list[date]) -> None:
    """Every stream, on every day asked for."""
    accounts = replayed(entries)
    for stream in accounts.streams:
        for day in days:
            assert Fraction(str(accounts.balance(stream, day).total)) == plain_adjustment(entries, stream, day)


@given(histories(max_size=9), some_days)
def test_columns_and_facts_agree_with_the_fold(entries: list[Entry], days: list[date]) -> None:
    """With caps, conduct, decay and everything."""
    check_accounts_agree(replayed(entries), days)


@given(histories(max_size=9, caps=False, conduct=False), some_days)
def test_the_sweep_agrees_with_the_fold(entries: list[Entry], days: list[date]) -> None:
    """Streams that never go through the fold in the columnar door."""
    check_accounts_agree(replayed(entries), days)


@given(histories(), st.data(), some_days)
def test_a_snapshot_changes_nothing(entries: list[Entry], data: st.DataObject, days: list[date]) -> None:
    """Wherever it was taken."""
    check_since(entries, data.draw(st.integers(0, len(entries))), days)


@given(histories(max_size=5), some_days)
def test_never_more_back_than_lost(entries: list[Entry], days: list[date]) -> None:
    """No stream without credits is above zero."""
    check_never_above_lost(entries, days)


@given(histories(max_size=5), some_days)
def test_the_best_single_repair(entries: list[Entry], days: list[date]) -> None:
    """Never the sum."""
    check_best_single_repair(entries, days)


@given(histories(max_size=5))
def test_repairs_end_with_their_penalty(entries: list[Entry]) -> None:
    """And begin no earlier."""
    check_repairs_end_with_penalty(entries)


@given(histories(max_size=5), st.data(), some_days)
def test_order_of_recording(entries: list[Entry], data: st.DataObject, days: list[date]) -> None:
    """Repairs before their penalties, too."""
    check_order_of_recording(entries, data.draw(st.permutations(range(len(entries)))), days)


@given(histories(caps=False, ends=False), point_days(), st.integers(1, 9), st.integers(0, 20), some_days)
def test_more_conduct_never_gives_less(
    entries: list[Entry], on: date, points: int, after: int, days: list[date]
) -> None:
    """Without caps and last days of its own."""
    effect = {"up_to": "lost", "after_days": str(after)}
    more = Entry("more", "c-1", "good_conduct", points=points, effect=effect, valid_from=on)
    check_more_conduct(entries, more, days)


adjustments = st.lists(st.integers(-60, 20), max_size=5).map(
    lambda points: [
        Adjustment("c-1", Decimal(p), valid_from=DAY, reason=Reason("points_lost"), adjustment_id=f"a{i}")
        for i, p in enumerate(points)
    ]
)


@given(adjustments)
def test_scoring_bounds_the_sum_once(given_adjustments: list[Adjustment]) -> None:
    """The ready-made policy's bounds are -40 and 5."""
    check_bounded_once(given_adjustments, ready_made("manufacturer"), DAY)


# the twins: replays with one rule broken


PENALTY = Entry("p", "c-1", "contract_breached", points=-10, valid_from=DAY, valid_to=DAY + timedelta(days=30))
HALF = Entry("r1", "c-1", "repaired", repairs="p", points=6, valid_from=DAY)
MOST = Entry("r2", "c-1", "repaired", repairs="p", points=8, valid_from=DAY)


def summed(entries: Sequence[Entry], stream: str, day: date) -> Decimal:
    """Adds everything up that the windows let in."""
    own = [
        e for e in entries if e.stream == stream and e.valid_from <= day and (e.valid_to is None or day <= e.valid_to)
    ]
    return sum((e.points or Decimal(0) for e in own), Decimal(0))


def test_a_sum_of_repairs_is_noticed() -> None:
    """10 lost, 14 given back."""
    with pytest.raises(AssertionError):
        check_never_above_lost([PENALTY, HALF, MOST], [DAY], points=summed)
    with pytest.raises(AssertionError):
        check_best_single_repair([PENALTY, HALF, attrs.evolve(MOST, points=3)], [DAY], points=summed)


def test_a_repair_that_outlives_its_penalty_is_noticed() -> None:
    """The penalty ends, the repair goes on."""
    with pytest.raises(AssertionError):
        check_repairs_end_with_penalty([PENALTY, HALF], points=summed)


def test_the_order_of_recording_is_noticed() -> None:
    """A replay that takes the last repair recorded, not the best."""

    def last(entries: Sequence[Entry], stream: str, day: date) -> Decimal:
        repairs = [entry for entry in entries if entry.repairs]
        return adjustment_of([e for e in entries if not e.repairs] + repairs[-1:], stream, day)

    check_order_of_recording([PENALTY, HALF, MOST], [2, 1, 0], [DAY])
    with pytest.raises(AssertionError):
        check_order_of_recording([PENALTY, HALF, MOST], [2, 1, 0], [DAY], points=last)


def test_conduct_that_takes_away_is_noticed() -> None:
    """A replay that divides by the number of quarters."""

    def shared(entries: Sequence[Entry], stream: str, day: date) -> Decimal:
        conduct = [e for e in entries if terms_of(e.figures).kind == "conduct"]
        return adjustment_of(entries, stream, day) - 3 * len(conduct)

    more = Entry("g", "c-1", "good_conduct", points=2, effect={"up_to": "lost"}, valid_from=DAY)
    check_more_conduct([PENALTY], more, [DAY])
    with pytest.raises(AssertionError):
        check_more_conduct([PENALTY], more, [DAY], points=shared)


def test_columns_that_differ_are_noticed() -> None:
    """Accounts whose columns are one point off, and whose facts lack one."""

    @attrs.frozen
    class Off:
        right: Accounts
        wrong: Accounts

        def __getattr__(self, name: str) -> object:
            return getattr(self.wrong if name == "on" else self.right, name)

    right, wrong = replayed([PENALTY, HALF]), replayed([PENALTY, MOST])
    check_accounts_agree(right, [DAY])
    with pytest.raises(AssertionError):
        check_accounts_agree(Off(right, wrong), [DAY])


def test_a_snapshot_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay that starts from nothing instead of the snapshot."""
    from creditkit.testing import _points

    check_since([PENALTY, HALF], 1, [DAY])
    forgetful = lambda events, since=None: replayed([e.entry for e in events])  # noqa: E731
    monkeypatch.setattr(_points, "accounts_of", forgetful)
    with pytest.raises(AssertionError):
        check_since([PENALTY, HALF], 1, [DAY])


def test_parts_bounded_one_by_one_are_noticed() -> None:
    """-60 and +20 are -40 within -40 and 5; bounded one by one they were -35."""
    facts = [
        Adjustment("c-1", Decimal(p), valid_from=DAY, reason=Reason("points_lost"), adjustment_id=f"a{p}")
        for p in (-60, 20)
    ]

    def parts(policy: object, given_adjustments: Sequence[Adjustment], as_of: date) -> Decimal:
        return sum((max(Decimal(-40), min(Decimal(5), one.points)) for one in given_adjustments), Decimal(0))

    check_bounded_once(facts, ready_made("manufacturer"), DAY)
    with pytest.raises(AssertionError):
        check_bounded_once(facts, ready_made("manufacturer"), DAY, counted=parts)
