"""What disputes do, as facts: documents that say which part of them is in dispute, and since when.

Nothing else changes. Open items, ageing, limits, order checks and the worklist read it off the documents: the
undisputed part goes on being dunned and checked, exposure stays what it was, and a part that is no longer in dispute
is overdue since its original due date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

import attrs
import numpy as np

from creditkit.dates import plain_day
from creditkit.disputes._bound import Bound
from creditkit.disputes._case import Case
from creditkit.disputes._lapse import lapsed, lapsed_facts
from creditkit.disputes._rules import DisputeRules
from creditkit.disputes._spans import Span, about, edges_of, in_dispute, our_fault_on, spans_of
from creditkit.disputes._told import concerned, documents_in, with_versions
from creditkit.facts import Document, Facts, Moment, Snapshot
from creditkit.facts._moments import micros, moment_of
from creditkit.money import Money
from creditkit.receivables import OpenItems, open_items


def disputed_documents(
    cases: Iterable[Case],
    documents: Iterable[Document],
    rules: DisputeRules,
    *,
    as_of: date | None,
    items: OpenItems | None = None,
) -> tuple[Document, ...]:
    """The documents given, with what the cases say of them. They stand in the place of those given.

    A document that a case is about gets a version for every step that changed it, recorded when the step was, so
    whatever is read as known at an earlier moment does not know of later steps. Of such a document the cases decide:
    from the day of the first step on, ``disputed`` and the days and amounts that it came with no longer count. Several
    cases on one document never come to more than its amount. All other documents are as they were, but that a dated
    dispute of their own lapses as a claim does.

    Args:
        cases: as read by :func:`cases_of`, or made. Items of unknown documents, of another party or currency do
            nothing here; :func:`dispute_findings` names them.
        documents: all versions of all documents.
        rules: when a claim lapses and how much of a balance it may cover.
        as_of: the day for which the facts are; they are right on it as known at any moment. None, for a simulation:
            right on every day, read as known on that day (UTC).
        items: the open items of that day, where ``rules`` bound the share of them.

    Raises:
        InvalidInput: rules with a bound without a day and its open items.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> from creditkit.money import Money
    >>> invoice = Document("0451", "C-7", Money("200.00", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
    >>> items = [DisputedItem("0451", Money("80.00", "EUR"))]
    >>> case = open_case("D-118", "C-7", items, category="quality", on=date(2026, 3, 2))
    >>> [after] = disputed_documents([case], [invoice], DisputeRules(lapses_after_days=30), as_of=date(2026, 3, 9))
    >>> after.disputed_amount, str(after.disputed_on), str(after.dispute_ended_on)
    (Money('80.00', 'EUR'), '2026-03-02', '2026-04-01')
    """
    day = None if as_of is None else plain_day("as_of", as_of)
    bound = Bound.of(rules, day, items)
    versions: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        versions[document.document_id].append(lapsed(document, rules.lapses_after_days))
    desk = _Desk(tuple(cases), versions, rules, day, bound)
    return tuple(one for document_id in versions for one in desk.versions(document_id))


def disputed_snapshot(
    facts: Facts, cases: Iterable[Case], rules: DisputeRules, *, as_of: date, known_at: Moment | None = None
) -> Snapshot:
    """A snapshot in which the documents say what is in dispute: for scores, limits, order checks and worklists.

    Args:
        facts: all that is known; without the cases.
        cases: the cases.
        rules: when a claim lapses and how much of a balance it may cover.
        as_of: the day, to its end.
        known_at: up to when facts and steps had been recorded; None is all that is known by now.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> from creditkit.money import Money
    >>> facts = Facts([Document("1", "C", Money("200", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))])
    >>> case = open_case("D", "C", [DisputedItem("1", Money("80", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> snapshot = disputed_snapshot(facts, [case], DisputeRules(at_most_open_share="30%"), as_of=date(2026, 3, 9))
    >>> open_items(snapshot)[0].disputed
    Money('60.00', 'EUR')
    """
    return disputed_facts(facts, cases, rules, as_of=as_of, known_at=known_at).at(as_of, known_at)


def disputed_facts(
    facts: Facts, cases: Iterable[Case], rules: DisputeRules, *, as_of: date, known_at: Moment | None = None
) -> Facts:
    """The facts of which :func:`disputed_snapshot` is the snapshot. They are right for that day only.

    Of documents without a case the dated disputes of their own lapse, as :func:`lapsed_facts` has it.

    Args:
        facts: all that is known; without the cases.
        cases: the cases.
        rules: when a claim lapses and how much of a balance it may cover.
        as_of: the day, to its end.
        known_at: up to when facts and steps had been recorded; None is all that is known by now.

    >>> from creditkit.disputes import DisputedItem, open_case
    >>> from creditkit.money import Money
    >>> facts = Facts([Document("1", "C", Money("200", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))])
    >>> case = open_case("D", "C", [DisputedItem("1", Money("80", "EUR"))], category="price", on=date(2026, 3, 2))
    >>> [document] = disputed_facts(facts, [case], DisputeRules(), as_of=date(2026, 3, 9))
    >>> document.disputed_amount, str(document.disputed_on)
    (Money('80.00', 'EUR'), '2026-03-02')
    """
    own = lapsed_facts(facts, rules)
    known = [case for one in cases if (case := one.known_at(known_at)) is not None]
    rows = concerned(own, known) if known else np.zeros(0, dtype=np.int64)
    if not len(rows):
        return own
    given = documents_in(own, rows)
    items = None if rules.at_most_open_share is None else open_items(own.at(as_of, known_at))
    return with_versions(own, rows, given, disputed_documents(known, given, rules, as_of=as_of, items=items))


class _Desk:
    """The cases and documents of one call."""

    def __init__(
        self,
        cases: Sequence[Case],
        documents: Mapping[str, Sequence[Document]],
        rules: DisputeRules,
        day: date | None,
        bound: Bound | None,
    ) -> None:
        self._documents = documents
        self._lapse = rules.lapses_after_days
        self._day = day
        self._bound = bound
        self._about: dict[str, list[Case]] = defaultdict(list)
        self._of_owner: dict[tuple[str, str], list[Case]] = defaultdict(list)
        self._granted: dict[tuple[str, str, int], Mapping[str, int]] = {}
        self._names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for document_id, given in documents.items() if bound else ():
            for document in given:
                self._names[_owner(document)].add(document_id)
        for case in cases:
            self._of_owner[case.party_id, case.currency].append(case)
            for document_id in about(case):
                self._about[document_id].append(case)

    def versions(self, document_id: str) -> Iterator[Document]:
        """All versions of a document, in order of their recording."""
        given = self._documents[document_id]
        cases = self._about.get(document_id)
        if cases is None:
            yield from given
            return
        recorded = {micros(one.recorded_at): one for one in given}
        owners = {_owner(one) for one in given} if self._bound else ()
        others = (case for owner in owners for case in self._of_owner.get(owner, ()))
        moments = sorted({*recorded, *_moments((*cases, *others))})
        base: Document | None = None
        before: Document | None = None
        for at, until in zip(moments, [*moments[1:], None], strict=True):
            base = recorded.get(at, base)
            if base is None:  # there is a case, and no document yet
                continue
            for version in self._from(base, cases, at, until):
                if before is None or version.recorded_at == base.recorded_at or _changed(before, version):
                    yield version
                before = version

    def _from(self, base: Document, cases: Sequence[Case], at: int, until: int | None) -> Iterator[Document]:
        """The document as known from one instant to the next; without a day, anew when it changes by itself."""
        known = [case for case in _known(cases, at) if _owner(base) == (case.party_id, case.currency)]
        spans = [span for case in known for span in spans_of(case, base.document_id, self._lapse)]
        recorded = moment_of(at)
        if not spans:
            yield attrs.evolve(base, recorded_at=recorded)
            return
        today = (date.min if recorded is None else _day_of(recorded)) if self._day is None else self._day
        says = _Says(base, spans, known)
        yield says.on(today, recorded, self._most(base, spans, at))
        if self._day is None:
            for edge in edges_of(spans):
                instant = datetime.combine(edge, time(), UTC)
                if micros(instant) > at and (until is None or micros(instant) < until):
                    yield says.on(edge, instant)

    def _shown(self, document_id: str, at: int) -> Document | None:
        """The version of a document that was known at an instant."""
        known = [one for one in self._documents[document_id] if micros(one.recorded_at) <= at]
        return max(known, key=lambda one: micros(one.recorded_at), default=None)

    def _most(self, base: Document, spans: Sequence[Span], at: int) -> int | None:
        """How much of the document may be in dispute on the day; None where nothing bounds it."""
        if self._bound is None or self._day is None or not any(span.covers(self._day) for span in spans):
            return None
        owner = _owner(base)
        if (*owner, at) not in self._granted:
            shown = {name: self._shown(name, at) for name in self._names[owner]}
            mine = {name: one for name, one in shown.items() if one is not None and _owner(one) == owner}
            self._granted[*owner, at] = self._bound.granted(_known(self._of_owner[owner], at), mine)
        return self._granted[*owner, at][base.document_id]


@attrs.frozen
class _Says:
    """What a document says of its disputes."""

    base: Document
    spans: Sequence[Span]
    cases: Sequence[Case]

    def on(self, day: date, recorded_at: Moment | None, at_most: int | None = None) -> Document:
        """The version that is right on a day; until anything of it is in dispute, as it came."""
        if day < min(span.start for span in self.spans):
            return attrs.evolve(self.base, recorded_at=recorded_at)
        told = in_dispute(self.spans, self.base.amount.minor, day)
        minor = told.minor if at_most is None else at_most
        return attrs.evolve(
            self.base,
            disputed=False,
            disputed_on=told.since,
            disputed_amount=None if minor is None else Money.of_minor(minor, self.base.amount.currency),
            dispute_ended_on=told.until,
            our_fault_on=our_fault_on(self.cases, self.base.document_id, day),
            recorded_at=recorded_at,
        )


def _owner(document: Document) -> tuple[str, str]:
    """Which cases can be about a document: those of its party in its currency."""
    return document.party_id, document.amount.currency


def _moments(cases: Iterable[Case]) -> Iterator[int]:
    return (micros(step.recorded_at) for case in cases for step in case.steps)


def _known(cases: Iterable[Case], at: int) -> list[Case]:
    """The cases as far as they were recorded up to an instant."""
    return [case for one in cases if (case := one.recorded_by(at)) is not None]


def _day_of(moment: Moment) -> date:
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def _changed(before: Document, after: Document) -> bool:
    return attrs.evolve(before, recorded_at=None) != attrs.evolve(after, recorded_at=None)
