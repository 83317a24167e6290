"""Which effects were read before: thousands of events differ in nothing but the entry that they repair."""

from __future__ import annotations

import json

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._encoding import texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._terms import terms_of

_NAMES = ("repairs", "reverses", "redacts")
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
        self._sound: set[str] = set()
        self._texts: dict[object, str] = {}

    def text_of(self, entry: Entry) -> str:
        """The text of an entry's effect. Raises InvalidInput as :meth:`check` does.

        Penalties are of few kinds: one that differs from an earlier one in nothing that its effect says has its text.
        Equal points are one numeral, however they were written.
        """
        if entry.repairs is not None or entry.reverses is not None:
            return self._checked(entry)
        kind = (entry.points, *entry.effect.items()) if entry.effect else entry.points
        text = self._texts.get(kind)
        if text is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[kind] = text = self._checked(entry)
        return text

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
        self._remember(shape)

    def check_causes(self, causes: str) -> None:
        """Raises InvalidInput for causes that are not canonical JSON of ids."""
        if causes == "[]" or causes in self._sound:
            return
        ids = _parsed(causes)
        if not isinstance(ids, list) or not all(isinstance(one, str) and one for one in ids):
            raise InvalidInput("causes", causes, "canonical JSON of ids in a list")
        self._remember(causes)

    def _remember(self, text: str) -> None:
        if len(self._sound) >= _REMEMBERED:
            self._sound.clear()
        self._sound.add(text)


def _shape(effect: str) -> str:
    """The effect without the id that it names, where that id is plain enough to change nothing."""
    if "\\" not in effect and effect.isascii() and effect.isprintable():
        for mark in _MARKS:
            head, found, rest = effect.partition(mark)
            about, end, tail = rest.partition('"')
            if found and about:
                return head + mark + end + tail
    return effect


def _parsed(text: str) -> object:
    try:
        value = json.loads(text)
        return value if canonical(value) == text else None
    except (ValueError, RecursionError):
        return None
