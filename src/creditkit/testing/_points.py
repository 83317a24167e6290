"""Strategies for the points of a ledger, and the laws of losing them and earning them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.canonical import numeral
from creditkit.columns import same_columns, scaled
from creditkit.facts import Adjustment, Facts, Party
from creditkit.ledger import Accounts, Entry, Ledger, MemoryStore, accounts_of, terms_of
from creditkit.loop import assess
from creditkit.policy import Policy

#: The adjustment of a stream on a day, from what was recorded: what a host can hold its own replay to.
Points: TypeAlias = "Callable[[Sequence[Entry], str, date], Decimal]"

_FIRST = date(2026, 1, 1)
_RECORDED = datetime(2026, 6, 1, tzinfo=UTC)
#: Few days, so that windows, ages and last days often meet.
_SPAN = 40
_STREAMS = ("c-1", "c-2")
_TYPES = ("promise_broken", "dispute_unfounded", "contract_breached")


def replayed(entries: Iterable[Entry]) -> Accounts:
    """The accounts of entries that are recorded in this order."""
    return Ledger(_recorded(entries), name="points").accounts()


def adjustment_of(entries: Sequence[Entry], stream: str, day: date) -> Decimal:
    """The adjustment by the library's own replay, line by line."""
    return replayed(entries).balance(stream, day).total


def _recorded(entries: Iterable[Entry]) -> MemoryStore:
    store = MemoryStore()
    ledger = Ledger(store, name="points")
    for entry in entries:
        ledger.append(entry, recorded_at=_RECORDED, salt=bytes(16))
    return store


def point_days() -> SearchStrategy[date]:
    """Days on which the events of :func:`histories` begin, last and end, and some around them."""
    return st.integers(-2, 2 * _SPAN + 2).map(lambda days: _FIRST + timedelta(days=days))


@st.composite
def histories(
    draw: DrawFn, *, caps: bool = True, decay: bool = True, conduct: bool = True, grants: bool = True,
    reversals: bool = True, ends: bool = True, max_size: int = 8,
) -> list[Entry]:  # fmt: skip
    """Penalties, and what makes up for them, in an order in which they can be recorded.

    Leave out caps, decay, conduct, credits (``grants``), reversals, or last days (``ends``) of anything but penalties
    by their flags. There are at most ``max_size`` penalties, and as many other events.
    """
    penalties = draw(st.lists(_penalties(caps, decay), max_size=max_size))
    penalties = [attrs.evolve(one, entry_id=f"p{i}") for i, one in enumerate(penalties)]
    ids = [one.entry_id for one in penalties] or ["p0"]
    streams = {one.entry_id: one.stream for one in penalties}
    kinds = [_repairs(ids, streams, caps, ends)]
    kinds += [_conduct(caps, ends)] if conduct else []
    kinds += [_credits(caps, ends)] if grants else []
    others = draw(st.lists(st.one_of(kinds), max_size=max_size))
    letters = draw(st.permutations(range(len(others))))
    others = [attrs.evolve(one, entry_id=f"{letter}{one.type[0]}") for letter, one in zip(letters, others, strict=True)]
    entries = list(draw(st.permutations([*penalties, *others])))
    return _with_reversals(draw, entries) if reversals else entries


def _days() -> SearchStrategy[date]:
    return st.integers(0, _SPAN).map(lambda days: _FIRST + timedelta(days=days))


@st.composite
def _windows(draw: DrawFn, ends: bool = True) -> dict[str, Any]:
    first = draw(_days())
    last = draw(st.none() | st.integers(0, _SPAN)) if ends else None
    return {"valid_from": first, "valid_to": None if last is None else first + timedelta(days=last)}


def _amounts() -> SearchStrategy[Decimal]:
    return st.integers(1, 12).map(Decimal) | st.sampled_from(["0.5", "2.25", "7.125"]).map(Decimal)


@st.composite
def _effects(draw: DrawFn, caps: bool, groups: str) -> dict[str, str]:
    if not caps or not draw(st.booleans()):
        return {}
    bounds = st.tuples(_amounts(), st.integers(1, _SPAN)).map(lambda b: f"{numeral(b[0])}/{b[1]}")
    some = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=2, unique=True))
    return {"caps": " ".join(f"{group}={draw(bounds)}" for group in some)}


@st.composite
def _penalties(draw: DrawFn, caps: bool, decay: bool) -> Entry:
    effect = draw(_effects(caps, "ab"))
    if decay and draw(st.booleans()):
        effect |= {"decay": "linear", **draw(st.sampled_from([{}, {"decimals": "0"}, {"decimals": "3"}]))}
    if not draw(st.integers(0, 3)):
        effect["final"] = "yes"
    return Entry(
        "p", draw(st.sampled_from(_STREAMS)), draw(st.sampled_from(_TYPES)),
        points=f"-{draw(_amounts())}", effect=effect, **draw(_windows()),
    )  # fmt: skip


@st.composite
def _repairs(draw: DrawFn, ids: Sequence[str], streams: Mapping[str, str], caps: bool, ends: bool) -> Entry:
    about = draw(st.sampled_from(ids))
    effect, points = draw(_effects(caps, "ac")), None
    if draw(st.booleans()):
        points = draw(_amounts())
    else:
        effect["share"] = draw(st.sampled_from(["0.8", "1", "0.333", "0"]))
        effect |= draw(st.sampled_from([{}, {"round": "up"}, {"round": "half_even", "decimals": "1"}]))
    stream = streams.get(about, _STREAMS[0])
    return Entry("r", stream, "repaired", points=points, repairs=about, effect=effect, **draw(_windows(ends)))


@st.composite
def _conduct(draw: DrawFn, caps: bool, ends: bool) -> Entry:
    effect = {"up_to": "lost", "after_days": str(draw(st.integers(0, _SPAN // 2))), **draw(_effects(caps, "ac"))}
    stream = draw(st.sampled_from(_STREAMS))
    return Entry("g", stream, "good_conduct", points=draw(_amounts()), effect=effect, **draw(_windows(ends)))


@st.composite
def _credits(draw: DrawFn, caps: bool, ends: bool) -> Entry:
    stream = draw(st.sampled_from(_STREAMS))
    effect = draw(_effects(caps, "ac"))
    return Entry("c", stream, "credit", points=draw(_amounts()), effect=effect, **draw(_windows(ends)))


def _with_reversals(draw: DrawFn, entries: list[Entry]) -> list[Entry]:
    """Reversals after what they reverse; now and then one is reversed itself."""
    for i, place in enumerate(draw(st.lists(st.integers(0, 99), max_size=4))):
        open_ones = [one for one in entries if one.entry_id not in {other.reverses for other in entries}]
        if open_ones:
            target = open_ones[place % len(open_ones)]
            day = draw(_days())
            entries.append(Entry(f"x{i}", target.stream, "reversal", reverses=target.entry_id, valid_from=day))
    return entries


def _of(entries: Iterable[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if terms_of(entry.figures).kind == kind]


def _shown(entries: Sequence[Entry], day: date) -> str:
    return f"on {day}: {entries}"


def check_never_above_lost(entries: Sequence[Entry], days: Sequence[date], *, points: Points = adjustment_of) -> None:
    """What is given back is never more than what is lost.

    A stream without credits is never above zero, neither whole nor with a single penalty and what repairs it.
    """
    granted = {entry.entry_id for entry in _of(entries, "credit")}
    rest = [entry for entry in entries if not granted & {entry.entry_id, entry.reverses}]
    rest = [entry for entry in rest if entry.reverses is None or entry.reverses in {one.entry_id for one in rest}]
    for penalty in _of(rest, "penalty"):
        for some in (rest, [penalty, *_repairing(penalty, rest), *_of(rest, "conduct")]):
            for day in days:
                assert points(some, penalty.stream, day) <= 0, _shown(some, day)


def _repairing(penalty: Entry, entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.repairs == penalty.entry_id]


def _uncapped(entry: Entry) -> Entry:
    return attrs.evolve(entry, effect={key: text for key, text in entry.effect.items() if key != "caps"})


def check_best_single_repair(
    entries: Sequence[Entry], days: Sequence[date], *, points: Points = adjustment_of
) -> None:  # fmt: skip
    """Of several repairs of one penalty the best counts, never their sum. Caps are left aside."""
    for penalty in map(_uncapped, _of(entries, "penalty")):
        repairs = list(map(_uncapped, _repairing(penalty, entries)))
        for day in days if repairs else ():
            together = points([penalty, *repairs], penalty.stream, day)
            best = max(points([penalty, one], penalty.stream, day) for one in repairs)
            assert together == best, _shown([penalty, *repairs], day)


def check_repairs_end_with_penalty(entries: Sequence[Entry], *, points: Points = adjustment_of) -> None:
    """Before a penalty begins and once it has ended, what makes up for it is worth nothing."""
    for penalty in _of(entries, "penalty"):
        some = [penalty, *_repairing(penalty, entries), *(e for e in _of(entries, "conduct") if e.effect)]
        outside = [penalty.valid_from - timedelta(days=1)]
        outside += [] if penalty.valid_to is None else [penalty.valid_to + timedelta(days=d) for d in (1, 2, _SPAN)]
        for day in outside:
            assert points(some, penalty.stream, day) == 0, _shown(some, day)


def check_order_of_recording(
    entries: Sequence[Entry], order: Sequence[int], days: Sequence[date], *, points: Points = adjustment_of
) -> None:
    """The order in which independent events are recorded does not matter.

    Args:
        entries: in an order in which they can be recorded.
        order: another one, as places in it; reversals are moved behind what they reverse.
        days: to compare on.
        points: the replay that is held to the law.
    """
    moved = _recordable([entries[place] for place in order])
    for stream in {entry.stream for entry in entries}:
        for day in days:
            assert points(entries, stream, day) == points(moved, stream, day), _shown(moved, day)


def _recordable(entries: Sequence[Entry]) -> list[Entry]:
    done: dict[str, Entry] = {}
    waiting = list(entries)
    while waiting:
        ready = [entry for entry in waiting if entry.reverses is None or entry.reverses in done]
        done.update((entry.entry_id, entry) for entry in ready)
        waiting = [entry for entry in waiting if entry.entry_id not in done]
    return list(done.values())


def check_more_conduct(
    entries: Sequence[Entry], more: Entry, days: Sequence[date], *, points: Points = adjustment_of
) -> None:
    """More good conduct never gives less.

    It holds for conduct without caps and without a last day of its own: under a cap one quarter takes what another
    would have had, and what ends early took the place of what would have lasted.
    """
    for day in days:
        before, after = points(entries, more.stream, day), points([*entries, more], more.stream, day)
        assert after >= before, _shown([*entries, more], day)


def check_accounts_agree(accounts: Accounts, days: Sequence[date]) -> None:
    """The fold, the columns and the facts say the same of every stream on every day."""
    balances = accounts.on(days)
    for day in days:
        facts = accounts.adjustments(day)
        for stream in (*accounts.streams, "nobody"):
            balance = accounts.balance(stream, day)
            assert balance.total == balances.adjustment(stream, day), (stream, day)
            assert tuple(line.adjustment(stream) for line in balance.lines) == accounts.adjustments(day, stream)
            assert accounts.adjustments(day, stream) == tuple(one for one in facts if one.party_id == stream)
            assert balance.total == _sum(one.points for one in accounts.adjustments(day, stream)), (stream, day)


def _sum(points: Iterable[Decimal]) -> Decimal:
    return scaled(sum(_millionths(one) for one in points), 6)


def _millionths(number: Decimal) -> int:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    size = int("".join(map(str, digits))) * 10 ** (6 + exponent)
    return int(-size if sign else size)


def check_since(entries: Sequence[Entry], cut: int, days: Sequence[date]) -> None:
    """Accounts that continue from a snapshot are those of a replay from the start.

    Args:
        entries: what is recorded.
        cut: how many of them the snapshot has seen.
        days: to compare on.
    """
    events = list(_recorded(entries).scan())
    whole, some = accounts_of(events), accounts_of(events[:cut])
    before = some.on(days).columns()
    continued = accounts_of(events[cut:], some)
    assert (continued.size, continued.streams, continued.decimals) == (whole.size, whole.streams, whole.decimals)
    assert same_columns(continued.on(days).columns(), whole.on(days).columns())
    assert all(continued.adjustments(day) == whole.adjustments(day) for day in days)
    assert same_columns(before, some.on(days).columns()), "the snapshot itself has changed"


def check_bounded_once(
    adjustments: Sequence[Adjustment], policy: Policy, as_of: date,
    *, counted: Callable[[Policy, Sequence[Adjustment], date], Decimal] | None = None,
) -> None:  # fmt: skip
    """The sum of all adjustments is held within the bounds of the policy, once; never its parts.

    Args:
        adjustments: of one party, in force on the day.
        policy: its grading has adjustment bounds.
        as_of: the day.
        counted: what a policy adds to the score of the party for the adjustments; by default what ``assess`` adds.
    """
    bounds = policy.grading.adjustment_bounds
    assert bounds is not None, "a policy with adjustment bounds is needed"
    low, high = bounds
    total = _sum(one.points for one in adjustments)
    found = (counted or _assessed)(policy, adjustments, as_of)
    assert found == max(low, min(high, total)), f"{found} counts for {total} within {low} and {high}"


def _assessed(policy: Policy, adjustments: Sequence[Adjustment], as_of: date) -> Decimal:
    party = Party(adjustments[0].party_id if adjustments else "c-1", currency="CNY")
    return assess(policy, Facts([party, *adjustments]).at(as_of), party.party_id).grade.adjustment
