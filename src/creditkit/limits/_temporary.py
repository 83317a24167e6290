"""A limit for a while: instead of the base or on top of it, from a first day to a last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias, cast, get_args

import attrs

from creditkit.columns import Value
from creditkit.dates import plain_day
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.facts import Event, Moment
from creditkit.limits._kinds import Limit, Unset, UpTo
from creditkit.money import Money
from creditkit.reasons import Finding, Reason

Mode: TypeAlias = Literal["override", "add"]
MODES: tuple[str, ...] = get_args(Mode)

#: The kind of the events that carry temporary limits.
KIND = "temporary_limit"


def _mode(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in MODES:
        raise InvalidInput(attribute.name, value, ", ".join(MODES))


def _amount(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Money) or value.minor < 0:
        raise InvalidInput(attribute.name, value, "Money, zero or more")


def _day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    plain_day(attribute.name, value)


@attrs.frozen
class TemporaryLimit:
    """A limit with a window; when it ends, the base is back by itself.

    ``override`` is the whole limit of its window, be the base set or not: nothing is added to it. ``add`` comes on
    top of a base that is an amount of the same currency; there may be several. Of several overrides at once
    the one that started last counts.

    Args:
        mode: ``override`` or ``add``.
        amount: zero or more.
        starts_on, ends_on: the first and the last day, both included.

    Raises:
        InvalidInput: any of these is not so, or the window ends before it starts.

    >>> peak = TemporaryLimit("add", Money("150000", "CNY"), date(2026, 7, 15), date(2026, 8, 31))
    >>> peak.covers(date(2026, 7, 14)), peak.covers(date(2026, 7, 15)), peak.covers(date(2026, 8, 31))
    (False, True, True)
    >>> TemporaryLimit.of(peak.event("C-7", on=date(2026, 7, 1))) == peak
    True
    """

    mode: Mode = attrs.field(validator=_mode)
    amount: Money = attrs.field(validator=_amount)
    starts_on: date = attrs.field(validator=_day)
    ends_on: date = attrs.field(validator=_day)

    def __attrs_post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise InvalidInput("ends_on", self.ends_on, f"a date on or after {self.starts_on}")

    def covers(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.starts_on <= day <= self.ends_on

    def event(
        self, party_id: str, *, on: date, event_id: str | None = None, recorded_at: Moment | None = None
    ) -> Event:
        """The fact that carries it.

        Args:
            party_id: whose limit it is.
            on: the day of the decision; the window may start later.
            event_id: with one, recording the event again corrects it: a shorter window calls it back.
            recorded_at: when it was learned.
        """
        figures: dict[str, Value] = {
            "mode": self.mode, "amount": self.amount.amount, "currency": self.amount.currency,
            "starts_on": self.starts_on, "ends_on": self.ends_on,
        }  # fmt: skip
        return Event(party_id, KIND, on=on, figures=figures, event_id=event_id, recorded_at=recorded_at)

    @classmethod
    def of(cls, event: Event) -> TemporaryLimit:
        """What an event of the kind ``temporary_limit`` carries. Days and amount may also come as text.

        Raises:
            InvalidInput: another kind, or figures that are no temporary limit.
        """
        if event.kind != KIND:
            raise InvalidInput("kind", event.kind, KIND)
        figures = event.figures
        amount = Money(cast("Decimal | str | int", figures.get("amount")), cast(str, figures.get("currency")))
        days = (_day_of(figures.get(name), f"figures.{name}") for name in ("starts_on", "ends_on"))
        return cls(cast(Mode, figures.get("mode")), amount, *days)


def _day_of(value: object, path: str) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidInput(path, value, "a day as YYYY-MM-DD") from None
    plain_day(path, value)
    return cast(date, value)


def read_temporary(events: Iterable[Event]) -> tuple[list[tuple[str, TemporaryLimit]], list[Finding]]:
    """The temporary limits among events, with whose they are, in the order in which they were decided.

    An event that cannot be read counts for nothing and is a finding.
    """
    found, unread = [], []
    for event in sorted((e for e in events if e.kind == KIND), key=lambda e: (e.on, e.event_id or "")):
        try:
            found.append((event.party_id, TemporaryLimit.of(event)))
        except CreditkitError as error:
            reason = Reason("temporary_limit_unread", {"on": event.on, "problem": str(error)})
            unread.append(Finding("warning", f"events[{event.party_id}]", reason))
    return found, unread


def on_day(base: Limit, temporary: Iterable[TemporaryLimit], day: date) -> tuple[Limit, tuple[TemporaryLimit, ...]]:
    """The limit of a day, and the temporary limits that make it."""
    active = [one for one in temporary if one.covers(day)]
    override = max(
        (one for one in enumerate(active) if one[1].mode == "override"),
        key=lambda pair: (pair[1].starts_on, pair[0]),
        default=None,
    )
    if override is not None:
        return UpTo(override[1].amount), (override[1],)
    if not isinstance(base, UpTo):
        return base, ()
    added = tuple(one for one in active if one.amount.currency == base.amount.currency)
    total = base.amount
    for one in added:
        total = total + one.amount
    return UpTo(total), added


def idle(base: Limit, temporary: Iterable[TemporaryLimit], day: date, party_id: str) -> list[Finding]:
    """Findings on additions that add to nothing: the base is unset, or in another currency."""
    found = []
    active = [one for one in temporary if one.covers(day)]
    if any(one.mode == "override" for one in active):
        return []
    for one in active:
        if isinstance(base, Unset):
            reason = Reason("temporary_without_base", {"amount": one.amount})
        elif isinstance(base, UpTo) and base.amount.currency != one.amount.currency:
            reason = Reason("temporary_currency_differs", {"amount": one.amount, "base": base.amount})
        else:
            continue
        found.append(Finding("warning", f"parties[{party_id}].credit_limit", reason))
    return found
