"""What a key of a policy may hold, read strictly: a text is no number, a flag is no number, nothing is guessed.

Each kind takes a plain value of the file to a value of the library, and gives that back in two ways: as the
file writes it, and in the canonical form over which the fingerprint is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import attrs

from creditkit.canonical import Json, numeral
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.money import Money
from creditkit.policy._conditions import condition_text
from creditkit.policy._problems import BAD, Bad, under
from creditkit.policy._reading import Reading, composed
from creditkit.reasons import Figure
from creditkit.rules import Condition, edge, parse
from creditkit.rules import Kind as FieldKind
from creditkit.rules._tokens import CHARACTERS

#: Whole numbers of a policy: days, counts, decimals.
LARGEST = 1_000_000
#: The word for a limit that limits nothing.
UNLIMITED = "unlimited"
#: What texts for people may come in.
LANGUAGES = ("en", "zh")


class Kind(Protocol):
    """One kind of value."""

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """The value read, or BAD with its problems noted."""
        ...

    def write(self, value: Any) -> Any:
        """The value as a file holds it."""
        ...

    def canon(self, value: Any) -> Json:
        """The value in canonical form."""
        ...

    @property
    def said(self) -> str:
        """What the reference calls it."""
        ...


@attrs.frozen
class Whole:
    """A whole number."""

    least: int = 0
    most: int = LARGEST
    said: str = "whole number"

    def take(self, value: object, path: str, reading: Reading) -> int | Bad:
        """An int; a flag is none."""
        if type(value) is int and self.least <= value <= self.most:
            return value
        return reading.wrong(path, value, f"a whole number from {self.least} to {self.most}")

    def write(self, value: int) -> int:
        """As it is."""
        return value

    def canon(self, value: int) -> int:
        """As it is."""
        return value


@attrs.frozen
class Number:
    """An exact number: points, edges, shares."""

    least: Decimal | None = None
    most: Decimal | None = None
    said: str = "number"

    def take(self, value: object, path: str, reading: Reading) -> Decimal | Bad:
        """An int or a Decimal of at most 15 digits."""
        if type(value) is not int and not isinstance(value, Decimal):
            return reading.wrong(path, value, self._accepted())
        try:
            number = edge(value, path)
        except InvalidInput as error:
            return reading.wrong(path, value, error.accepted)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            return reading.wrong(path, value, self._accepted())
        return number

    def _accepted(self) -> str:
        low = "" if self.least is None else f" from {self.least}"
        high = "" if self.most is None else f" to {self.most}"
        return f"a number without quotes{low}{high}"

    def write(self, value: Decimal) -> int | Decimal:
        """Whole numbers as such."""
        text = numeral(value)
        return Decimal(text) if "." in text else int(text)

    def canon(self, value: Decimal) -> str:
        """Plain digits without spare zeros."""
        return numeral(value)


#: A share of something.
SHARE = Number(Decimal(0), Decimal(1), "share, 0 to 1")


@attrs.frozen
class Amount:
    """Money in the policy's currency."""

    unlimited: bool = False

    @property
    def said(self) -> str:
        """With the word, where it is taken."""
        return f'amount or "{UNLIMITED}"' if self.unlimited else "amount"

    def take(self, value: object, path: str, reading: Reading) -> Money | str | Bad:
        """A whole number, a decimal, or either as text."""
        if self.unlimited and value == UNLIMITED:
            return UNLIMITED
        if type(value) is not int and not isinstance(value, (Decimal, str)):
            return reading.wrong(path, value, "an amount, such as '1234.50'")
        try:
            amount = Money(value, reading.currency)
        except InvalidInput as error:
            return reading.wrong(path, value, f"an amount: {error.accepted}")
        except AmountTooLarge:
            return reading.wrong(path, value, "an amount below 2**63 minor units")
        if amount.minor < 0:
            return reading.wrong(path, value, "an amount of zero or more")
        return amount

    def write(self, value: Money | str) -> str:
        """Text in major units."""
        return value if isinstance(value, str) else numeral(value.amount)

    def canon(self, value: Money | str) -> str:
        """Plain digits without spare zeros; the currency stands once, at the top."""
        return self.write(value)


@attrs.frozen
class Text:
    """A text that is not empty, or one of several words."""

    choices: tuple[str, ...] = ()
    empty: bool = False

    @property
    def said(self) -> str:
        """The words, where they are given."""
        return ", ".join(f'"{word}"' for word in self.choices) or "text"

    def take(self, value: object, path: str, reading: Reading) -> str | Bad:
        """A text in Unicode's form C."""
        if not isinstance(value, str) or not (value or self.empty) or not _encodes(value):
            accepted = f"one of: {', '.join(self.choices)}" if self.choices else self._any()
            return reading.wrong(path, value, accepted)
        text = composed(value)
        if self.choices and text not in self.choices:
            return reading.problems.unlisted(path, "policy_choice_unknown", text, self.choices)
        return text

    def _any(self) -> str:
        return "a text" if self.empty else "a text that is not empty"

    def write(self, value: str) -> str:
        """As it is."""
        return value

    def canon(self, value: str) -> str:
        """In form C, wherever it came from."""
        return composed(value)


def _near(error: InvalidInput, reading: Reading) -> dict[str, Figure]:
    """The nearest field, where a name that is none is what is wrong."""
    if error.accepted == "a declared field" and isinstance(error.given, str):
        return {"near": reading.problems.nearest(error.given, reading.fields)}
    return {}


@attrs.frozen
class Fact:
    """The name of a declared field of certain kinds."""

    kinds: tuple[FieldKind, ...] = ()
    said: str = "field"

    def take(self, value: object, path: str, reading: Reading) -> str | Bad:
        """A name that is declared; where its declaration is at fault, that has been said already."""
        name = Text().take(value, path, reading)
        if isinstance(name, Bad) or name in reading.unread:
            return name
        if name not in reading.fields:
            fit = [field.name for field in reading.fields.values() if not self.kinds or field.kind in self.kinds]
            near = reading.problems.nearest(name, fit)
            return reading.problems.add(path, "policy_field_unknown", given=name, near=near)
        kind = reading.fields[name].kind
        if self.kinds and kind not in self.kinds:
            return reading.wrong(path, f"{name} ({kind.value})", f"a field of {', '.join(k.value for k in self.kinds)}")
        return name

    def write(self, value: str) -> str:
        """As it is."""
        return value

    def canon(self, value: str) -> str:
        """As it is: names of fields are identifiers."""
        return composed(value)


@attrs.frozen
class Words:
    """What is said for people: one text, or a text a language."""

    said: str = "text or { en, zh }"

    def take(self, value: object, path: str, reading: Reading) -> dict[str, str] | Bad:
        """A text by language; one text serves all."""
        if not isinstance(value, (dict, str)):
            return reading.wrong(path, value, 'a text, or a text a language: { en = "…", zh = "…" }')
        if isinstance(value, str):
            words = Text(empty=True).take(value, path, reading)
            return words if isinstance(words, Bad) else dict.fromkeys(LANGUAGES, words)
        found: dict[str, str | Bad] = {}
        for language, given in value.items():
            at = under(path, language)
            if language not in LANGUAGES:
                found[language] = reading.problems.unlisted(at, "policy_key_unknown", language, LANGUAGES)
            else:
                found[language] = Text(empty=True).take(given, at, reading)
        return BAD if any(isinstance(words, Bad) for words in found.values()) else found  # type: ignore[return-value]

    def write(self, value: Mapping[str, str]) -> Any:
        """One text where all languages say the same."""
        same = len(set(value.values())) == 1 and len(value) == len(LANGUAGES)
        return value[LANGUAGES[0]] if same else {one: value[one] for one in LANGUAGES if one in value}

    def canon(self, value: Mapping[str, str]) -> dict[str, Json]:
        """Never asked for: prose decides nothing."""
        return dict(value)


def _encodes(text: str) -> bool:
    """Whether a text has a meaning in UTF-8: half a surrogate pair has none."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


@attrs.frozen
class Flag:
    """True or false."""

    said: str = "true, false"

    def take(self, value: object, path: str, reading: Reading) -> bool | Bad:
        """A flag, and nothing that only counts as one."""
        return value if isinstance(value, bool) else reading.wrong(path, value, "true or false")

    def write(self, value: bool) -> bool:
        """As it is."""
        return value

    def canon(self, value: bool) -> bool:
        """As it is."""
        return value


@attrs.frozen
class Day:
    """A calendar day."""

    said: str = "day"

    def take(self, value: object, path: str, reading: Reading) -> date | Bad:
        """A day of TOML, or ``"2026-01-01"`` as text."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        return day if day and day.isoformat() == value else reading.wrong(path, value, "a day, such as 2026-01-01")

    def write(self, value: date) -> date:
        """As it is; JSON has no days and gets text."""
        return value

    def canon(self, value: date) -> str:
        """ISO 8601."""
        return value.isoformat()


@attrs.frozen
class When:
    """The text of a condition."""

    said: str = "condition"

    def take(self, value: object, path: str, reading: Reading) -> Condition | Bad:
        """A condition over the declared fields."""
        if not isinstance(value, str) or not _encodes(value):
            return reading.wrong(path, value, "the text of a condition")
        try:
            condition = parse(composed(value), reading.fields, path)
        except InvalidInput as error:
            return (
                BAD if error.given in reading.unread else reading.problems.refused("", error, **_near(error, reading))
            )
        if len(self.canon(condition)) > CHARACTERS:
            return reading.wrong(path, value, f"at most {CHARACTERS} characters, written without chains")
        return condition

    def write(self, value: Condition) -> str:
        """In its canonical text."""
        return self.canon(value)

    def canon(self, value: Condition) -> str:
        """No more parentheses and zeros than it needs."""
        return condition_text(value)
