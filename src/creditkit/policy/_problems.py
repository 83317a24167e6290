"""Problems of a policy: what is wrong where, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from textwrap import indent
from typing import Any, Final

from creditkit.errors import AmountTooLarge, CreditkitError, CurrencyMismatch, InvalidInput, shown
from creditkit.reasons import Figure, Finding, Language, Reason, text
from creditkit.rules import ConditionError

_COUNTS: dict[Language, tuple[str, str]] = {"en": ("1 problem", "{} problems"), "zh": ("1 个问题", "{} 个问题")}


class PolicyError(CreditkitError, ValueError):
    """A policy that cannot be read, with all its problems.

    Args:
        problems: one finding for each, with its path in the policy (``checks[1].fails_when``), a stable code
            and the figures: what was given, what is accepted, what comes nearest.
        source: what was read, as the message names it.

    >>> from creditkit.reasons import Finding, Reason
    >>> reason = Reason("policy_key_unknown", {"given": "nmae", "near": "name", "accepted": "name, version"})
    >>> raise PolicyError([Finding("error", "nmae", reason)], "house.toml")
    Traceback (most recent call last):
    creditkit.policy._problems.PolicyError: house.toml: 1 problem
      nmae: there is no key 'nmae'; the nearest is 'name'. Accepted: name, version
    """

    def __init__(self, problems: Iterable[Finding], source: str = "<policy>") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self.problems, source)

    def __str__(self) -> str:
        return self.told()

    def told(self, language: Language = "en") -> str:
        """The message in a language: a line each, path first."""
        one, many = _COUNTS[language]
        count = one if len(self.problems) == 1 else many.format(len(self.problems))
        return "\n  ".join([f"{self.source}: {count}", *(_line(one, language) for one in self.problems)])


def _line(problem: Finding, language: Language) -> str:
    """One problem, path first; a condition with the caret under the place."""
    said = f"{problem.path or 'file'}: {text(problem.reason, language)}"
    remedy, pointed = (problem.reason.figures.get(name) for name in ("remedy", "pointed"))
    if isinstance(remedy, str):
        said = f"{said}. {remedy[0].upper()}{remedy[1:]}"
    return f"{said}\n{indent(str(pointed), '  ')}" if pointed else said


#: For so many problems of a file the nearest name is looked for; that takes time, and a file with more is no slip.
OFFERED = 200

#: What a constructor raises over a value.
REFUSALS = (InvalidInput, AmountTooLarge, CurrencyMismatch)


class Bad:
    """What stands where something could not be read: its problem has been noted, and nothing is built on it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BAD"


#: The one value of its type.
BAD: Final = Bad()


def sound(value: object) -> bool:
    """Whether a value could be read whole."""
    if isinstance(value, dict):
        return all(map(sound, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(sound, value))
    return not isinstance(value, Bad)


class Problems:
    """Keeps every problem that reading meets, in the order in which they were met."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def add(self, path: str, code: str, **figures: Figure) -> Bad:
        """Notes a problem; returns :data:`BAD`, for what it leaves unread."""
        self.found.append(Finding("error", path, Reason(code, figures)))
        return BAD

    def unlisted(self, path: str, code: str, given: str, accepted: Sequence[str]) -> Bad:
        """Notes a name that is none of those accepted, with the nearest of them."""
        return self.add(
            path, code, given=given, near=self.nearest(given, accepted), accepted=", ".join(accepted) or "none"
        )

    def nearest(self, given: str, accepted: Iterable[str]) -> str | None:
        """The accepted name that is most like the given one; None after the first :data:`OFFERED` problems."""
        return nearest(given, accepted) if len(self.found) < OFFERED else None

    def refused(self, path: str, error: CreditkitError, **more: Figure) -> Bad:
        """Notes what a constructor under the path refused."""
        if not isinstance(error, InvalidInput):
            return self.add(path, "policy_value_refused", given="", accepted=str(error))
        outer = error.under(path) if path else error
        figures: dict[str, Figure] = {"given": _shown(outer.given), "accepted": outer.accepted, **more}
        if outer.remedy:
            figures["remedy"] = outer.remedy
        if not isinstance(outer, ConditionError):
            return self.add(outer.path, "policy_value_refused", **figures)
        return self.add(outer.path, "condition_invalid", at=outer.at, pointed=outer.pointed, **figures)


def nearest(given: str, accepted: Iterable[str]) -> str | None:
    """The accepted name that is most like the given one, however little that is; None where there is none."""
    names = list(accepted)
    exact = [name for name in names if name.casefold() == given.casefold()]
    return next(iter(exact or get_close_matches(given, names, n=1, cutoff=0.0)), None)


def under(path: str, key: str) -> str:
    """The path of a key of the table at the path."""
    return f"{path}.{key}" if path else key


def _shown(given: Any) -> str:
    """A given value as a figure: problems travel, so they hold plain values only."""
    return given if isinstance(given, str) else str(given) if not isinstance(given, int) else shown(given)
