"""A digest of the facts that a decision could look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain

import numpy as np

from creditkit.columns import Labels
from creditkit.errors import UnknownParty
from creditkit.facts import Snapshot
from creditkit.facts._schema import TABLES
from creditkit.loop._desk import is_snapshot
from creditkit.loop._fact_lines import lines_by_party, rate_lines
from creditkit.loop._structure import told

#: The first line of what is hashed. It changes when the lines do.
FORM = "creditkit facts 1"
#: Up to so many rows the lines of all parties are made at once and kept with the snapshot.
SHORT = 4_096


def digest_of(snapshot: Snapshot, party_id: str | None = None, *, orders: Iterable[str] = ()) -> str:
    """A digest of what a snapshot shows: the same facts have the same digest, other facts have another.

    For a party it covers what a decision about it could look at: every fact about it and about all accounts that
    are connected with it, and the exchange rates dated up to the day. Two accounts are connected by a legal entity, by
    a parent, by a document of one that replaces a document or names an order of the other, and by anything between
    them that is. So a host that keeps 20,000 parties has to keep, or load, the facts of one group to check a
    decision.

    The digest does not depend on the order of rows, on the door that they came in by, nor on facts that the
    snapshot does not see. Of an allocation it has what counts: the amount, from which day, and the day of the money.

    Args:
        snapshot: what may be known.
        party_id: whom the decision is about; None is everything that the snapshot shows.
        orders: numbers of orders that are asked about; whoever placed one of them is connected, too.

    Returns:
        SHA-256, 64 hexadecimal digits.

    Raises:
        UnknownParty: no known fact is about the party.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> known = [Party("C-7", parent_id="C-1"), Party("C-1"), Party("C-9")]
    >>> day = date(2026, 6, 30)
    >>> digest_of(Facts(known).at(day), "C-7") == digest_of(Facts(known[:2]).at(day), "C-7")
    True
    """
    is_snapshot(snapshot)
    if party_id is None:
        return _digest(chain.from_iterable(lines_by_party(snapshot).values()), snapshot)
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    members = connected(snapshot, party_id, orders)
    lines = _lines_of(snapshot.whole, members)
    return _digest(chain.from_iterable(lines.get(member, ()) for member in members), snapshot.whole)


def prepare_digests(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The lines of all parties at once, kept with the snapshot: for whoever asks for many digests."""
    whole = snapshot.whole
    return whole.memo("fact lines", lambda: lines_by_party(whole))


def _lines_of(whole: Snapshot, members: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    if "fact lines" in whole._memo or sum(len(whole.view(table)) for table in TABLES) <= SHORT:  # noqa: SLF001
        return prepare_digests(whole)
    return lines_by_party(whole.restrict(members))


def _digest(lines: Iterable[str], snapshot: Snapshot) -> str:
    rates = snapshot.whole.memo("rate lines", lambda: rate_lines(snapshot.whole))
    return sha256("\n".join([FORM, *sorted(lines), *sorted(rates)]).encode("ascii")).hexdigest()


def connected(snapshot: Snapshot, party_id: str, orders: Iterable[str] = ()) -> tuple[str, ...]:
    """The parties that a decision about a party could depend on, itself among them, sorted.

    Two accounts are connected as :func:`digest_of` says. All who share room with a party are in it.

    Args:
        snapshot: what may be known; a restriction changes nothing.
        party_id: whom the decision is about.
        orders: numbers of orders that are asked about; whoever placed one of them is connected, too.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> known = [Party("C-7", parent_id="C-1"), Party("C-1"), Party("C-8", parent_id="C-1"), Party("C-9")]
    >>> connected(Facts(known).at(date(2026, 6, 30)), "C-7")
    ('C-1', 'C-7', 'C-8')
    """
    whole = snapshot.whole
    circles = whole.memo("circles", lambda: _circles(whole))
    owner = whole.memo("owners of orders", lambda: _owner_of_orders(whole))
    asked = (party_id, *(owner[order] for order in orders if order in owner))
    found = {one for name in asked for one in circles.get(name, (name,)) if whole.knows(one)}
    return tuple(sorted(found))


def _circles(whole: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Everybody that each party is connected with."""
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := root.setdefault(name, name)) != name:
            root[name] = root[above]
            name = above
        return name

    for one, other in _edges(whole):
        root[top(one)] = top(other)
    circles: dict[str, list[str]] = {}
    for name in root:
        circles.setdefault(top(name), []).append(name)
    return {name: tuple(members) for members in circles.values() for name in members}


def _edges(whole: Snapshot) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for party, identity, parent in told(whole):
        if party is not None and identity is not None:
            yield party, first.setdefault(identity, party)
        if party is not None and parent is not None:
            yield party, parent
    yield from _links(whole)


def _links(whole: Snapshot) -> Iterator[tuple[str, str]]:
    """Documents that replace a document, or name an order, of somebody else."""
    documents = whole.invoices
    party = documents.labels("party_id")
    replaces = documents.labels("replaces_id")
    rows = np.flatnonzero(replaces.codes >= 0)
    for row, before in zip(rows.tolist(), whole.position_of(replaces.take(rows)).tolist(), strict=True):
        if before >= 0:
            yield party[row] or "", party[before] or ""
    named: Labels = documents.labels("order_id")
    rows = np.flatnonzero(named.codes >= 0)
    owner = whole.memo("owners of orders", lambda: _owner_of_orders(whole)) if len(rows) else {}
    for row in rows.tolist():
        if (other := owner.get(named[row] or "")) is not None:
            yield party[row] or "", other


def _owner_of_orders(whole: Snapshot) -> dict[str, str]:
    orders = whole.view("orders")
    both = zip(orders.labels("order_id").texts(), orders.labels("party_id").texts(), strict=True)
    return {order: party for order, party in both if order is not None and party is not None}
