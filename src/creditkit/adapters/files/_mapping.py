"""Mapping files: TOML that says how each input is written.

A table an input (``[invoices]``) holds the keys of :class:`InputMapping`; the same keys at the
top level, save for those about single columns, are defaults for every input. Reading is
strict and reports all problems at once: a mapping is written once and by hand, and a key that
was silently ignored is found a month later in the figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import attrs

from creditkit.adapters.files._columns import constant_flaw
from creditkit.adapters.files._spelling import InputMapping, clashes, did_you_mean
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.facts._schema import TABLES, Field, Table

__all__ = ["INPUTS", "RATES", "InputMapping", "MappingError", "parse_mapping"]

#: Exchange rates are no table of facts, but come as a file like them: one base unit is ``rate`` of quote.
RATES = Table(
    "rates",
    (
        Field("on", "date", required=True),
        Field("base", "currency", required=True),
        Field("quote", "currency", required=True),
        Field("rate", "number", required=True),
    ),
    ("on", "base", "quote"),
)

#: The inputs that a mapping file may speak of, and the table that each is read into.
INPUTS: Mapping[str, Table] = MappingProxyType({**TABLES, "rates": RATES})

_ATTRIBUTES = attrs.fields_dict(InputMapping)
_TEXTS = ("date_format", "decimal", "thousands", "sign", "encoding", "delimiter")
_WORDS = ("true", "false", "empty")
_PER_INPUT = ("columns", "constants", "choices")
_CANONICAL = InputMapping()

T = TypeVar("T")
Words: TypeAlias = "tuple[str, ...]"


class MappingError(CreditkitError, ValueError):
    """A mapping file with all its problems.

    Args:
        source: what was read, as the message names it.
        problems: one for each, with its path (``invoices.columns.due_dat``).
    """

    def __init__(self, source: str, problems: Sequence[InvalidInput]) -> None:
        super().__init__(source, tuple(problems))
        self.source = source
        self.problems = tuple(problems)

    def __str__(self) -> str:
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n  ".join([f"{self.source}: {count}", *map(str, self.problems)])


def parse_mapping(text: str, source: str = "mapping") -> Mapping[str, InputMapping]:
    """How every input is written, by the input's name; inputs that the text leaves out have the defaults.

    Args:
        text: TOML.
        source: what the text is called in messages.

    Raises:
        MappingError: not TOML, or anything in it that is not understood; all problems at once.

    >>> mapping = parse_mapping('''
    ... decimal = ","
    ... [invoices]
    ... date_format = "%d.%m.%Y"
    ... columns = {invoice_id = "Belegnummer", due_on = "Fällig am"}
    ... constants = {currency = "EUR"}
    ... ''')
    >>> mapping["invoices"].date_format, mapping["parties"].date_format, mapping["parties"].decimal
    ('%d.%m.%Y', '%Y-%m-%d', ',')
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(source, [InvalidInput("file", str(error), "TOML")]) from None
    reader = _Reader()
    mappings = reader.file(tree)
    if reader.problems:
        raise MappingError(source, reader.problems)
    return MappingProxyType(mappings)


class _Reader:
    """Reads what it can and keeps every problem it meets."""

    def __init__(self) -> None:
        self.problems: list[InvalidInput] = []

    @contextmanager
    def noting(self, prefix: str = "") -> Iterator[None]:
        """Turns a raised InvalidInput into a noted problem."""
        try:
            yield
        except InvalidInput as problem:
            self.problems.append(problem.under(prefix) if prefix else problem)

    def unknown(self, path: str, name: str, accepted: Sequence[str]) -> None:
        """Notes a name that is none of those accepted."""
        remedy = did_you_mean(name, accepted)
        self.problems.append(InvalidInput(path, name, ", ".join(accepted), remedy))

    def file(self, tree: Mapping[str, object]) -> dict[str, InputMapping]:
        """The whole file."""
        keys = (*_TEXTS, *_WORDS)
        defaults = self.defaults({key: tree[key] for key in keys if key in tree})
        for key in tree:
            if key in _PER_INPUT:
                accepted, remedy = "inside the table of an input", f"write [invoices.{key}]"
                self.problems.append(InvalidInput(key, "a table at the top level", accepted, remedy))
            elif key not in keys and key not in INPUTS:
                self.unknown(key, key, (*INPUTS, *keys))
        given = {name: self.table(tree[name], name) if name in tree else {} for name in INPUTS}
        return {name: self.input(table, INPUTS[name], defaults) for name, table in given.items()}

    def defaults(self, given: Mapping[str, object]) -> dict[str, Any]:
        """The keys at the top level; what contradicts itself there is said once, not once an input."""
        found = self.spellings(given, "")
        problems = clashes({}, {}, {}, *_pairs(found))
        self.problems += problems
        return {} if problems else found

    def table(self, value: object, path: str) -> Mapping[str, object]:
        """The value if it is a table; otherwise a problem, and an empty one."""
        if isinstance(value, dict):
            return value
        self.problems.append(InvalidInput(path, value, "a table", f"write [{path}]"))
        return {}

    def input(self, given: Mapping[str, object], table: Table, defaults: Mapping[str, Any]) -> InputMapping:
        """One input: its own keys over the defaults."""
        name, keys = table.name, (*_TEXTS, *_WORDS, *_PER_INPUT)
        for key in given:
            if key not in keys:
                self.unknown(f"{name}.{key}", key, keys)
        plain = {**defaults, **self.spellings({k: v for k, v in given.items() if k not in _PER_INPUT}, name)}
        columns = self.entries(given, "columns", table, _column)
        constants = self.entries(given, "constants", table, _constant)
        choices = self.entries(given, "choices", table, self.choice)
        found = clashes(columns, constants, choices, *_pairs(plain))
        self.problems += [problem.under(name) for problem in found]
        if found:
            return _CANONICAL
        mapping = InputMapping(columns=columns, constants=constants, choices=choices, **plain)
        for field in table.fields:
            flaw = constant_flaw(field, constants[field.name], mapping) if field.name in constants else None
            self.problems += [flaw.under(name)] if flaw else []
        return mapping

    def spellings(self, given: Mapping[str, object], prefix: str) -> dict[str, Any]:
        """The keys that hold one text or a list of words."""
        found: dict[str, Any] = {}
        for key, value in given.items():
            with self.noting(prefix):
                if key in _WORDS:
                    found[key] = _words(value, key)
                elif key in _TEXTS:
                    found[key] = _checked(key, _text(value, key))
        return found

    def entries(
        self, given: Mapping[str, object], key: str, table: Table, read: Callable[[object, Field, str], T]
    ) -> dict[str, T]:
        """A sub-table whose keys are columns; they come back under the fields' own names."""
        found: dict[str, T] = {}
        at = f"{table.name}.{key}"
        for name, value in self.table(given.get(key, {}), at).items():
            field = table.field(name)
            if field is None:
                self.unknown(f"{at}.{name}", name, [n for f in table.fields for n in (f.name, *f.aliases)])
                continue
            with self.noting():
                if field.name in found:
                    raise InvalidInput(f"{at}.{name}", value, f"{field.name} once: the two are one column")
                found[field.name] = read(value, field, f"{at}.{name}")
        return found

    def choice(self, value: object, field: Field, path: str) -> Mapping[str, tuple[str, ...]]:
        """A column's choices, each with the file's words for it."""
        if field.kind != "choice":
            raise InvalidInput(path, field.name, "a column of choices, such as kind or status")
        if not isinstance(value, dict):
            remedy = f'write {{{field.choices[0]} = ["…"]}}'
            raise InvalidInput(path, value, "each choice with the file's words for it", remedy)
        found = {}
        for choice, words in value.items():
            if choice not in field.choices:
                self.unknown(f"{path}.{choice}", choice, field.choices)
            with self.noting():
                found[choice] = _words(words, f"{path}.{choice}")
        return found


def _pairs(
    plain: Mapping[str, Any],
) -> tuple[tuple[str, str | None], tuple[tuple[str, ...], tuple[str, ...]]]:
    """The two marks and the two sets of words, canonical where they are not given."""
    decimal, thousands, true, false = (
        plain.get(key, getattr(_CANONICAL, key)) for key in ("decimal", "thousands", "true", "false")
    )
    return (decimal, thousands), (true, false)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(path, value, "text in quotes")
    return value


def _checked(key: str, text: str) -> str | None:
    """The text if InputMapping would take it; no mark for thousands is written ``""``."""
    if key == "thousands" and not text:
        return None
    attribute = _ATTRIBUTES[key]
    if attribute.validator is not None:
        attribute.validator(None, attribute, text)
    return text


def _words(value: object, path: str) -> tuple[str, ...]:
    given: list[object] = value if isinstance(value, list) else [value]
    words = tuple(word.strip() for word in given if isinstance(word, str) and word.strip())
    if not words or len(words) < len(given):
        raise InvalidInput(path, value, 'a list of words, such as ["Ja", "J"]')
    return words


def _column(value: object, _: Field, path: str) -> str:
    name = _text(value, path).strip()
    if not name:
        raise InvalidInput(path, value, "a name in the file's header", "remove the line if there is no such column")
    return name


def _constant(value: object, _: Field, path: str) -> str:
    if isinstance(value, str) or type(value) is int:
        return str(value)
    remedy = "write it in quotes, as a cell of the file would read"
    raise InvalidInput(path, value, "text, or a whole number", remedy)
