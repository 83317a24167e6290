"""Plug-ins: what a policy file may name beside our own parts. The file imports nothing; the host hands them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import attrs

from creditkit.errors import InvalidInput

if TYPE_CHECKING:
    from creditkit.limits import LimitRule, OrderCheck
    from creditkit.scoring import Scorer

T = TypeVar("T")

#: What a parameter of a plug-in may be.
Parameter: TypeAlias = "int | Decimal | str | bool | tuple[Parameter, ...]"


def _callable(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not callable(value):
        raise InvalidInput(attribute.name, value, "what makes the part: a class or a function")


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput(attribute.name, value, "a text that is not empty, such as '1'")


@attrs.frozen
class Plugin(Generic[T]):
    """A part that a policy file may name.

    Args:
        make: called with the file's own parameters (``with = { … }``) as keywords: int, Decimal, str, bool or
            tuples of these. An InvalidInput or TypeError that it raises becomes a problem of the policy.
        version: goes into the fingerprint; a file asks for the version that it was written for.

    >>> Plugin(dict, version="3").version
    '3'
    """

    make: Callable[..., T] = attrs.field(validator=_callable)
    version: str = attrs.field(kw_only=True, validator=_text)


def _parameters(given: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
    return MappingProxyType(dict(given))


def _plainly(given: Mapping[str, Parameter]) -> str:
    return repr(dict(given))


@attrs.frozen
class Used:
    """Which plug-in made a part of a policy, and of what. It stands for the part in the fingerprint.

    Args:
        name: the name that the file used.
        version: the plug-in's version.
        parameters: what ``make`` was called with.

    >>> from creditkit.policy import parse_policy
    >>> from creditkit.scoring import Numeric, Scorecard
    >>> model = Plugin(lambda fact: Scorecard([Numeric(fact, ["0.9"], [0, 10])]), version="2")
    >>> card = '{"use": "acme.model", "version": "2", "with": {"fact": "on_time_rate"}}'
    >>> text = f'{{"schema": 1, "name": "house", "currency": "EUR", "scorecard": {card}}}'
    >>> parse_policy(text, form="json", plugins=Plugins(scorers={"acme.model": model})).used["scorecard"]
    Used(name='acme.model', version='2', parameters={'fact': 'on_time_rate'})
    """

    name: str = attrs.field(validator=_text)
    version: str = attrs.field(validator=_text)
    parameters: Mapping[str, Parameter] = attrs.field(factory=dict, converter=_parameters, repr=_plainly)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.version, dict(self.parameters))


def _named(given: Mapping[str, Plugin[T]]) -> Mapping[str, Plugin[T]]:
    for name, plugin in given.items():
        if not isinstance(plugin, Plugin):
            raise InvalidInput(name, plugin, "Plugin(make, version=…)")
    return MappingProxyType(dict(given))


def _scorers(given: Mapping[str, Plugin[Scorer]]) -> Mapping[str, Plugin[Scorer]]:
    return _named(given)


def _limits(given: Mapping[str, Plugin[LimitRule]]) -> Mapping[str, Plugin[LimitRule]]:
    return _named(given)


def _checks(given: Mapping[str, Plugin[OrderCheck]]) -> Mapping[str, Plugin[OrderCheck]]:
    return _named(given)


@attrs.frozen(kw_only=True)
class Plugins:
    """The plug-ins that a host hands in, by the name that a file uses.

    Args:
        scorers: for ``[scorecard]``: they make a :class:`~creditkit.scoring.Scorer`.
        limits: for ``[limits]``: they make a :class:`~creditkit.limits.LimitRule`.
        checks: for ``[[checks]]``: they make an :class:`~creditkit.limits.OrderCheck`.

    Raises:
        InvalidInput: something that is no :class:`Plugin`.

    >>> plugins = Plugins(scorers={"acme.model": Plugin(dict, version="2")})
    >>> plugins.scorers["acme.model"].version, dict(plugins.checks)
    ('2', {})
    """

    scorers: Mapping[str, Plugin[Scorer]] = attrs.field(factory=dict, converter=_scorers)
    limits: Mapping[str, Plugin[LimitRule]] = attrs.field(factory=dict, converter=_limits)
    checks: Mapping[str, Plugin[OrderCheck]] = attrs.field(factory=dict, converter=_checks)


#: What a made part must have, by kind of plug-in.
PROTOCOLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"scorers": ("inputs", "score", "score_many"), "limits": ("inputs", "limit"), "checks": ("code", "inputs", "judge")}
)
