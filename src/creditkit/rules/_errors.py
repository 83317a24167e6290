"""The error of a condition's text, with a caret under the place."""

from __future__ import annotations

from unicodedata import east_asian_width

from creditkit.errors import InvalidInput

#: How much of a long line is shown around the place.
_AROUND = 60


class ConditionError(InvalidInput):
    """Text that is not a condition over the declared fields.

    Args:
        path: where the condition stands: ``condition``, or a path into a policy.
        given: the piece of text at fault.
        accepted: what could stand there.
        remedy: how to mend it.
        text: the whole condition.
        at: the position of the piece in it, from 0.
    """

    def __init__(self, path: str, given: object, accepted: str, remedy: str = "", text: str = "", at: int = 0) -> None:
        super().__init__(path, given, accepted, remedy)
        self.args = (path, given, accepted, remedy, text, at)
        self.text = text
        self.at = at

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.pointed}" if self.text else super().__str__()

    @property
    def pointed(self) -> str:
        """The line at fault and, below it, a caret under the place."""
        start = self.text.rfind("\n", 0, self.at) + 1
        end = self.text.find("\n", self.at)
        line, column = self.text[start : len(self.text) if end < 0 else end], self.at - start
        first = max(0, column - _AROUND)
        before, after = line[first:column], line[column : column + _AROUND]
        gap = "".join("\u3000" if east_asian_width(c) in "WF" else " " for c in before)
        return f"  {before}{after}\n  {gap}^"

    def under(self, prefix: str) -> ConditionError:
        """The same error seen from one level further out."""
        outer = super().under(prefix)
        return ConditionError(outer.path, self.given, self.accepted, self.remedy, self.text, self.at)
