"""What a policy says of a portfolio, on part of a screen: grades, limits, orders, whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from creditkit.cli._layout import bar, columns, folded, money, plain
from creditkit.cli._ways import ways_in_words
from creditkit.columns import Amounts, Labels, Numbers
from creditkit.errors import RateMissing
from creditkit.limits import Decision, Limit, Outcome, Unlimited, UpTo
from creditkit.loop import Applied, Judged
from creditkit.loop._tables import scores_table
from creditkit.money import Money
from creditkit.reasons import Language, text

#: Bars beside tables have so many places.
BAR = 30
#: So many rows of the worklist, and so many held orders.
CALLS, HELD = 5, 4
#: So many parties whose score a ledger moves.
MOVED = 4


class Sums:
    """Adds amounts of several currencies in the policy's, at the rates of the day."""

    def __init__(self, judged: Judged) -> None:
        self.currency = judged.policy.currency
        self.missing: Counter[str] = Counter()
        self._rates, self._day = judged.snapshot.rates, judged.snapshot.as_of

    def of(self, amount: Money) -> int:
        """Minor units in the policy's currency; zero where there is no rate, which is counted."""
        try:
            return self._rates.convert(amount, self.currency, self._day).minor
        except RateMissing:
            self.missing[amount.currency] += 1
            return 0

    def money(self, minor: int) -> Money:
        """Minor units as an amount."""
        return Money.of_minor(minor, self.currency)


def grades(judged: Judged, words: Mapping[str, str], language: Language) -> Iterator[str]:
    """A line a grade: how many, how much is at stake, and a bar of it."""
    found, sums = judged.portfolio, Sums(judged)
    number: Counter[str | None] = Counter()
    exposure: Counter[str | None] = Counter()
    for row, position in enumerate(found.positions):
        grade = found.grade(row)
        number[grade] += 1
        exposure[grade] += sums.of(position.used)
    largest = max([0, *exposure.values()])
    named: list[tuple[str | None, str, str]] = []
    for grade in judged.policy.grading.labels:
        label = judged.policy.label(grade, language)
        named.append((grade, grade, "" if label == grade else label))
    if number[None]:
        named.append((None, "-", words["no_grade"]))
    rows = [
        (short, label, f"{number[grade]:,}", plain(sums.money(exposure[grade])), bar(exposure[grade], largest, BAR))
        for grade, short, label in named
    ]
    total = (words["all"], "", f"{number.total():,}", plain(sums.money(exposure.total())), "")
    yield words["grades"].format(sums.currency)
    yield from columns([*rows, total], right=(2, 3))


def limits(judged: Judged, words: Mapping[str, str]) -> Iterator[str]:
    """The limits of all parties in a few figures."""
    sums, positions = Sums(judged), judged.portfolio.positions
    kinds = Counter(_kind(position.limit) for position in positions)
    given = used = over = 0
    for position in positions:
        if isinstance(position.limit, UpTo) and position.limit.amount.minor:
            given += sums.of(position.limit.amount)
            used += sums.of(position.used)
            over += position.used.minor > position.limit.amount.minor
    yield words["limits"].format(
        amount=money(sums.money(given)), number=kinds["amount"], used=money(sums.money(used)), over=over
    )  # fmt: skip
    yield words["other_limits"].format(unlimited=kinds["unlimited"], zero=kinds["zero"], unset=kinds["unset"])
    if sums.missing:
        yield "  " + words["no_rate"].format(", ".join(f"{name} ({n})" for name, n in sorted(sums.missing.items())))


def points(judged: Judged, applied: Applied, words: Mapping[str, str]) -> Iterator[str]:
    """How much of the ledger counts, and the parties that it moves most."""
    scores = scores_table(judged.portfolio)
    moved = {one.party_id for one in applied.adjustments}
    base, added, score = (cast(Numbers, scores[name]) for name in ("base", "adjustment", "score"))
    found = [(abs(added.values[row]), row) for row, party in enumerate(judged.portfolio.party_ids) if party in moved]
    yield words["points"].format(applied=len(applied.adjustments), events=applied.events, parties=len(found))
    rows = []
    for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:MOVED]:
        figures = {"base": base[row], "adjustment": added[row], "score": score[row]}
        rows.append((judged.portfolio.party_ids[row], words["points_of"].format(**figures)))
    yield from columns(rows) if rows else ()
    if applied.without_party:
        yield "  " + words["no_party"].format(", ".join(applied.without_party[:MOVED]))


def _kind(limit: Limit) -> str:
    if isinstance(limit, UpTo):
        return "amount" if limit.amount.minor else "zero"
    return "unlimited" if isinstance(limit, Unlimited) else "unset"


def decisions(judged: Judged, words: Mapping[str, str]) -> Iterator[str]:
    """A line an outcome."""
    sums = Sums(judged)
    number: Counter[Outcome] = Counter()
    amount: Counter[Outcome] = Counter()
    for decision in judged.decisions:
        number[decision.outcome] += 1
        amount[decision.outcome] += sums.of(decision.order.amount)
    largest = max([0, *amount.values()])
    yield words["decisions"].format(number=f"{number.total():,}", amount=money(sums.money(amount.total())))
    rows = [
        (words[outcome.name], f"{number[outcome]:,}", plain(sums.money(amount[outcome])),
         bar(amount[outcome], largest, BAR))
        for outcome in Outcome
    ]  # fmt: skip
    yield from columns(rows, right=(1, 2))


def held(judged: Judged, words: Mapping[str, str], language: Language, width: int) -> Iterator[str]:
    """The first held order for each first reason, with the ways to pass."""
    shown = first_of_each(judged.decisions)[:HELD]
    if shown:
        yield words["held"]
    templates = judged.policy.templates(language)
    for decision in shown:
        order = decision.order
        yield "  " + words["of"].format(order=order.order_id, party=order.party_id, amount=money(order.amount))
        yield folded(f"    {text(decision.reasons[0], language, templates)}", width)
        yield folded(f"    -> {ways_in_words(decision.checks.ways_to_pass(decision), language)}", width)


def first_of_each(found: Sequence[Decision]) -> list[Decision]:
    """Of the held orders one for each first reason, the one with the most ways to pass; those with most come first."""
    best: dict[str, tuple[int, Decision]] = {}
    for decision in found:
        if decision.outcome is Outcome.hold and decision.reasons:
            ways = len(decision.checks.ways_to_pass(decision))
            if ways > best.get(decision.reasons[0].code, (-1,))[0]:
                best[decision.reasons[0].code] = ways, decision
    return [decision for _, decision in sorted(best.values(), key=lambda pair: -pair[0])]


def calls(judged: Judged, words: Mapping[str, str], language: Language) -> Iterator[str]:
    """The first rows of the worklist."""
    listed = judged.worklist
    party, steps = cast(Labels, listed["party_id"]), cast(Labels, listed["next_step"])
    if not len(party):
        return
    urgent, overdue = cast(Numbers, listed["priority"]).values, cast(Amounts, listed["overdue_amount"])
    oldest, said = cast(Numbers, listed["oldest_days_past_due"]).values, _steps(judged, language)
    rows = []
    for row in range(min(CALLS, len(party))):
        amount = Money.of_minor(int(overdue.minor[row]), overdue.currencies[row] or "")
        step = steps[row]
        rows.append(
            (party[row] or "", words["class"].format(urgent[row]), money(amount),
             words["days_overdue"].format(oldest[row]), said.get(step or "", step or ""))
        )  # fmt: skip
    yield words["worklist"].format(len(party))
    yield from columns(rows, right=(2, 3))


def _steps(judged: Judged, language: Language) -> dict[str, str]:
    """What the steps of collection are called."""
    return {step.id: step.label.get(language, step.id) for step in judged.policy.collection.steps}
