"""Which cell of a record goes where: the header of a file against a table's fields and a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

import attrs

from creditkit.adapters.files._names import file_name
from creditkit.adapters.files._spelling import InputMapping, did_you_mean, nearest
from creditkit.errors import InvalidInput
from creditkit.facts._schema import Field, Table

T = TypeVar("T")
_REMEDY = "rename or remove one of the columns"


@attrs.frozen
class Layout:
    """Where a table's fields stand in a file.

    Args:
        header: the names in the file, in order; a nameless one is called ``column 9``.
        places: each field that has a column, with its position.
        constants: each field that has the same text in every row.
        unused: positions that no field takes.
    """

    header: tuple[str, ...]
    places: tuple[tuple[Field, int], ...]
    constants: tuple[tuple[Field, str], ...]
    unused: tuple[int, ...]


def lay_out(names: Sequence[str], table: Table, mapping: InputMapping, source: str) -> Layout:
    """Matches a header with a table.

    Raises:
        InvalidInput: a name stands twice, under its own name and an alias, or is not there though
            the table requires it or the mapping names it; or the mapping is about another table.
    """
    header = tuple(name.strip() or f"column {i}" for i, name in enumerate(names, 1))
    position = {name: i for i, name in enumerate(header)}
    if len(position) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise InvalidInput(f"{source}: header", twice, "each name once", _REMEDY)
    renamed = _by_field(mapping.columns, table, "columns")
    constants = _by_field(mapping.constants, table, "constants")
    _by_field(mapping.choices, table, "choices")
    places = []
    for field in table.fields:
        name = None if field.name in constants else _name_in(header, field, renamed.get(field.name), source)
        if name is not None:
            places.append((field, position[name]))
    _require(table, {field.name for field, _ in places} | constants.keys(), header, source)
    taken = {place for _, place in places}
    fixed = tuple((field, constants[field.name]) for field in table.fields if field.name in constants)
    return Layout(header, tuple(places), fixed, tuple(i for i in range(len(header)) if i not in taken))


def spellings(field: Field) -> str:
    """The names under which a field may come, in words.

    >>> spellings(Field("value_on", "date", aliases=("allocated_on",)))
    'value_on (or allocated_on)'
    """
    return f"{field.name} (or {', '.join(field.aliases)})" if field.aliases else field.name


def _by_field(given: Mapping[str, T], table: Table, path: str) -> dict[str, T]:
    """The same entries under the fields' own names, where aliases stood for some."""
    found: dict[str, T] = {}
    for name, value in given.items():
        field = table.field(name)
        if field is None:
            names = [field.name for field in table.fields]
            raise InvalidInput(f"{path}.{name}", name, f"a column of {table.name}", did_you_mean(name, names))
        if field.name in found:
            raise InvalidInput(f"{path}.{name}", name, f"one of {spellings(field)}, not both")
        found[field.name] = value
    return found


def _name_in(header: tuple[str, ...], field: Field, renamed: str | None, source: str) -> str | None:
    """The name under which the file has the field; None where it has not."""
    if renamed is not None:
        if renamed not in header:
            path, accepted = f"{source}: columns.{field.name}", f"a column of the file: {', '.join(header)}"
            raise InvalidInput(path, renamed, accepted, did_you_mean(renamed, header))
        return renamed
    found = [name for name in (field.name, *field.aliases) if name in header]
    if len(found) > 1:
        accepted = f"one of {spellings(field)}, not both"
        raise InvalidInput(f"{source}: header", " and ".join(found), accepted, _REMEDY)
    return found[0] if found else None


def _require(table: Table, present: AbstractSet[str], header: tuple[str, ...], source: str) -> None:
    absent = [field for field in table.fields if field.name in table.required and field.name not in present]
    if not absent:
        return
    close = [(field, nearest(field.name, header)) for field in absent]
    seen = ", ".join(f"{name!r} for {file_name(table.name, f.name)}" for f, name in close if name is not None)
    remedy = "name the columns in a mapping file"
    raise InvalidInput(
        f"{source}: header",
        ", ".join(header),
        f"a header with {', '.join(file_name(table.name, name) for name in table.required)}; missing: "
        + ", ".join(file_name(table.name, field.name) for field in absent),
        f"{remedy}, perhaps {seen}" if seen else remedy,
    )
