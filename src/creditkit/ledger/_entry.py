"""What a caller records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs
from attrs import field

from creditkit.canonical import check_text as canonical_text
from creditkit.canonical import numeral
from creditkit.errors import InvalidInput
from creditkit.facts._checks import is_day, is_day_or_none, is_id, is_text_or_none, ordered
from creditkit.facts._records import MOST_DECIMALS

#: Points of one event stay below ten to this, so that no sum over a stream leaves 63 bits.
MOST_DIGITS = 9
#: So many bytes in UTF-8 an id, a stream or a type takes at most, so that every store can look it up: an entry of an
#: index of PostgreSQL has room for 2,704.
LONGEST_NAME = 2_000


def written(path: str, value: object) -> None:
    """Text that canonical JSON takes, and every database: in form C, no half of a surrogate pair, no NUL."""
    if not isinstance(value, str):
        raise InvalidInput(path, value, "text", "write numbers as text: '12.50'")
    if "\0" in value:
        raise InvalidInput(path, value, "text without NUL characters", "PostgreSQL keeps none")
    if not value.isascii():
        canonical_text(value, path)


def _name(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None:
        _named(attribute.name, value)


def _named(path: str, value: str) -> None:
    """Text that every store can keep in an index."""
    written(path, value)
    if len(value) > LONGEST_NAME // 4 and len(value.encode()) > LONGEST_NAME:
        raise InvalidInput(path, value, f"at most {LONGEST_NAME:,} bytes in UTF-8", "long texts go into the payload")


def _texts(name: str, given: Mapping[str, str] | None) -> Mapping[str, str]:
    try:
        return MappingProxyType(dict(given or {}))
    except (TypeError, ValueError):
        raise InvalidInput(name, given, "texts by key", f"write {name}={{'why': '…'}}") from None


def _payload(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return _texts("payload", given)


def _effect(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return _texts("effect", given)


def _are_texts(_: object, attribute: attrs.Attribute[Any], value: Mapping[str, str]) -> None:
    for key, text in value.items():
        path = f"{attribute.name}.{key}"
        written(path, key)
        if not key.isascii():
            raise InvalidInput(path, key, "an ASCII key", "what a user names is a value, not a key")
        written(path, text)


def _points(value: Decimal | int | str | None) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise InvalidInput("points", value, "Decimal, str or int", "write points='-12.5'")
    try:
        points = Decimal(value)
    except (ArithmeticError, ValueError):
        raise InvalidInput("points", value, "a number in plain digits") from None
    if not points.is_finite() or points.adjusted() >= MOST_DIGITS or _decimals(points) > MOST_DECIMALS:
        accepted = f"a number below 10**{MOST_DIGITS} with at most {MOST_DECIMALS} decimals, as scores have"
        raise InvalidInput("points", value, accepted)
    return points


def _decimals(points: Decimal) -> int:
    if points.adjusted() < -MOST_DIGITS:
        return MOST_DECIMALS + 1 if points else 0
    return len(numeral(points).partition(".")[2])


def _causes(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidInput("causes", given, "entry ids in a sequence", "write causes=('…',)")
    return tuple(given)


def _are_ids(_: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    for i, one in enumerate(value):
        path = f"{attribute.name}[{i}]"
        _named(path, one)
        if not one.strip():
            raise InvalidInput(path, one, "the id of an entry")


@attrs.frozen
class Entry:
    """What the caller records: its own id, the stream, the effect, and a payload that can be removed later.

    What decides stands in the effect and is never removed; what names people or tells a story belongs in the
    payload. The stream is a pseudonym: which customer it is stays with the host.

    Args:
        entry_id: the caller's own id, unique in the ledger. The same id with the same content is the same entry.
        stream: whose entry it is, such as the pseudonym of a customer.
        type: what happened, as a stable code (``promise_broken``); it stands in the reason, too.
        points: what it adds to the score, at most 6 decimals; None where it moves no points.
        valid_from, valid_to: the first and the last day on which it has its effect, both included; None is for good.
        payload: free text by key (who, why, evidence); it can be redacted.
        repairs: the entry whose penalty it makes up for; it gives at most what that penalty still costs.
        reverses: the entry that it takes back as if it had never been.
        effect: further text figures by key (``amount``, ``currency``, terms of the points); never redacted.
        causes: entries or facts from which it follows, by their ids.
        policy: the fingerprint of the policy that led to it.

    Raises:
        InvalidInput: an empty id, an id, stream or type of more than :data:`~creditkit.ledger.LONGEST_NAME` bytes
            (2,000), text that is not in Unicode's form C, days in the wrong order, numbers that are not text, keys
            that are not ASCII, points with too many digits; with the path of the argument.

    >>> Entry("late-2026-02", "c-7f3a", "contract_breached", points="-12", valid_from=date(2026, 2, 3)).figures
    {'points': '-12'}
    """

    entry_id: str = field(validator=[is_id, _name])
    stream: str = field(validator=[is_id, _name])
    type: str = field(validator=[is_id, _name])
    points: Decimal | None = field(default=None, kw_only=True, converter=_points)
    valid_from: date = field(kw_only=True, validator=is_day)
    valid_to: date | None = field(default=None, kw_only=True, validator=is_day_or_none)
    payload: Mapping[str, str] = field(default=None, kw_only=True, converter=_payload, validator=_are_texts, hash=False)
    repairs: str | None = field(default=None, kw_only=True, validator=[is_text_or_none, _name])
    reverses: str | None = field(default=None, kw_only=True, validator=[is_text_or_none, _name])
    effect: Mapping[str, str] = field(default=None, kw_only=True, converter=_effect, validator=_are_texts, hash=False)
    causes: tuple[str, ...] = field(default=(), kw_only=True, converter=_causes, validator=_are_ids)
    policy: str | None = field(default=None, kw_only=True, validator=[is_text_or_none, _name])

    def __attrs_post_init__(self) -> None:
        ordered(self.valid_from, self.valid_to, "valid_to")
        for name in ("points", "repairs", "reverses"):
            if name in self.effect:
                raise InvalidInput(f"effect.{name}", self.effect[name], f"{name} as an argument of its own")

    def __reduce__(self) -> tuple[object, ...]:
        given = {a.name: getattr(self, a.name) for a in attrs.fields(type(self))}
        return _again, ({**given, "effect": dict(self.effect), "payload": dict(self.payload)},)

    @property
    def figures(self) -> dict[str, str]:
        """The whole effect as it stands in the header: text by key."""
        figures = dict(self.effect)
        if self.points is not None:
            figures["points"] = numeral(self.points)
        if self.repairs is not None:
            figures["repairs"] = self.repairs
        if self.reverses is not None:
            figures["reverses"] = self.reverses
        return figures


def _again(given: dict[str, Any]) -> Entry:
    """An entry from its parts: read-only mappings cannot be pickled."""
    return Entry(**given)
