"""A review under a policy on one screen, in English or Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from creditkit.aging import Aging
from creditkit.cli._layout import bar, columns, folded, padded, plain
from creditkit.cli._summary_policy import calls, decisions, grades, held, limits, points
from creditkit.cli._words import SUMMARY
from creditkit.errors import InvalidInput
from creditkit.facts import Intake
from creditkit.loop import Applied, Review
from creditkit.money import Money
from creditkit.reasons import Finding, Language, Reason, text

_SHARES = ("overdue_share", "concentration_top_1", "concentration_top_10")
_KPIS = ("dso", "best_possible_dso", "overdue_share", "days_beyond_terms", "concentration_top_10")
#: So many rejected rows and kinds of findings are shown.
REJECTED, FINDINGS = 2, 6
_WORST_FIRST = ("error", "warning", "note")


def summary(intake: Intake, review: Review, language: Language, width: int, applied: Applied | None = None) -> str:
    """The review in words and bars.

    Raises:
        InvalidInput: the review was made without a policy.
    """
    words, judged = SUMMARY[language], review.judged
    if judged is None:
        raise InvalidInput("review", review, "a review with a policy")
    name = f"{judged.policy.name} {judged.policy.version}".strip()
    blocks = (
        [words["title"].format(as_of=review.as_of, policy=name), words["synthetic"], *_rows(intake, words)],
        _ageing(review, words, width),
        _kpis(review, words, language),
        [*grades(judged, words, language), *limits(judged, words)],
        [] if applied is None else points(judged, applied, words),
        decisions(judged, words),
        held(judged, words, language, width),
        calls(judged, words, language),
        _set_aside(intake, words, language, width),
        _findings(review, words, language, width),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block)))


def _rows(intake: Intake, words: Mapping[str, str]) -> Iterator[str]:
    """What was read, and how much of it was set aside."""
    parts = []
    for table, given in intake.given.items():
        rejected = given - intake.accepted[table]
        said = words["aside" if rejected else "table"]
        parts.append(said.format(table=words[table], number=intake.accepted[table], rejected=rejected))
    half = (len(parts) + 1) // 2
    yield words["read"].format(words["comma"].join(parts[:half]) + words["comma"].rstrip())
    yield "  " + words["comma"].join(parts[half:])


def _ageing(review: Review, words: Mapping[str, str], width: int) -> Iterator[str]:
    """A line a bucket with a bar for each currency, and how the balances come about."""
    ageing, currencies = review.aging, [row.currency for row in review.totals]
    room = max((width - 16) // max(len(currencies), 1) - 25, 6)
    parts = [_Part.of(ageing, currency, room) for currency in currencies]
    yield (padded(words["ageing"], 16) + "".join(f"{name:>23}".ljust(room + 25) for name in currencies)).rstrip()
    for place, name in enumerate(ageing.names):
        if any(part.counts[place] for part in parts):
            label = words.get(name) or words["days"].format(name)
            yield _line(label, [part.cell(place) for part in parts])
    totals = [(sum(part.counts), sum(part.amounts)) for part in parts]
    for label, sums in (("balance", totals), ("disputed", [part.disputed for part in parts])):
        if any(number for number, _ in sums):
            cells = [part.sum(*each).ljust(room + 25) for part, each in zip(parts, sums, strict=True)]
            yield _line(words[label], cells)
    for row in review.totals:
        if row.ties_out:
            figures = {name: plain(getattr(row, name)) for name in ("invoices", "settled", "unapplied", "balance")}
            yield "  " + words["tie"].format(currency=row.currency, **figures)


def _line(label: str, cells: list[str]) -> str:
    return ("  " + padded(label, 14) + "".join(cells)).rstrip()


@attrs.frozen(eq=False)
class _Part:
    """The ageing of one currency: minor units and items by bucket, what is in dispute, and the places of a bar."""

    currency: str
    amounts: list[int]
    counts: list[int]
    disputed: tuple[int, int]
    room: int

    @classmethod
    def of(cls, ageing: Aging, currency: str, room: int) -> _Part:
        rows = ageing.currency.codes == ageing.currency.labels.index(currency)
        disputed = int(ageing.disputed_counts[rows].sum()), int(ageing.disputed[rows].sum())
        amounts, counts = ageing.amounts[rows].sum(axis=0), ageing.counts[rows].sum(axis=0)
        return cls(currency, amounts.tolist(), counts.tolist(), disputed, room)

    def cell(self, place: int) -> str:
        """Number, amount and bar of a bucket."""
        largest = max(map(abs, self.amounts))
        drawn = bar(self.amounts[place], largest, self.room)
        return f"{self.sum(self.counts[place], self.amounts[place])} {drawn:<{self.room}} "

    def sum(self, number: int, minor: int) -> str:
        """Number and amount."""
        return f"{number:>6,} {plain(Money.of_minor(minor, self.currency)):>16}"


def _kpis(review: Review, words: Mapping[str, str], language: Language) -> Iterator[str]:
    """A line a figure, a column a currency."""
    found = {(kpi.code, kpi.currency): kpi.value for kpi in review.kpis if kpi.code in _KPIS}
    currencies = [row.currency for row in review.totals]
    rows = [(words["kpis"], *currencies)]
    for code in _KPIS:
        values = [_figure(code, found.get((code, currency))) for currency in currencies]
        rows.append((f"  {text(Reason(f'kpi_{code}'), language)}", *values))
    yield from columns(rows, right=range(1, len(currencies) + 1), indent="")


def _figure(code: str, value: Decimal | None) -> str:
    if value is None:
        return "-"
    return f"{value * 100:.2f}%" if code in _SHARES else f"{value:.1f}"


def _set_aside(intake: Intake, words: Mapping[str, str], language: Language, width: int) -> Iterator[str]:
    if intake.rejected:
        yield words["rejected"]
    for rejection in intake.rejected[:REJECTED]:
        message = text(rejection.reason, language)
        line = words["row"].format(file=rejection.source, row=rejection.row, message=message)
        yield folded(f"  {line}", width)
    if len(intake.rejected) > REJECTED:
        yield "  " + words["more"].format(len(intake.rejected) - REJECTED)


def _findings(review: Review, words: Mapping[str, str], language: Language, width: int) -> Iterator[str]:
    """One line a kind of finding, the worst and most frequent first: how many, and the first of them."""
    number = Counter(finding.reason.code for finding in review.findings)
    first: dict[str, Finding] = {}
    for finding in review.findings:
        first.setdefault(finding.reason.code, finding)
    kinds = sorted(first.values(), key=lambda one: (_WORST_FIRST.index(one.severity), -number[one.reason.code]))
    if kinds:
        yield words["findings"]
    templates = review.judged.policy.templates(language) if review.judged else {}
    for finding in kinds[:FINDINGS]:
        said = text(finding.reason, language, templates)
        yield folded(f"  {number[finding.reason.code]:>4} x {finding.path}: {said}", width)
    if len(kinds) > FINDINGS:
        yield "  " + words["kinds"].format(len(kinds) - FINDINGS)
