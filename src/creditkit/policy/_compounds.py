"""Lists, pairs, choices between tables, tables whose keys the user names, and plug-ins."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from creditkit.canonical import Json, numeral
from creditkit.errors import InvalidInput
from creditkit.policy._kinds import Kind, Text
from creditkit.policy._problems import Bad, under
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Make, Shape, lean
from creditkit.rules import edge


@attrs.frozen
class Many:
    """A list of values of one kind.

    Args:
        of: the kind.
        least: how many there have to be.
        known_by: the key by which a reader of differences tells its tables apart.
    """

    of: Kind
    least: int = 0
    known_by: str | None = None

    @property
    def said(self) -> str:
        """List of what."""
        return "list of tables" if isinstance(self.of, (Shape, Tagged)) else f"list of {self.of.said}"

    def take(self, value: object, path: str, reading: Reading) -> list[Any] | Bad:
        """Each element under its place."""
        if not isinstance(value, list):
            return reading.wrong(
                path, value, self._list(path) if isinstance(value, dict) else f"a list: [{self.of.said}, …]"
            )
        if len(value) < self.least:
            return reading.wrong(path, value, f"a list of at least {self.least}")
        return [self.of.take(one, f"{path}[{i}]", reading) for i, one in enumerate(value)]

    def _list(self, path: str) -> str:
        """What is said to who wrote a table: in TOML that is mostly ``[checks]`` for ``[[checks]]``."""
        return f"a list of tables: [[{path}]] for each" if isinstance(self.of, (Shape, Tagged)) else self.said

    def write(self, value: list[Any]) -> list[Any]:
        """Each element."""
        return [self.of.write(one) for one in value]

    def lean(self, written: list[Any]) -> list[Any]:
        """Each element."""
        return [lean(self.of, one) for one in written]

    def canon(self, value: list[Any]) -> list[Json]:
        """Each element, in order."""
        return [self.of.canon(one) for one in value]


@attrs.frozen
class Tuple:
    """A list of a fixed number of values, each of its own kind: ``["A", 85]``."""

    parts: tuple[Kind, ...]

    @property
    def said(self) -> str:
        """What stands where."""
        return f"[{', '.join(part.said for part in self.parts)}]"

    def take(self, value: object, path: str, reading: Reading) -> list[Any] | Bad:
        """Each value by its place."""
        if not isinstance(value, list) or len(value) != len(self.parts):
            return reading.wrong(path, value, f"a list of {len(self.parts)}: {self.said}")
        pairs = enumerate(zip(self.parts, value, strict=True))
        return [part.take(one, f"{path}[{i}]", reading) for i, (part, one) in pairs]

    def write(self, value: list[Any]) -> list[Any]:
        """Each value."""
        return [part.write(one) for part, one in zip(self.parts, value, strict=True)]

    def canon(self, value: list[Any]) -> list[Json]:
        """Each value."""
        return [part.canon(one) for part, one in zip(self.parts, value, strict=True)]


@attrs.frozen
class WordOr:
    """One of a few words, or a table."""

    words: tuple[str, ...]
    shape: Shape

    @property
    def said(self) -> str:
        """The words, then the table's keys."""
        inside = ", ".join(self.shape.names)
        return f"{Text(self.words).said} or {{ {inside} }}"

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """The word, or the table read."""
        if isinstance(value, dict):
            return self.shape.take(value, path, reading)
        if not isinstance(value, str):
            return reading.wrong(path, value, self.said)
        return Text(self.words).take(value, path, reading)

    def write(self, value: Any) -> Any:
        """As it came."""
        return value if isinstance(value, str) else self.shape.write(value)

    def lean(self, written: Any) -> Any:
        """As it came."""
        return written if isinstance(written, str) else self.shape.lean(written)

    def canon(self, value: Any) -> Json:
        """As it came."""
        return value if isinstance(value, str) else self.shape.canon(value)


@attrs.frozen
class Named:
    """A table whose keys are names that the user gives, each with a table of one shape.

    In canonical form it is a list of tables with a ``name``: what a user names is no key there.
    """

    of: Shape

    @property
    def said(self) -> str:
        """Tables by name."""
        return "tables by name"

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """Each table under its name."""
        if not isinstance(value, dict):
            return reading.wrong(path, value, "a table of tables by name")
        found = {}
        for given, table in value.items():
            name = Text().take(given, path, reading)
            if not isinstance(name, Bad) and name in found:
                reading.problems.add(under(path, name), "policy_name_twice", given=name)
            found[name] = self.of.take(table, under(path, given), reading)
        return found

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """By name."""
        return {name: self.of.write(table) for name, table in value.items()}

    def lean(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """By name."""
        return {name: self.of.lean(table) for name, table in written.items()}

    def canon(self, value: Mapping[str, Any]) -> list[Json]:
        """A list, sorted by name: their order decides nothing."""
        return [{"name": name, **self.of.canon(value[name])} for name in sorted(value)]


#: What a plug-in is written as.
PLUGIN_KEYS = ("use", "version", "with")


@attrs.frozen
class Parameters:
    """Parameters of a plug-in: whole numbers, decimals, texts, flags and lists of these, as they are."""

    said: str = "table"

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """Every value as plain as it came."""
        if not isinstance(value, dict):
            return reading.wrong(path, value, "a table of parameters")
        return {name: _parameter(one, under(path, name), reading) for name, one in value.items()}

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Lists for tuples."""
        return {name: _listed(one) for name, one in value.items()}

    def canon(self, value: Mapping[str, Any]) -> list[Json]:
        """Pairs sorted by name. A decimal is told from a text: ``1.0`` is not ``"1"`` to a plug-in."""
        return [[Text().canon(name), _told(value[name])] for name in sorted(value)]


def _parameter(value: object, path: str, reading: Reading) -> Any:
    if isinstance(value, list):
        return tuple(_parameter(one, f"{path}[{i}]", reading) for i, one in enumerate(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return Text(empty=True).take(value, path, reading)
    if isinstance(value, Decimal) or type(value) is int:
        try:
            edge(value, path)
        except InvalidInput as error:
            return reading.wrong(path, value, error.accepted)
        return value
    return reading.wrong(path, value, "a number, a text, a flag, or a list of these")


def _listed(value: Any) -> Any:
    return [_listed(one) for one in value] if isinstance(value, (tuple, list)) else value


def _told(value: Any) -> Json:
    if isinstance(value, (tuple, list)):
        return [_told(one) for one in value]
    if isinstance(value, Decimal):
        return {"decimal": numeral(value)}
    if type(value) is int:
        return {"integer": str(value)}
    return Text().canon(value) if isinstance(value, str) else value


PLUGIN = Shape(
    (Key("use", Text(), REQUIRED), Key("version", Text(), REQUIRED), Key("with", Parameters(), {})), "plug-in"
)


@attrs.frozen
class OrPlugin:
    """A table of our own shape, or one that names a plug-in with ``use``, of which ``make`` makes the part."""

    shape: Shape
    make: Make

    @property
    def said(self) -> str:
        """Our own table."""
        return self.shape.said

    def of(self, value: object) -> Shape:
        """The shape that a table has."""
        return PLUGIN if isinstance(value, Mapping) and "use" in value else self.shape

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """The table read as what it is."""
        shape = self.of(value)
        read = shape.take(value, path, reading)
        return self.make(read, path, reading) if shape is PLUGIN and not isinstance(read, Bad) else read

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """As what it is."""
        return self.of(value).write(value)

    def lean(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """As what it is."""
        return self.of(written).lean(written)

    def canon(self, value: Mapping[str, Any]) -> dict[str, Json]:
        """As what it is."""
        return self.of(value).canon(value)


@attrs.frozen
class Tagged:
    """A table of one of several shapes; its key ``type`` says which.

    Args:
        shapes: by type.
        make: makes a part of a plug-in, where ``use`` may stand in place of ``type``.
    """

    shapes: Mapping[str, Shape]
    make: Make | None = None

    @property
    def said(self) -> str:
        """Table by type."""
        return "table"

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """The table with its type, read in the shape of that type."""
        if not isinstance(value, dict):
            return reading.wrong(path, value, "a table with type")
        if self.make is not None and "use" in value:
            return self.make(PLUGIN.take(value, path, reading), path, reading)
        if "type" not in value:
            accepted = ", ".join(self.shapes)
            return reading.problems.add(under(path, "type"), "policy_key_missing", given="type", accepted=accepted)
        name = Text(tuple(self.shapes)).take(value["type"], under(path, "type"), reading)
        if isinstance(name, Bad):
            return name
        rest = {key: given for key, given in value.items() if key != "type"}
        read = self.shapes[name].take(rest, path, reading)
        return {"type": name, **read} if isinstance(read, dict) else read

    def of(self, value: Mapping[str, Any]) -> Shape:
        """The shape that a table has."""
        return PLUGIN if "use" in value else self.shapes[value["type"]]

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The type first."""
        written = self.of(value).write(value)
        return written if "use" in value else {"type": value["type"], **written}

    def lean(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The type first."""
        found = self.of(written).lean(written)
        return found if "use" in written else {"type": written["type"], **found}

    def canon(self, value: Mapping[str, Any]) -> dict[str, Json]:
        """The type is a key like others."""
        canon = self.of(value).canon(value)
        return canon if "use" in value else {"type": value["type"], **canon}
