"""The limit in force: what holds today, as people and reviews have set it; never what a rule would propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias, cast

import attrs

from creditkit.errors import InvalidInput, RateMissing, UnknownParty
from creditkit.facts import Snapshot, Standing
from creditkit.facts._at_hand import at_hand
from creditkit.facts._figures import limit_text
from creditkit.limits._kinds import Limit, Unlimited, Unset, UpTo
from creditkit.limits._temporary import TemporaryLimit, idle, on_day, read_temporary
from creditkit.money import Money, exponent
from creditkit.reasons import Figure, Finding, Reason

Source: TypeAlias = Literal["standing", "party"]

#: What is entered as "no limit".
UNLIMITED = "unlimited"


@attrs.frozen
class InForce:
    """A limit in force and where it comes from.

    Args:
        limit: what holds on the day.
        base: the same without temporary limits; it is back when they end.
        temporary: the temporary limits that make the difference: one override, or what is added.
        source: of the base: ``standing`` (a review recorded it), ``party`` (entered on the account), or None.
        code: the account that the base was set on: another one of the same legal entity, it may be.
        later: the days ahead on which the limit changes, and to what, as far as that is known now.
        findings: what is odd about it. One of severity ``error`` says that the limit cannot be relied on.

    >>> from creditkit.facts import Facts, Party
    >>> peak = TemporaryLimit("add", Money("150", "CNY"), date(2026, 7, 15), date(2026, 8, 31))
    >>> known = [Party("C-7", credit_limit=Money("500", "CNY")), peak.event("C-7", on=date(2026, 7, 1))]
    >>> now = limit_in_force(Facts(known).at(date(2026, 7, 20)), "C-7")
    >>> str(now.limit.amount), str(now.base.amount), now.source, str(now.later[0][0])
    ('650.00 CNY', '500.00 CNY', 'party', '2026-09-01')
    """

    limit: Limit
    base: Limit
    temporary: tuple[TemporaryLimit, ...] = ()
    source: Source | None = None
    code: str | None = None
    later: tuple[tuple[date, Limit], ...] = ()
    findings: tuple[Finding, ...] = ()


@attrs.frozen
class _Base:
    """The base of one account."""

    code: str
    limit: Limit
    source: Source | None


@attrs.frozen(eq=False)
class _Book:
    """What a snapshot says about limits, by account."""

    entered: Mapping[str, tuple[str, str | None]]
    identity: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]
    standings: Mapping[str, tuple[Standing, ...]]
    temporary: Mapping[str, tuple[TemporaryLimit, ...]]
    unread: Mapping[str, tuple[Finding, ...]]


def limit_in_force(snapshot: Snapshot, party_id: str, *, currency: str | None = None) -> InForce:
    """The limit that holds for a party on the day of the snapshot.

    The base is the limit of the latest standing in force that has one, else the limit entered on the account,
    else unset. Accounts with one identity are one legal entity and have one limit, the lowest of those set; a
    finding says that there are several. Temporary limits of any of its accounts come on the base, each in its
    window.

    Args:
        snapshot: what may be known; accounts of the same identity are seen also where it is restricted.
        party_id: whose.
        currency: of limits that were entered without one; where it is None these are unset, with a finding.

    Raises:
        UnknownParty: no known fact is about the party.

    >>> from creditkit.facts import Facts, Party
    >>> known = [
    ...     Party("C-7", credit_limit=Money("500000", "CNY")),
    ...     TemporaryLimit("add", Money("150000", "CNY"), date(2026, 7, 15), date(2026, 8, 31)).event(
    ...         "C-7", on=date(2026, 7, 1)
    ...     ),
    ... ]
    >>> now = limit_in_force(Facts(known).at(date(2026, 7, 1)), "C-7")
    >>> now.limit, now.later[0]
    (UpTo(amount=Money('500000.00', 'CNY')), (datetime.date(2026, 7, 15), UpTo(amount=Money('650000.00', 'CNY'))))
    """
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    return _in_force(snapshot, _book(snapshot), party_id, currency)


def limits_in_force(
    snapshot: Snapshot, party_ids: Iterable[str] | None = None, *, currency: str | None = None
) -> Mapping[str, InForce]:
    """The limits of several parties, by party; of all of them, sorted, where none are named.

    Raises:
        UnknownParty: no known fact is about one of them.

    >>> from creditkit.facts import Facts, Party
    >>> known = Facts([Party("C-7", credit_limit=Money("500", "CNY")), Party("C-8")])
    >>> found = limits_in_force(known.at(date(2026, 7, 1)))
    >>> found["C-7"].limit, found["C-8"].limit
    (UpTo(amount=Money('500.00', 'CNY')), Unset())
    """
    if isinstance(party_ids, str):
        raise InvalidInput("party_ids", party_ids, "several party ids", f"write [{party_ids!r}]")
    wanted = snapshot.parties() if party_ids is None else tuple(party_ids)
    return MappingProxyType({party: limit_in_force(snapshot, party, currency=currency) for party in wanted})


def _book(snapshot: Snapshot) -> _Book:
    whole = snapshot.whole
    return whole.memo("limits.book", lambda: _read(whole))


def _read(snapshot: Snapshot) -> _Book:
    entered, identity = _accounts(snapshot)
    codes: dict[str, list[str]] = {}
    for party, entity in identity.items():
        codes.setdefault(entity, []).append(party)
    standings: dict[str, list[Standing]] = {}
    for standing in sorted(snapshot.standings, key=lambda one: one.valid_from, reverse=True):
        if standing.limit is not None:
            standings.setdefault(standing.party_id, []).append(standing)
    found, unread = read_temporary(snapshot.events)
    temporary: dict[str, list[TemporaryLimit]] = {}
    for party, one in found:
        temporary.setdefault(party, []).append(one)
    problems: dict[str, list[Finding]] = {}
    for finding in unread:
        problems.setdefault(finding.path.removeprefix("events[").removesuffix("]"), []).append(finding)
    return _Book(
        entered, identity, {entity: tuple(sorted(parties)) for entity, parties in codes.items()},
        {party: tuple(some) for party, some in standings.items()},
        {party: tuple(some) for party, some in temporary.items()},
        {party: tuple(some) for party, some in problems.items()},
    )  # fmt: skip


def _accounts(snapshot: Snapshot) -> tuple[dict[str, tuple[str, str | None]], dict[str, str]]:
    """Limits as entered with the account's currency, and identities, by account."""
    told = at_hand(snapshot, "parties")
    if told is not None:
        limits = ((one, one.credit_limit) for one in told)
        entered = {one.party_id: (limit_text(limit), one.currency) for one, limit in limits if limit is not None}
        return entered, {one.party_id: one.identity for one in told if one.identity is not None}
    view = snapshot.view("parties")
    if not len(view):
        return {}, {}
    names = cast("list[str]", view.labels("party_id").texts())
    each = zip(names, view.labels("credit_limit").texts(), view.labels("currency").texts(), strict=True)
    entered = {name: (limit, currency) for name, limit, currency in each if limit is not None}
    entities = zip(names, view.labels("identity").texts(), strict=True)
    return entered, {name: entity for name, entity in entities if entity is not None}


def _in_force(snapshot: Snapshot, book: _Book, party_id: str, currency: str | None) -> InForce:
    entity = book.identity.get(party_id)
    codes = (party_id,) if entity is None else book.codes[entity]
    base, findings = _base(snapshot, book, party_id, currency, snapshot.as_of)
    temporary = tuple(one for code in codes for one in book.temporary.get(code, ()))
    limit, active = on_day(base.limit, temporary, snapshot.as_of)
    return InForce(
        limit, base.limit, active, base.source, None if base.source is None else base.code,
        _later(snapshot, book, party_id, currency, temporary, limit) if temporary or base.source == "standing" else (),
        (
            *findings,
            *idle(base.limit, temporary, snapshot.as_of, party_id),
            *(finding for code in codes for finding in book.unread.get(code, ())),
        ),
    )  # fmt: skip


def _later(
    snapshot: Snapshot, book: _Book, party_id: str, currency: str | None,
    temporary: tuple[TemporaryLimit, ...], now: Limit,
) -> tuple[tuple[date, Limit], ...]:  # fmt: skip
    """The limits of the days ahead on which something known begins or ends."""
    entity = book.identity.get(party_id)
    codes = (party_id,) if entity is None else book.codes[entity]
    ends = [one.ends_on for one in temporary]
    ends += [one.valid_to for code in codes for one in book.standings.get(code, ()) if one.valid_to is not None]
    days = {one.starts_on for one in temporary} | {day + timedelta(1) for day in ends if day < date.max}
    out: list[tuple[date, Limit]] = []
    for day in sorted(day for day in days if day > snapshot.as_of):
        limit, _ = on_day(_base(snapshot, book, party_id, currency, day)[0].limit, temporary, day)
        if limit != (out[-1][1] if out else now):
            out.append((day, limit))
    return tuple(out)


def _base(
    snapshot: Snapshot, book: _Book, party_id: str, currency: str | None, day: date
) -> tuple[_Base, tuple[Finding, ...]]:
    """The base of a legal entity: the lowest of those that are set on its accounts, its own before others."""
    entity = book.identity.get(party_id)
    codes = (party_id,) if entity is None else book.codes[entity]
    findings: list[Finding] = []
    each = [_of_account(book, code, day, currency, findings) for code in codes]
    bases = [base for base in each if not isinstance(base.limit, Unset)]
    if len(bases) < 2 or entity is None:
        return (bases or [_Base(party_id, Unset(), None)])[0], tuple(findings)
    own_first = sorted(bases, key=lambda base: base.code != party_id)
    try:
        sizes = {base.code: _size(snapshot, base.limit, bases) for base in bases}
    except RateMissing as error:
        figures: dict[str, Figure] = {"base": error.base, "quote": error.quote, "on": snapshot.as_of}
        findings.append(Finding("error", f"identities[{entity}]", Reason("rate_missing", figures)))
        return own_first[0], tuple(findings)
    code = "identity_duplicate" if len(set(sizes.values())) == 1 else "identity_limits_differ"
    said: dict[str, Figure] = {
        "identity": entity,
        "limits": ", ".join(f"{base.code}: {_said(base.limit)}" for base in bases),
    }
    severity: Literal["note", "warning"] = "note" if code == "identity_duplicate" else "warning"
    findings.append(Finding(severity, f"identities[{entity}]", Reason(code, said)))
    least = min(own_first, key=lambda base: sizes[base.code])
    return least, tuple(findings)


def _of_account(book: _Book, code: str, day: date, currency: str | None, findings: list[Finding]) -> _Base:
    """What is set on one account itself."""
    for standing in book.standings.get(code, ()):
        if standing.valid_from <= day and (standing.valid_to is None or standing.valid_to >= day):
            amount = standing.limit
            return _Base(code, UpTo(amount) if isinstance(amount, Money) else Unlimited(), "standing")
    text, own = book.entered.get(code, (None, None))
    if text is None:
        return _Base(code, Unset(), None)
    if text == UNLIMITED:
        return _Base(code, Unlimited(), "party")
    if own is None and currency is None:
        reason = Reason("limit_without_currency", {"limit": Decimal(text)})
        findings.append(Finding("error", f"parties[{code}].credit_limit", reason))
        return _Base(code, Unset(), None)
    return _Base(code, UpTo(Money(text, own or cast(str, currency))), "party")


def _size(snapshot: Snapshot, limit: Limit, among: list[_Base]) -> tuple[int, Fraction]:
    """A limit as something to compare; amounts in the currency of the first, at the day's rate, exact."""
    if not isinstance(limit, UpTo):
        return 1, Fraction(0)
    to = next(base.limit.amount.currency for base in among if isinstance(base.limit, UpTo))
    amount = limit.amount
    ratio = snapshot.rates.ratio(amount.currency, to, snapshot.as_of)
    return 0, amount.minor * ratio / 10 ** exponent(amount.currency)


def _said(limit: Limit) -> str:
    return str(limit.amount) if isinstance(limit, UpTo) else UNLIMITED
