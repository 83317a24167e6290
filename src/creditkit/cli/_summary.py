"""A review on one screen, in English or Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import cast
from unicodedata import east_asian_width

import numpy as np

from creditkit.columns import Amounts, Labels, Numbers
from creditkit.facts import Intake
from creditkit.loop import Review
from creditkit.money import Money
from creditkit.reasons import Language, Reason, text

_WORDS = {
    "en": {
        "title": "Receivables as of {as_of} (synthetic sample: nothing in it is real)",
        "rows": "{table}: {given:,} rows given, {accepted:,} accepted, {rejected:,} rejected",
        "not_due": "not due", "undetermined": "no due date", "unapplied": "unapplied", "days": "{} days",
        "items": "items", "balance": "balance", "disputed": "in dispute",
        "tie": "invoices {invoices} - settled {settled} = open {open}; "
        "less unapplied {unapplied} = {balance}: ties out",
        "late": "Most overdue", "overdue": "overdue", "oldest": "oldest", "rejected": "Set aside",
        "row": "{file} row {row}: {message}", "more": "… and {} more",
        "findings": "Odd, but usable", "kpis": "Figures",
    },
    "zh": {
        "title": "截至 {as_of} 的应收账款(合成样例,均非真实数据)",
        "rows": "{table}: 共 {given:,} 行,接收 {accepted:,} 行,拒收 {rejected:,} 行",
        "not_due": "未到期", "undetermined": "无到期日", "unapplied": "未核销", "days": "{} 天",
        "items": "笔数", "balance": "余额", "disputed": "争议中",
        "tie": "发票 {invoices} - 已结 {settled} = 未结 {open};"
        "减未核销 {unapplied} = {balance}:勾稽相符",
        "late": "逾期最多", "overdue": "逾期", "oldest": "最长", "rejected": "拒收的行",
        "row": "{file} 第 {row} 行:{message}", "more": "……另有 {} 条",
        "findings": "异常但可用", "kpis": "指标",
    },
}  # fmt: skip
_SHARES = ("overdue_share", "concentration_top_1", "concentration_top_10")
_KPIS = ("dso", "best_possible_dso", "overdue_share", "days_beyond_terms", "concentration_top_10")
_LINES = 8


def summary(intake: Intake, review: Review, language: Language, width: int) -> str:
    """The review in words and bars."""
    words = _WORDS[language]
    blocks = [
        [words["title"].format(as_of=review.as_of)],
        list(_rows(intake, words)),
        *(list(_ageing(review, row.currency, words, width)) for row in review.totals),
        list(_late(review, words)),
        list(_kpis(review, words, language)),
        list(_set_aside(intake, words, language)),
        list(_findings(review, words, language)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _rows(intake: Intake, words: dict[str, str]) -> Iterator[str]:
    for table, given in intake.given.items():
        accepted = intake.accepted[table]
        yield words["rows"].format(table=table, given=given, accepted=accepted, rejected=given - accepted)


def _ageing(review: Review, currency: str, words: dict[str, str], width: int) -> Iterator[str]:
    """A bar a bucket, and how the balance comes about."""
    ageing = review.aging
    rows = ageing.currency.codes == ageing.currency.labels.index(currency)
    amounts, counts = ageing.amounts[rows].sum(axis=0), ageing.counts[rows].sum(axis=0)
    largest = max(int(np.abs(amounts).max()), 1)
    room = max(width - 55, 10)
    yield f"{currency}"
    for name, amount, count in zip(ageing.names, amounts.tolist(), counts.tolist(), strict=True):
        if count:
            label = words.get(name) or words["days"].format(name)
            bar = "█" * round(abs(amount) * room / largest)
            yield f"  {_padded(label, 14)}{count:>7,} {_amount(amount, currency):>22}  {bar}"
    totals = next(row for row in review.totals if row.currency == currency)
    disputed = int(ageing.disputed[rows].sum())
    label = words["balance"]
    yield f"  {_padded(label, 14)}{int(counts.sum()):>7,} {_amount(totals.balance.minor, currency):>22}"
    if disputed:
        number = int(ageing.disputed_counts[rows].sum())
        yield f"  {_padded(words['disputed'], 14)}{number:>7,} {_amount(disputed, currency):>22}"
    if totals.ties_out:
        figures = {
            name: _amount(getattr(totals, name).minor, currency)
            for name in ("invoices", "settled", "open", "unapplied", "balance")
        }
        yield "  " + words["tie"].format(**figures)


def _amount(minor: int, currency: str) -> str:
    return f"{Money.of_minor(minor, currency).amount:,}"


def _padded(label: str, width: int) -> str:
    """Chinese characters take two columns of a terminal."""
    return label + " " * max(width - sum(1 + (east_asian_width(c) in "WF") for c in label), 1)


def _late(review: Review, words: dict[str, str]) -> Iterator[str]:
    """The parties with the most overdue, per currency: figures of two currencies are not compared."""
    seen = review.behaviour.columns()
    party, currency = cast(Labels, seen["party_id"]), cast(Labels, seen["currency"])
    overdue = cast(Amounts, seen["overdue_amount"]).minor
    oldest = cast(Numbers, seen["oldest_days_past_due"]).values
    if overdue.any():
        yield words["late"]
    for code in np.unique(currency.codes).tolist():
        rows = [
            row
            for row in np.argsort(-overdue, kind="stable").tolist()
            if currency.codes[row] == code and overdue[row] > 0
        ]
        for row in rows[:5]:
            amount = _amount(int(overdue[row]), currency.labels[code])
            label = _padded(party[row] or "", 14)
            yield f"  {label}{amount:>22} {currency.labels[code]}  {words['oldest']} {oldest[row]}"


def _kpis(review: Review, words: dict[str, str], language: Language) -> Iterator[str]:
    yield words["kpis"]
    for kpi in review.kpis:
        if kpi.code in _KPIS and kpi.value is not None:
            value = f"{kpi.value * 100:.2f}%" if kpi.code in _SHARES else f"{kpi.value:.1f}"
            label = text(Reason(f"kpi_{kpi.code}"), language)
            yield f"  {kpi.currency}  {_padded(label, 34)}{value:>10}"


def _set_aside(intake: Intake, words: dict[str, str], language: Language) -> Iterator[str]:
    if intake.rejected:
        yield words["rejected"]
    for rejection in intake.rejected[:_LINES]:
        message = text(rejection.reason, language)
        yield "  " + words["row"].format(file=rejection.source, row=rejection.row, message=message)
    if len(intake.rejected) > _LINES:
        yield "  " + words["more"].format(len(intake.rejected) - _LINES)


def _findings(review: Review, words: dict[str, str], language: Language) -> Iterator[str]:
    """One line a kind of finding: the first of it, and how many more."""
    number = Counter(finding.reason.code for finding in review.findings)
    if number:
        yield words["findings"]
    seen: set[str] = set()
    for finding in review.findings:
        code = finding.reason.code
        if code not in seen:
            seen.add(code)
            rest = number[code] - 1
            more = f" {words['more'].format(rest)}" if rest else ""
            yield f"  {finding.path}: {text(finding.reason, language)}{more}"
