"""What the reader of a policy carries along: problems, prose, and what later parts are read against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from unicodedata import normalize

import attrs

from creditkit.errors import shown
from creditkit.policy._plugins import Plugins, Used
from creditkit.policy._problems import BAD, REFUSALS, Bad, Problems, sound
from creditkit.reasons import Figure
from creditkit.rules import Fields

T = TypeVar("T")

#: A currency with four decimals: where the policy's own cannot be read, its amounts are still read as numbers.
ANY_CURRENCY = "CLF"

#: Numbers outside these powers of ten are shown with their exponent.
_PLAIN = range(-30, 30)


@attrs.define
class Reading:
    """One reading of one policy.

    Args:
        problems: all that were met.
        plugins: what the host handed in.
        currency: of the amounts.
        fields: what conditions may look at; complete before the first condition is read.
        unread: names of fields whose declaration is at fault; nobody else is blamed for them.
        grades: the policy's grades, best first; empty where it has none, or where they could not be read.
        codes, codes_whole: the codes of the checks, and whether all could be read.
        groups: the groups of the scorecard, as they are listed.
        prose, labels: what is said for people, by the path of its table.
        used: the plug-ins that were used, by path.
    """

    plugins: Plugins
    problems: Problems = attrs.field(factory=Problems)
    currency: str = ANY_CURRENCY
    fields: Fields = attrs.field(factory=dict)
    unread: set[str] = attrs.field(factory=set)
    grades: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    codes_whole: bool = True
    groups: tuple[str, ...] = ()
    prose: dict[str, Mapping[str, Any]] = attrs.field(factory=dict)
    labels: dict[str, Mapping[str, str]] = attrs.field(factory=dict)
    used: dict[str, Used] = attrs.field(factory=dict)

    def wrong(self, path: str, given: object, accepted: str) -> Bad:
        """Notes a value of the wrong type or size."""
        return self.problems.add(path, "policy_type_wrong", given=figure(given), accepted=accepted)

    def built(self, path: str, build: Callable[..., T], *args: Any, **options: Any) -> T | Bad:
        """What the call makes of sound arguments; BAD where one is not, or where the call refuses them."""
        if not sound(args) or not sound(options):
            return BAD
        try:
            return build(*args, **options)
        except REFUSALS as error:
            return self.problems.refused(path, error)

    def tried(self, path: str, build: Callable[..., T], *parts: Any, **options: Any) -> T | Bad:
        """As :meth:`built`, but what is sound is put together and tried, even if the rest is not.

        Lists go without their unsound elements and options that could not be read have their defaults, so
        that a part at fault does not hide what is wrong between the others. Only a whole comes back.
        """
        given = [_sound_part(part) for part in parts]
        if any(isinstance(part, Bad) for part in given):
            return BAD
        there = {key: _sound_part(value) for key, value in options.items()}
        made = self.built(path, build, *given, **{key: one for key, one in there.items() if sound(one)})
        return made if sound(parts) and sound(options) else BAD

    def each_once(self, path: str, names: Iterable[object]) -> bool:
        """Whether no name stands twice; a problem for each that does. What could not be read has no name."""
        seen: set[object] = set()
        good = True
        for i, name in enumerate(names):
            if name in seen and not isinstance(name, Bad):
                self.problems.add(path.format(i), "policy_name_twice", given=str(name))
                good = False
            seen.add(name)
        return good


def _sound_part(part: Any) -> Any:
    return [one for one in part if sound(one)] if isinstance(part, list) else part


def figure(given: object) -> Figure:
    """A given value as a problem shows it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, Decimal) and (not given.is_finite() or given.adjusted() not in _PLAIN):
        return str(given)
    if isinstance(given, (datetime, time)):
        return given.isoformat()
    if isinstance(given, (str, Decimal)) or type(given) in (int, date):
        return given  # type: ignore[return-value]
    return shown(given)


def composed(text: str) -> str:
    """Text in Unicode's form C, so that what looks the same is the same."""
    return normalize("NFC", text)
