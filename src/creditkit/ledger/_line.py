"""One event as a line of canonical JSON, and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from creditkit.canonical import LARGEST_INTEGER, canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import commit_of, header_of, ids_text, leaf_of, moment_text, texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._merkle import HASH
from creditkit.ledger._moments import utc
from creditkit.ledger._stored import Row, Stored

_LINE = {"header": dict, "leaf": str, "payload": (dict, type(None)), "salt": (str, type(None))}
_TEXT, _TEXT_OR_NULL = str, (str, type(None))
_HEADER = {
    "causes": list, "commit": _TEXT, "effect": dict, "id": _TEXT, "ledger": _TEXT, "policy": _TEXT_OR_NULL, "pos": int,
    "prev": _TEXT_OR_NULL, "recorded_at": _TEXT, "seq": int, "stream": _TEXT, "type": _TEXT, "valid_from": _TEXT,
    "valid_to": _TEXT_OR_NULL,
}  # fmt: skip
_NAMES: dict[object, str] = {
    str: "text", int: "a whole number", dict: "an object", list: "a list", _TEXT_OR_NULL: "text or null",
    (dict, type(None)): "an object or null",
}  # fmt: skip


def to_line(stored: Stored) -> str:
    """An event as one line, without a newline at its end.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry("late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3))
    >>> [receipt] = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> to_line(receipt.stored)
    '{"header":{"causes":[],"commit":"..."...},"leaf":"...","payload":{},"salt":"..."}'
    """
    row = stored.row
    payload = "null" if row.payload is None else row.payload
    salt = "null" if row.salt is None else f'"{row.salt.hex()}"'
    return f'{{"header":{header_of(row).decode()},"leaf":"{row.leaf.hex()}","payload":{payload},"salt":{salt}}}'


def from_line(line: str) -> Stored:
    """An event from its line, verified as far as one event can be: form, leaf, payload.

    Where it stands in its ledger is shown by a proof. A newline at the end is passed over.

    Raises:
        InvalidInput: the line is not as :func:`to_line` writes it, or does not verify, by its path (``leaf``).

    >>> from_line('{"header": {}}')
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: line: ['header'] given; accepted: an object with the keys header, leaf, payload, salt
    """
    try:
        row = read(line)
        verify(row)
    except InvalidInput as error:
        raise (error if error.path else error.under("line")) from None
    return Stored(row)


def read(line: str) -> Row:
    """The row of a line in the form in which lines are written."""
    row = _row(_parsed(line))
    if to_line(Stored(row)) != line.removesuffix("\n"):
        if line.endswith(("\r", "\r\n")):
            raise InvalidInput(
                "", line[-2:], "a line that ends in \\n alone", "keep the line ends when a file is copied"
            )
        raise InvalidInput("", line, "canonical JSON: keys sorted, no spaces, nothing escaped that need not be")
    return row


def verify(row: Row) -> None:
    """Raises of a row that is not whole in itself."""
    if row.salt is not None and row.payload is not None and commit_of(row.salt, row.payload) != row.commit:
        raise InvalidInput("payload", row.payload, "the payload that the header's commit is of")
    if leaf_of(row) != row.leaf:
        raise InvalidInput("leaf", row.leaf.hex(), "the hash of the header")


def _parsed(line: object) -> dict[str, Any]:
    """The values of a line that has all keys, in texts that canonical JSON takes."""
    try:
        value = json.loads(line) if isinstance(line, str) else None
    except (ValueError, RecursionError):
        value = None
    if isinstance(line, str) and line.startswith("\ufeff"):
        raise InvalidInput("", line[:1], "a line without a byte order mark", "write the file in UTF-8 without one")
    if not isinstance(value, dict):
        raise InvalidInput("", line, "an object in JSON")
    _has("", value, _LINE)
    _has("header", value["header"], _HEADER)
    if not str(line).isascii() or "\\u" in str(line):
        _in_form(value)
    return value


def _in_form(value: dict[str, Any]) -> None:
    """Raises of text that canonical JSON does not take; ASCII text always is in its form."""
    try:
        canonical(value)
    except InvalidInput as error:
        raise InvalidInput(error.path.removeprefix("value."), error.given, error.accepted, error.remedy) from None


def _has(path: str, value: dict[str, Any], kinds: dict[str, Any]) -> None:
    """Raises of an object that lacks a key, has one too many, or another kind of value."""
    if value.keys() != kinds.keys():
        raise InvalidInput(path, sorted(value), f"an object with the keys {', '.join(kinds)}")
    for key, kind in kinds.items():
        if not isinstance(value[key], kind) or isinstance(value[key], bool):
            raise InvalidInput(f"{path}.{key}".removeprefix("."), value[key], _NAMES[kind])


def _row(line: dict[str, Any]) -> Row:
    """The row of a line, its entry and its times such as a ledger records."""
    header, payload, salt = line["header"], line["payload"], line["salt"]
    if (payload is None) != (salt is None):
        raise InvalidInput("salt", salt, "null where the payload is null, and only there")
    for name in ("pos", "seq"):
        if not 0 <= header[name] <= LARGEST_INTEGER:
            raise InvalidInput(f"header.{name}", header[name], "a whole number from 0, below 2**53")
    row = Row(
        header["ledger"], header["pos"], header["stream"], header["seq"], header["id"], header["type"],
        header["valid_from"], header["valid_to"], header["recorded_at"], _texts(header["effect"], "header.effect"),
        header["policy"], _ids(header["causes"]),
        None if header["prev"] is None else _hash(header["prev"], "header.prev"),
        _hash(header["commit"], "header.commit"), _hash(line["leaf"], "leaf"),
        None if salt is None else _bytes(salt, "salt"), None if payload is None else _texts(payload, "payload"),
    )  # fmt: skip
    _is_time(row.recorded_at)
    _is_entry(header, payload)
    return row


def _is_time(text: str) -> None:
    """Raises of a time that no ledger writes."""
    try:
        written = moment_text(utc("header.recorded_at", datetime.fromisoformat(text)))
    except ValueError:
        written = None
    if written != text:
        raise InvalidInput("header.recorded_at", text, "a time such as 2026-03-01T08:30:00.000000Z")


def _is_entry(header: dict[str, Any], payload: dict[str, str] | None) -> None:
    """Raises of what no caller could have recorded."""
    figures = dict(header["effect"])
    start = _day(header["valid_from"], "header.valid_from")
    end = None if header["valid_to"] is None else _day(header["valid_to"], "header.valid_to")
    try:
        Entry(
            header["id"], header["stream"], header["type"],
            points=figures.pop("points", None), repairs=figures.pop("repairs", None),
            reverses=figures.pop("reverses", None), effect=figures,
            valid_from=start, valid_to=end, causes=header["causes"], policy=header["policy"], payload=payload,
        )  # fmt: skip
    except InvalidInput as error:
        raise (error if error.path.startswith("payload") else error.under("header")) from None


def _day(text: str, path: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise InvalidInput(path, text, "a day such as 2026-03-01")
    return day


def _texts(values: dict[str, Any], path: str) -> str:
    for key, value in values.items():
        if not isinstance(value, str):
            raise InvalidInput(f"{path}.{key}", value, "text")
    return texts_text(values)


def _ids(values: list[Any]) -> str:
    for i, value in enumerate(values):
        if not isinstance(value, str):
            raise InvalidInput(f"header.causes[{i}]", value, "text")
    return ids_text(values)


def _bytes(text: str, path: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InvalidInput(path, text, "hexadecimal digits") from None


def _hash(text: str, path: str) -> bytes:
    value = _bytes(text, path)
    if len(value) != HASH:
        raise InvalidInput(path, text, f"{2 * HASH} hexadecimal digits")
    return value
