"""For how long, and with how much, a case keeps an item out of dunning and of order checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import attrs

from creditkit.disputes._case import Case
from creditkit.disputes._course import Standing
from creditkit.disputes._states import OPEN


@attrs.frozen
class Span:
    """Days on which part of a document is in dispute.

    Args:
        start, end: the first day in dispute and the first day no longer; None has no end yet.
        minor: how much, in minor units; None is all of the document.
        owed: whether we have found that we owe it as a credit note. That neither lapses nor is cut.
    """

    start: date
    end: date | None
    minor: int | None
    owed: bool = False

    def covers(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.start <= day and (self.end is None or day < self.end)


def spans_of(case: Case, document_id: str, lapses_after_days: int | None = None) -> tuple[Span, ...]:
    """The spans of one item of a case.

    While the case is open, what the customer claims is in dispute. Once it is decided, what we owe as a credit note
    is, until the case is closed; the rest counts again from the day of the decision. The claim lapses after so many
    days, counted over all the time in which the case is open, so that reopening does not start them again.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> from creditkit.money import Money
    >>> case = open_case("D", "C", [DisputedItem("1", Money("5", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> [str(span.end) for span in spans_of(case, "1", 30)]
    ['2026-04-01']
    """
    left = lapses_after_days
    found = []
    for span in _claims(case.course, document_id):
        if span.owed or left is None:
            found.append(span)
            continue
        days = left if span.end is None else min(left, (span.end - span.start).days)
        left -= days
        found.append(attrs.evolve(span, end=days_later(span.start, days)))
    return tuple(found)


def days_later(day: date, days: int) -> date | None:
    """So many days later; None beyond the calendar."""
    return day + timedelta(days=days) if days <= (date.max - day).days else None


def _claims(course: Sequence[Standing], document_id: str) -> Iterator[Span]:
    """The spans before any lapse: a new one whenever what is claimed or owed changes."""
    claims = [(standing.step.on, _claimed(standing, document_id)) for standing in course]
    changes = [claims[0], *(after for before, after in pairwise(claims) if before[1] != after[1])]
    ends: list[date | None] = [day for day, _ in changes[1:]]
    for (start, claim), end in zip(changes, [*ends, None], strict=True):
        if claim is not None:
            yield Span(start, end, *claim)


def _claimed(standing: Standing, document_id: str) -> tuple[int | None, bool] | None:
    """How much of the item is claimed, or owed, after a step; None where nothing is."""
    if standing.state in OPEN:
        item = next((one for one in standing.items if one.document_id == document_id), None)
        return None if item is None else (None if item.whole else item.amount.minor, False)
    verdict = next((one for one in standing.verdicts if one.document_id == document_id), None)
    if standing.state != "resolved" or verdict is None or not verdict.credit:
        return None
    return verdict.credit.minor, True


def about(case: Case) -> tuple[str, ...]:
    """The documents that a case is about, or was at any time."""
    return tuple({item.document_id: None for standing in case.course for item in standing.items})


def our_fault_on(cases: Iterable[Case], document_id: str, day: date) -> date | None:
    """The first day on which a case was decided as our fault, as to this document, so that it stands on a day.

    A decision stands until its case is reopened. One that is still ahead is told, too: nobody sees it before its day.
    """
    found = (one for case in cases for one in _our_faults(case.course, document_id))
    return min((decided for decided, until in found if until is None or day < until), default=None)


def _our_faults(course: Sequence[Standing], document_id: str) -> Iterator[tuple[date, date | None]]:
    """The days on which it was decided as our fault, each with the day of the reopening, if there was one."""
    for place, standing in enumerate(course):
        ours = any(one.document_id == document_id and one.outcome == "our_fault" for one in standing.verdicts)
        if ours and standing.step.action == "resolve":
            yield standing.step.on, next((one.step.on for one in course[place:] if one.step.action == "reopen"), None)


def edges_of(spans: Iterable[Span]) -> list[date]:
    """The days on which a span starts or ends, in order."""
    return sorted({edge for span in spans for edge in (span.start, span.end) if edge is not None})


@attrs.frozen
class InDispute:
    """What a document says of its disputes.

    Args:
        since: the first day of any.
        until: the first day on which nothing is in dispute any more; None where that is not known.
        minor: how much; None is all of it.
    """

    since: date
    until: date | None
    minor: int | None


def in_dispute(spans: Sequence[Span], whole: int, day: date) -> InDispute:
    """What the spans of a document come to, told so that it is right on a day.

    Args:
        spans: of all cases; at least one.
        whole: the amount of the document: together they never exceed it.
        day: one from the start of the first span on. On it what is said of ``minor`` and ``until`` holds, and for as
            long as neither changes.
    """
    since = min(span.start for span in spans)
    course = [(edge, _sum(spans, whole, edge)) for edge in edges_of(spans)]
    telling = max((i for i, (edge, minor) in enumerate(course) if edge <= day and minor), default=None)
    if telling is None:  # it was over on the day on which it came
        return InDispute(since, since, None)
    amount = course[telling][1]
    until = next(((edge, minor) for edge, minor in course[telling + 1 :] if minor != amount), None)
    everything = amount >= whole
    return InDispute(since, until[0] if until is not None and not until[1] else None, None if everything else amount)


def _sum(spans: Iterable[Span], whole: int, day: date) -> int:
    return min(whole, sum(whole if span.minor is None else span.minor for span in spans if span.covers(day)))
