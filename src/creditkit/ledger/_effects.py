"""Which effects were read before: thousands of events differ in nothing but the entry that they repair."""

from __future__ import annotations

import json
import re

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import in_quotes, texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._terms import terms_of

_NAMES = ("repairs", "reverses", "redacts")
_REPAIRS = re.compile(r'(?<=[{,])"repairs":')
_MARKS = ('"repairs":"', '"reverses":"')
#: Shapes that are remembered at a time.
_REMEMBERED = 65_536


class Effects:
    """Reads the texts of effects and of causes, and remembers those that were sound.

    >>> effects = Effects()
    >>> effects.check('{"points":"-12"}')
    >>> effects.check('{"points": "-12"}')
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: effect: '{"points": "-12"}' given; accepted: canonical JSON of texts by key
    """

    def __init__(self) -> None:
        self._sound: set[object] = set()
        self._sound_causes: set[object] = set()
        self._texts: dict[object, tuple[str, str]] = {}

    def text_of(self, entry: Entry) -> str:
        """The text of an entry's effect. Raises InvalidInput as :meth:`check` does.

        Entries are of few kinds: one that differs from an earlier one in nothing but the entry that it repairs has its
        text but for that name, whatever it is. Equal points are one numeral, however they were written.
        """
        if entry.reverses is not None:
            return self._checked(entry)
        kind = (entry.points, entry.repairs is None, *entry.effect.items())
        around = self._texts.get(kind)
        if around is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[kind] = around = _around(self._checked(entry), entry.repairs)
        head, tail = around
        return head if entry.repairs is None else f"{head}{in_quotes(entry.repairs)}{tail}"

    def _checked(self, entry: Entry) -> str:
        text = texts_text(entry.figures)
        self.check(text)
        return text

    def check(self, effect: str) -> None:
        """Raises InvalidInput for an effect that is not canonical, or whose terms do not read."""
        if effect in self._sound:
            return
        shape = _shape(effect)
        if shape in self._sound:
            return
        figures = _parsed(effect)
        if not isinstance(figures, dict) or not all(isinstance(value, str) for value in figures.values()):
            raise InvalidInput("effect", effect, "canonical JSON of texts by key")
        for name in _NAMES:
            if not figures.get(name, name).strip():
                raise InvalidInput(f"effect.{name}", figures[name], "the id of an entry")
        terms_of(figures)
        _remember(self._sound, shape)

    def check_causes(self, causes: str) -> None:
        """Raises InvalidInput for causes that are not canonical JSON of ids."""
        if causes == "[]" or causes in self._sound_causes:
            return
        ids = _parsed(causes)
        if not isinstance(ids, list) or not all(isinstance(one, str) and one for one in ids):
            raise InvalidInput("causes", causes, "canonical JSON of ids in a list")
        _remember(self._sound_causes, causes)


def _around(effect: str, name: str | None) -> tuple[str, str]:
    """What stands before and behind the name that an effect repairs; all of it, and nothing, where it repairs none.

    Inside a text a quote follows a backslash, so behind a brace or a comma there begins a key.
    """
    found = _REPAIRS.search(effect)
    if found is None or name is None:
        return effect, ""
    return effect[: found.end()], effect[found.end() + len(in_quotes(name)) :]


def _remember(sound: set[object], shape: object) -> None:
    if len(sound) >= _REMEMBERED:
        sound.clear()
    sound.add(shape)


def _shape(effect: str) -> str | tuple[str, str]:
    """What stands around the id that an effect names, where that id is plain enough to change nothing; else all of it.

    The two parts are no text, or an effect that names nobody would look like the shape of one that does.
    """
    if "\\" not in effect and effect.isascii() and effect.isprintable():
        for mark in _MARKS:
            head, found, rest = effect.partition(mark)
            about, _, tail = rest.partition('"')
            if found and about.strip():
                return head + mark, tail
    return effect


def _parsed(text: str) -> object:
    try:
        value = json.loads(text)
        return value if canonical(value) == text else None
    except (ValueError, RecursionError):
        return None
