"""How long payloads are kept: rules as data, and what is to be erased by them on a day.

Only payloads have an end. Headers stand as long as the ledger, which is why nothing that names a person belongs in
one. The rules say when a payload *may* go (no duty to keep it holds it any longer) and when it *must* (nothing allows
to keep it any longer); legal holds stop both. Which periods apply is for the host to say, with the law it stands
under.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

import attrs
from attrs import field

from creditkit.dates import plain_day
from creditkit.errors import InvalidInput
from creditkit.facts._checks import is_day, is_day_or_none, is_id, ordered
from creditkit.ledger._periods import Period
from creditkit.ledger._references import REDACTION
from creditkit.ledger._stored import Stored

#: The day from which a rule counts: the first or the last day on which the entry has its effect, or that of recording.
Since: TypeAlias = Literal["valid_from", "valid_to", "recorded"]
Action: TypeAlias = Literal["may", "must"]

_SINCE = ("valid_from", "valid_to", "recorded")
_ONE_DAY = timedelta(days=1)
#: Two periods of different units are compared from here: the shortest and the longest run of months begin so.
_COMPARED_FROM = (date(2001, 1, 31), date(2000, 2, 29), date(2003, 12, 31))


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _are_texts(_: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
    for i, one in enumerate(value):
        if not isinstance(one, str) or not one:
            raise InvalidInput(f"{attribute.name}[{i}]", one, "a text that is not empty")


def _are_patterns(instance: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    _are_texts(instance, attribute, value)
    for i, one in enumerate(value):
        if "*" in one[:-1]:
            raise InvalidInput(f"{attribute.name}[{i}]", one, "a type, or its beginning with * at the end")


def _is_any(_: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    if not value:
        raise InvalidInput(attribute.name, value, "at least one type", "write '*' for every type")


def _are_names(instance: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    _are_texts(instance, attribute, value)
    for i, one in enumerate(value):
        if one.endswith("*"):  # taken as a name it would hold nothing, and what was to be held would go
            raise InvalidInput(f"{attribute.name}[{i}]", one, "a whole name", "types='*' holds everything")


def _is_flag(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, bool):
        raise InvalidInput(attribute.name, value, "true or false")


def _is_since(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in _SINCE:
        raise InvalidInput(attribute.name, value, ", ".join(_SINCE))


def _least(value: Period | str | None) -> Period | None:
    return None if value is None else Period.of(value, "at_least")


def _most(value: Period | str | None) -> Period | None:
    return None if value is None else Period.of(value, "at_most")


def matches(pattern: str, type_: str) -> bool:
    """Whether a type is meant: the same text, or one that begins with what stands before the ``*``."""
    return type_.startswith(pattern[:-1]) if pattern.endswith("*") else type_ == pattern


@attrs.frozen(kw_only=True)
class Keep:
    """One rule: how long payloads of some types are kept.

    Args:
        types: types of entries, or their beginnings with ``*`` (``dispute_*``, ``*``).
        at_least: the payload may not go before this has passed (``"10 years"``, ``"6 months"``, ``"90 days"``); None
            where no duty holds it.
        at_most: it must go once this has passed; None where nothing asks for that.
        since: the day from which both count. An entry that has no last day is not at an end: by ``valid_to`` it is
            never due.
        from_year_end: whether they count from the end of that calendar year.
        reason: why, such as the legal ground.

    Raises:
        InvalidInput: neither period is given, they contradict each other, or one cannot be read.

    >>> rule = Keep(types="dispute_*", at_least="6 years", from_year_end=True, reason="books of account")
    >>> rule.may_from(date(2026, 3, 5)), rule.must_from(date(2026, 3, 5))
    (datetime.date(2033, 1, 1), None)
    """

    types: tuple[str, ...] = field(converter=_texts, validator=[_is_any, _are_patterns])
    at_least: Period | None = field(default=None, converter=_least)
    at_most: Period | None = field(default=None, converter=_most)
    since: Since = field(default="valid_to", validator=_is_since)
    from_year_end: bool = field(default=False, validator=_is_flag)
    reason: str = field(validator=is_id)

    def __attrs_post_init__(self) -> None:
        least, most = self.at_least, self.at_most
        if least is None and most is None:
            raise InvalidInput("at_least", None, "at_least, at_most or both")
        if least is not None and most is not None and any(most.after(day) < least.after(day) for day in _COMPARED_FROM):
            raise InvalidInput("at_most", str(most), f"at least {least}, which the payload is to be kept")

    def covers(self, type_: str) -> bool:
        """Whether the rule is for a type."""
        return any(matches(pattern, type_) for pattern in self.types)

    def may_from(self, day: date) -> date | None:
        """The first day on which a payload may go; the day itself where no duty holds it, None for never."""
        return day if self.at_least is None else _day_after(self.at_least.after(self._start(day)))

    def must_from(self, day: date) -> date | None:
        """The first day on which a payload must be gone; never one on which it may not go yet."""
        if self.at_most is None:
            return None
        must, may = _day_after(self.at_most.after(self._start(day))), self.may_from(day)
        return None if must is None or may is None else max(must, may)

    def _start(self, day: date) -> date:
        return date(day.year, 12, 31) if self.from_year_end else day


def _day_after(day: date) -> date | None:
    return None if day == date.max else day + _ONE_DAY


@attrs.frozen(kw_only=True)
class LegalHold:
    """Stops erasure: of all entries of some streams, of some types, and of single entries.

    Args:
        streams, types, entries: whatever is named by any of them is held. Types may end in ``*``, and ``*`` holds
            everything; streams and entries are whole names.
        valid_from, valid_to: the first and the last day of the hold, both included; None is until it is lifted.
        reason: why, such as the matter.

    Raises:
        InvalidInput: it names nothing, a stream or an entry ends in ``*``, or its days are in the wrong order.

    >>> LegalHold(streams="c-7f3a", valid_from=date(2026, 3, 1), reason="claim 4711").streams
    ('c-7f3a',)
    """

    streams: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_names)
    types: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_patterns)
    entries: tuple[str, ...] = field(default=(), converter=_texts, validator=_are_names)
    valid_from: date = field(validator=is_day)
    valid_to: date | None = field(default=None, validator=is_day_or_none)
    reason: str = field(validator=is_id)

    def __attrs_post_init__(self) -> None:
        ordered(self.valid_from, self.valid_to, "valid_to")
        if not (self.streams or self.types or self.entries):
            raise InvalidInput("streams", (), "at least one stream, type or entry")

    def covers(self, stored: Stored, as_of: date) -> bool:
        """Whether an event is held on a day."""
        if as_of < self.valid_from or (self.valid_to is not None and as_of > self.valid_to):
            return False
        named = stored.stream in self.streams or stored.entry_id in self.entries
        return named or any(matches(pattern, stored.type) for pattern in self.types)


@attrs.frozen
class Due:
    """A payload that is to be erased, or would be.

    Args:
        entry_id, stream, type: whose it is.
        action: whether it may go or must.
        since: the first day on which that was so.
        reason: of the rule.
        holds: the reasons of the legal holds that keep it.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore, Keep, Retention
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry(
    ...     "late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3), payload={"by": "Li"}
    ... )
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> rules = Retention(rules=[Keep(types="*", at_most="1 year", since="recorded", reason="no ground is left")])
    >>> [(due.action, due.since) for due in rules.due(ledger.events(), date(2027, 2, 4))]
    [('must', datetime.date(2027, 2, 4))]
    """

    entry_id: str
    stream: str
    type: str
    action: Action
    since: date
    reason: str
    holds: tuple[str, ...] = ()


def _rules(given: Iterable[Keep]) -> tuple[Keep, ...]:
    return tuple(given)


def _holds(given: Iterable[LegalHold]) -> tuple[LegalHold, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Retention:
    """How long payloads are kept, and what is held.

    Args:
        rules: for an entry the first one that covers its type counts.
        holds: legal holds; they go before all rules.

    >>> books = Keep(types="dispute_*", at_least="6 years", reason="books of account")
    >>> Retention(rules=[books]).rule("dispute_opened") == books
    True
    """

    rules: tuple[Keep, ...] = field(converter=_rules)
    holds: tuple[LegalHold, ...] = field(default=(), converter=_holds)

    def due(self, events: Iterable[Stored], as_of: date) -> tuple[Due, ...]:
        """The payloads that may or must go on a day and that no hold keeps, in the order of the events.

        An empty payload, one that is gone, and a redaction's own are passed over.

        Args:
            events: of a ledger, or of one stream for a person who asks.
            as_of: the day.
        """
        return tuple(due for due in self._all(events, as_of) if not due.holds)

    def held(self, events: Iterable[Stored], as_of: date) -> tuple[Due, ...]:
        """The payloads that would be due but for a hold, each with the reasons of the holds."""
        return tuple(due for due in self._all(events, as_of) if due.holds)

    def unruled(self, events: Iterable[Stored]) -> tuple[str, ...]:
        """Types with a payload that no rule covers, sorted: nobody has said how long they are kept."""
        types = {stored.type for stored in events if _can_go(stored)}
        return tuple(sorted(type_ for type_ in types if self.rule(type_) is None))

    def rule(self, type_: str) -> Keep | None:
        """The rule for a type of entry."""
        return next((rule for rule in self.rules if rule.covers(type_)), None)

    def _all(self, events: Iterable[Stored], as_of: date) -> Iterable[Due]:
        plain_day("as_of", as_of)
        rules: dict[str, Keep | None] = {}
        for stored in events:
            if not _can_go(stored):
                continue
            if stored.type not in rules:
                rules[stored.type] = self.rule(stored.type)
            rule = rules[stored.type]
            due = None if rule is None else _due(stored, rule, as_of)
            if due is not None:
                yield attrs.evolve(due, holds=tuple(h.reason for h in self.holds if h.covers(stored, as_of)))


def _can_go(stored: Stored) -> bool:
    return stored.row.payload not in (None, "{}") and stored.type != REDACTION


def _due(stored: Stored, rule: Keep, as_of: date) -> Due | None:
    start = stored.recorded_at.date() if rule.since == "recorded" else getattr(stored, rule.since)
    if start is None:
        return None
    must, may = rule.must_from(start), rule.may_from(start)
    action: Action = "must" if must is not None and must <= as_of else "may"
    since = must if action == "must" else may
    if since is None or since > as_of:
        return None
    return Due(stored.entry_id, stored.stream, stored.type, action, since, rule.reason)
