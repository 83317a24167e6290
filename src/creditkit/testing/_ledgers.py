"""Strategies for whole ledgers: documents with what happens to them, and everything around."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, TypeAlias, TypedDict, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from creditkit.errors import InvalidInput
from creditkit.facts import Allocation, AllocationKind, Document, DocumentKind, Fact, Facts, Moment, Party, Snapshot
from creditkit.money import Money
from creditkit.testing._documents import documents
from creditkit.testing._records import (
    adjustments,
    deliveries,
    events,
    holds,
    observations,
    orders,
    parties,
    standings,
)
from creditkit.testing._values import CURRENCIES_DRAWN, FIRST_DAY, LAST_DAY, LAST_LOOK, days, moments

#: What can happen to a document; each word is a function of ``_Desk``.
_Act: TypeAlias = Literal["pay", "receive", "reverse", "cancel", "reissue", "correct", "contest", "move"]
_KINDS: tuple[AllocationKind, ...] = get_args(AllocationKind)
#: Numbers that a turn's kind may have, for corrections that are seldom.
_OTHER_KIND, _OTHER_CURRENCY = (4, 5, 6), (7, 8, 9)


@attrs.frozen
class _Turn:
    """One thing that happens: small whole numbers only, so that a ledger shrinks turn by turn."""

    act: _Act
    share: int
    delay: int
    kind: int
    lag: int | None


def _turn(act: _Act, share: int, delay: int, kind: int, lag: int) -> _Turn:
    return _Turn(act, share, delay, max(kind, 0), None if lag <= 0 else lag - 1)


_turns = st.builds(
    _turn,
    st.sampled_from(("pay", "pay", "contest", "correct", *get_args(_Act))),
    st.integers(1, 4),
    st.integers(0, 120),
    st.integers(1 - len(_KINDS), len(_KINDS) - 1),
    st.integers(-200, 200),
)


@attrs.define
class _Desk:
    """Writes records for turns. ``left`` is what plain bookkeeping leaves of each document."""

    records: list[Document | Allocation] = attrs.field(factory=list)
    left: dict[str, int] = attrs.field(factory=dict)
    written: set[tuple[str, Moment | None]] = attrs.field(factory=set)

    def write(self, record: Document | Allocation) -> bool:
        """Keeps the record unless its id was recorded at that moment already."""
        name = record.document_id if isinstance(record, Document) else record.allocation_id
        if (name, record.recorded_at) in self.written:
            return False
        self.written.add((name, record.recorded_at))
        self.records.append(record)
        return True

    def file(self, document: Document) -> Document:
        """A new document, by its first version."""
        self.write(document)
        self.left[document.document_id] = document.amount.minor
        return document

    def name(self, letter: str) -> str:
        """The next free id."""
        return f"{letter}{len(self.records)}"

    def last(self) -> Allocation | None:
        """The allocation written last."""
        return next((r for r in reversed(self.records) if isinstance(r, Allocation)), None)

    def allocate(self, to: Document, minor: int, on: date, turn: _Turn, source: Document | None = None) -> None:
        """An allocation of so much, or of what is left."""
        room = min(self.left[document.document_id] for document in (to, source) if document is not None)
        minor = min(minor, room)
        if minor > 0:
            self.claim(to, minor, on, turn, source)

    def claim(self, to: Document, minor: int, on: date, turn: _Turn, source: Document | None = None) -> None:
        """An allocation of so much, whether it is left or not."""
        for document in (to, source):
            if document is not None:
                self.left[document.document_id] -= minor
        self.write(
            Allocation(
                self.name("A"),
                to.document_id,
                Money.of_minor(minor, to.amount.currency),
                value_on=on,
                from_id=None if source is None else source.document_id,
                kind=_KINDS[turn.kind],
                recorded_at=_recorded(on, turn),
            )
        )


def _recorded(on: date, turn: _Turn) -> date | None:
    return None if turn.lag is None else on + timedelta(days=turn.lag)


def _share(document: Document, turn: _Turn) -> int:
    return max(document.amount.minor * turn.share // 4, 1)


def _on(document: Document, turn: _Turn) -> date:
    return document.issued_on + timedelta(days=turn.delay)


def _pay(desk: _Desk, document: Document, turn: _Turn) -> None:
    desk.allocate(document, _share(document, turn), _on(document, turn), turn)


def _receive(desk: _Desk, document: Document, turn: _Turn) -> None:
    """A receipt, some of it unapplied, an advance or one that is matched later."""
    receipt = desk.file(
        Document(
            desk.name("R"),
            document.party_id,
            document.amount,
            kind="receipt",
            issued_on=document.issued_on + timedelta(days=turn.delay - 30),
            recorded_at=_recorded(_on(document, turn), turn),
        )
    )
    desk.allocate(document, _share(document, turn), _on(document, turn), turn, receipt)


def _reverse(desk: _Desk, _: Document, turn: _Turn) -> None:
    """The last allocation, recorded again as reversed."""
    last = desk.last()
    if last is not None:
        on = last.value_on + timedelta(days=turn.delay)
        desk.write(attrs.evolve(last, reversed_on=on, recorded_at=_again(last.recorded_at, on, turn)))


def _again(before: Moment | None, on: date, turn: _Turn) -> date:
    """A day of recording that is after the one before."""
    earliest = on if before is None else max(on, date(before.year, before.month, before.day) + timedelta(days=2))
    return earliest + timedelta(days=turn.lag or 0)


def _cancel(desk: _Desk, document: Document, turn: _Turn) -> None:
    """A credit note, most of them naming what they cancel; any may be used up like a receipt."""
    note = desk.file(
        Document(
            desk.name("N"),
            document.party_id,
            Money.of_minor(-_share(document, turn), document.amount.currency),
            issued_on=_on(document, turn),
            replaces_id=None if turn.kind == 1 else document.document_id,
            recorded_at=_recorded(_on(document, turn), turn),
        )
    )
    if turn.kind in (1, 2):
        desk.allocate(document, note.amount.minor, _on(document, turn), turn, note)


def _reissue(desk: _Desk, document: Document, turn: _Turn) -> None:
    """A new document in place of it; or the document is said to replace a later one, which may close a circle."""
    on = _on(document, turn)
    name = desk.name("D")
    new = attrs.evolve(
        document,
        document_id=name,
        issued_on=on,
        due_on=on + timedelta(days=30),
        instalments=(),
        settled_on=None,
        disputed_on=None,
        dispute_ended_on=None,
        our_fault_on=None,
        replaces_id=document.document_id,
        recorded_at=_recorded(on, turn),
    )
    desk.file(new)
    if turn.kind == 3:
        desk.write(attrs.evolve(document, replaces_id=name, recorded_at=_again(document.recorded_at, on, turn)))


def _correct(desk: _Desk, document: Document, turn: _Turn) -> None:
    """Recorded again with another amount, due date or day of issue; seldom with another kind or currency."""
    again = attrs.evolve(document, recorded_at=_again(document.recorded_at, _on(document, turn), turn))
    if turn.kind in _OTHER_KIND:
        again = attrs.evolve(again, kind="credit_note", instalments=())
    elif turn.kind in _OTHER_CURRENCY:
        other = Money.of_minor(document.amount.minor, "USD")
        again = attrs.evolve(again, amount=other, disputed_amount=None, instalments=())
    elif turn.share < 3:
        amount = Money.of_minor(_share(document, turn), document.amount.currency)
        again = attrs.evolve(again, amount=amount, disputed_amount=None, instalments=())
    elif turn.share == 3:
        again = attrs.evolve(again, due_on=_on(document, turn), instalments=())
    else:
        again = attrs.evolve(again, issued_on=_on(document, turn))
    desk.write(again)


def _contest(desk: _Desk, document: Document, turn: _Turn) -> None:
    """A claim that may be above the balance, dated early and recorded late: others may lose their room to it."""
    on = document.issued_on + timedelta(days=turn.delay // 4)
    minor = min(_share(document, turn), document.amount.minor)
    desk.claim(document, minor, on, attrs.evolve(turn, lag=(turn.lag or 0) + 60))


def _move(desk: _Desk, document: Document, turn: _Turn) -> None:
    """The last allocation, recorded again as one of another document."""
    last = desk.last()
    if last is not None and last.amount.currency == document.amount.currency:
        on = max(last.value_on, document.issued_on)
        desk.write(
            attrs.evolve(last, to_id=document.document_id, value_on=on, recorded_at=_again(last.recorded_at, on, turn))
        )


_ACTS: dict[_Act, Callable[[_Desk, Document, _Turn], None]] = {
    "pay": _pay,
    "receive": _receive,
    "reverse": _reverse,
    "cancel": _cancel,
    "reissue": _reissue,
    "correct": _correct,
    "contest": _contest,
    "move": _move,
}


def facts(
    *,
    max_parties: int = 5,
    max_documents: int = 8,
    max_turns: int = 5,
    codes: Sequence[str] = CURRENCIES_DRAWN,
    max_minor: int = 1_000_000,
    min_day: date = FIRST_DAY,
    max_day: date = LAST_DAY,
) -> SearchStrategy[Facts]:
    """Whole consistent ledgers.

    They hold corrections recorded later, reversals, moved and backdated allocations, advances and unapplied
    receipts, red-letter invoices, reissues and circles of them, disputes, instalments, undated documents of
    parties with terms, third-party payments, currencies with two, no and three decimals, and the other facts.

    Args:
        max_parties: how many parties have documents.
        max_documents: how many documents there are before anything happens to them.
        max_turns: how many things happen to each.
        codes: the currencies.
        max_minor: the largest amount, in minor units.
        min_day: the first day of issue.
        max_day: the last; what happens to documents lies up to a year after that.
    """
    names = [f"C{i}" for i in range(1, max_parties + 1)]
    span = _Span(min_day=min_day, max_day=max_day)
    kinds: tuple[DocumentKind, ...] = ("invoice", "invoice", "invoice", "receipt", "credit_note")
    often = (codes[0], *codes)
    own = documents(party_ids=names, kinds=kinds, codes=often, max_minor=max_minor, **span)
    story = st.tuples(st.integers(0, 7), own, st.lists(_turns, max_size=max_turns))
    stories = st.lists(story, max_size=max_documents)
    accounts = parties(party_ids=names, parent_ids=[*names, "G"], codes=codes, **span)
    known = st.lists(accounts, max_size=max_parties, unique_by=lambda party: (party.party_id, party.recorded_at))
    return _ledgers(st.tuples(stories, known, st.just([]) | _around(names, codes, span)))


class _Span(TypedDict):
    min_day: date
    max_day: date


@st.composite
def _ledgers(draw: DrawFn, parts: SearchStrategy[tuple[list[_Story], list[Party], list[Fact]]]) -> Facts:
    """As a composite, so that a failing example is shown by its records and not by how it was drawn."""
    return _ledger(*draw(parts))


#: A story is left out where its number is zero: that shrinks in one step, whatever is in it.
_Story: TypeAlias = tuple[int, Document, list[_Turn]]


def _ledger(stories: Sequence[_Story], known: Sequence[Party], around: Sequence[Fact]) -> Facts:
    """Lets what was drawn happen."""
    desk = _Desk()
    for document, turns in ((document, turns) for number, document, turns in stories if number):
        first = desk.file(attrs.evolve(document, document_id=desk.name("D")))
        for turn in turns:
            if first.kind == "invoice":
                _ACTS[turn.act](desk, first, turn)
            elif turn.act in ("pay", "receive", "contest"):
                _use(desk, first, turn)
    return _consistent([*known, *desk.records, *around])


def _use(desk: _Desk, source: Document, turn: _Turn) -> None:
    """A receipt or credit note that is used up by an invoice filed before, of whatever party."""
    for record in desk.records:
        if (
            isinstance(record, Document)
            and record.kind == "invoice"
            and record.amount.currency == source.amount.currency
        ):
            on = max(record.issued_on, source.issued_on) + timedelta(days=turn.delay)
            desk.allocate(record, _share(source, turn), on, turn, source)
            return


def _around(names: Sequence[str], codes: Sequence[str], span: _Span) -> SearchStrategy[list[Fact]]:
    """What stands beside the documents."""
    few: list[SearchStrategy[list[Fact]]] = [
        st.lists(strategy, max_size=2)
        for strategy in (
            orders(party_ids=names, codes=codes, **span),
            deliveries(codes=codes, **span),
            observations(party_ids=names, **span),
            adjustments(party_ids=names, **span),
            holds(party_ids=names, **span),
            standings(party_ids=names, codes=codes, **span),
            events(party_ids=names, **span),
        )
    ]
    return st.tuples(*few).map(lambda lists: [fact for several in lists for fact in several])


_PLACE = re.compile(r"facts\[(\d+)\]")


def _consistent(records: Iterable[Fact]) -> Facts:
    """Facts of the records; what does not fit the others is dropped, and tried without."""
    rest = list(records)
    while True:
        try:
            return Facts(rest)
        except InvalidInput as error:
            place = _PLACE.match(error.path)
            if place is None:
                raise
            del rest[int(place[1])]


def snapshots(
    *, max_parties: int = 5, min_day: date = FIRST_DAY, max_day: date = LAST_LOOK
) -> SearchStrategy[Snapshot]:
    """Snapshots of drawn facts on a day, as known then, at another time or by now."""
    a_day = days(min_day=min_day, max_day=max_day, latest_first=True)
    known_at = st.none() | st.just("then") | moments(min_day=min_day, max_day=max_day)
    return st.builds(_snapshot, facts(max_parties=max_parties), a_day, known_at)


def _snapshot(known: Facts, as_of: date, known_at: Moment | Literal["then"] | None) -> Snapshot:
    return known.at(as_of, as_of if known_at == "then" else known_at)
