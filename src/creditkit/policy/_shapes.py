"""The tables of a policy: which keys each may hold, and what a key holds.

A shape reads a table, writes it, and brings it into canonical form. So the keys of a section stand once,
and the reader, the writer, the fingerprint and the reference page cannot disagree about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

import attrs

from creditkit.canonical import Json
from creditkit.policy._kinds import Kind, Words
from creditkit.policy._problems import BAD, OFFERED, Bad, under
from creditkit.policy._reading import Reading

#: A key that has to be there.
REQUIRED: Final = "required"

#: Keys that any table may hold. They are for people and decide nothing.
PROSE = ("description", "reference", "source", "unit")
LABEL = "label"
WORDS = Words()

#: What makes a value of the library of what was read at a path. It notes its own problems and returns BAD.
Make: TypeAlias = "Callable[[Any, str, Reading], Any]"


@runtime_checkable
class Lean(Protocol):
    """A kind that holds tables, and so may hold defaults."""

    def lean(self, written: Any) -> Any:
        """The written value without them."""
        ...


@attrs.frozen
class Key:
    """One key of a table.

    Args:
        name: as the file spells it.
        kind: what it holds.
        default: what it means to leave it out; None for "nothing", :data:`REQUIRED` where it may not be left out.
            An empty dictionary stands for a table all of whose keys have their defaults.
        prose: whether it is for people, and stays out of the fingerprint.
        make: makes a value of the library of it, as soon as it is read; later keys may build on that.
    """

    name: str
    kind: Kind
    default: Any = None
    prose: bool = False
    make: Make | None = None


@attrs.frozen
class Shape:
    """A table with these keys.

    Args:
        keys: in the order in which they are read and written.
        said: what the reference calls it.
        make: makes a value of the library of the table.
        bare: leaves of a table what decides, where the keys alone do not tell.
    """

    keys: tuple[Key, ...]
    said: str = "table"
    make: Make | None = None
    bare: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys, without those that any table may hold."""
        return tuple(key.name for key in self.keys)

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """The keys that are there, each read; prose goes to the reading, by the table's path."""
        if not isinstance(value, dict):
            return reading.wrong(path, value, f"a table with {', '.join(self.names)}")
        meant = self._strangers(value, path, reading)
        self._prose(value, path, reading)
        found: dict[str, Any] = {}
        for key in self.keys:
            if key.name in value:
                found[key.name] = self._key(key, value[key.name], under(path, key.name), reading)
            elif key.name in meant:
                found[key.name] = BAD
            elif key.default is REQUIRED:
                found[key.name] = reading.problems.add(under(path, key.name), "policy_key_missing", given=key.name)
        return found if self.make is None else self.make(found, path, reading)

    @staticmethod
    def _key(key: Key, value: object, path: str, reading: Reading) -> Any:
        read = key.kind.take(value, path, reading)
        return read if key.make is None else key.make(read, path, reading)

    def _strangers(self, value: Mapping[str, object], path: str, reading: Reading) -> set[str]:
        """Notes keys that the table does not have; returns the keys that were meant by them."""
        meant = set()
        open_ = [key.name for key in self.keys if key.name not in value]
        for key in value:
            if key in self.names or key in PROSE or key == LABEL:
                continue
            reading.problems.unlisted(under(path, key), "policy_key_unknown", key, self.names)
            if len(reading.problems.found) < OFFERED:
                meant.update(get_close_matches(key, open_, n=1, cutoff=0.5))
        return meant

    def _prose(self, value: Mapping[str, object], path: str, reading: Reading) -> None:
        said = [key for key in (*PROSE, LABEL) if key in value and key not in self.names]
        read = {key: WORDS.take(value[key], under(path, key), reading) for key in said}
        label = read.pop(LABEL, BAD)
        if not isinstance(label, Bad):
            reading.labels[path] = label
        if read:
            reading.prose[path] = {key: given for key, given in read.items() if not isinstance(given, Bad)}

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The keys that are there, in order."""
        return {key.name: key.kind.write(value[key.name]) for key in self.keys if value.get(key.name) is not None}

    def lean(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The table as written, without what says no more than its default; what is said for people stays."""
        found = {key.name: lean(key.kind, written[key.name]) for key in self.keys if key.name in written}
        own = {key.name: found[key.name] for key in self.keys if key.name in found and not self._spare(key, found)}
        return {**own, **{name: said for name, said in written.items() if name not in self.names}}

    @staticmethod
    def _spare(key: Key, found: Mapping[str, Any]) -> bool:
        if key.default is None or key.default is REQUIRED:
            return False
        return bool(found[key.name] == lean(key.kind, key.kind.write(key.default)))

    def canon(self, value: Mapping[str, Any]) -> dict[str, Json]:
        """What decides, without what has its default."""
        return {name: canon for name, canon, default in self.decisive(value) if canon != default}

    def decisive(self, value: Mapping[str, Any]) -> Iterator[tuple[str, Json, Json]]:
        """The keys that decide: name, canonical value, canonical default."""
        there = value if self.bare is None else self.bare(value)
        for key in self.keys:
            given = there.get(key.name)
            if not key.prose:
                default = _default(key)
                yield key.name, default if given is None else key.kind.canon(given), default


def _default(key: Key) -> Json:
    return None if key.default is None or key.default is REQUIRED else key.kind.canon(key.default)


def lean(kind: Kind, written: Any) -> Any:
    """A written value without what says no more than its default."""
    return kind.lean(written) if isinstance(kind, Lean) else written
