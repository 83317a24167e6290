"""What a grading does beside its cut-offs: overrides, and how soon a grade may rise."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import attrs
from attrs import field

from creditkit.errors import InvalidInput
from creditkit.rules import And, Compare, Condition, In, Missing, Not, Or

#: What becomes of an override whose condition is unknown for want of a fact.
Unknown: TypeAlias = Literal["note", "apply"]
OverrideKind: TypeAlias = Literal["cap", "floor", "set", "lift"]

UNKNOWN: tuple[str, ...] = get_args(Unknown)


def _condition(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, (Compare, In, Missing, Not, And, Or)):
        raise InvalidInput(attribute.name, value, "a condition", "read a text with creditkit.rules.parse")


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput(attribute.name, value, "a text that is not empty")


def _text_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        _text(_, attribute, value)


def _count(value: object, least: int, path: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InvalidInput(path, value, f"a whole number of {least} or more")


@attrs.frozen
class Override:
    """A condition that moves the grade away from what the points alone give; exactly one of four kinds.

    Args:
        when: the condition. It sees the values, ``score`` (the adjusted points) and ``coverage``.
        cap: the best grade that is still possible.
        floor: the worst grade that is still possible; a cap goes before it.
        set: the grade, whatever else holds.
        lift: so many grades better. Lifts are not added up: the best of them counts.
        at_most: names the field with the grade that a lift may reach at most, such as the parent's own.
            Where that is missing, or none of the grading's labels, there is no lift.
        reason: the code of the reason that the grade gives for it.
        unknown: where a missing fact leaves the condition unknown, ``note`` lets it pass and says so,
            ``apply`` treats it as true.

    Raises:
        InvalidInput: none or several of cap, floor, set and lift; ``at_most`` without a lift.

    >>> Override(Compare("tenure_months", "<", 6), cap="C", reason="new_customer").kind
    'cap'
    """

    when: Condition = field(validator=_condition)
    cap: str | None = field(default=None, kw_only=True, validator=_text_or_none)
    floor: str | None = field(default=None, kw_only=True, validator=_text_or_none)
    set: str | None = field(default=None, kw_only=True, validator=_text_or_none)
    lift: int = field(default=0, kw_only=True)
    at_most: str | None = field(default=None, kw_only=True, validator=_text_or_none)
    reason: str = field(kw_only=True, validator=_text)
    unknown: Unknown = field(default="note", kw_only=True, validator=attrs.validators.in_(UNKNOWN))

    def __attrs_post_init__(self) -> None:
        _count(self.lift, 0, "lift")
        given = [name for name in get_args(OverrideKind) if getattr(self, name)]
        if len(given) != 1:
            raise InvalidInput("cap, floor, set, lift", ", ".join(given) or "none of them", "exactly one of them")
        if self.at_most is not None and not self.lift:
            raise InvalidInput("at_most", self.at_most, "a lift that it bounds")

    @property
    def kind(self) -> OverrideKind:
        """Which of the four it is."""
        if self.lift:
            return "lift"
        if self.cap is not None:
            return "cap"
        return "floor" if self.floor is not None else "set"

    @property
    def grade(self) -> str | None:
        """The grade that it names; a lift names none."""
        return self.cap or self.floor or self.set


@attrs.frozen
class Rises:
    """How soon a grade may rise above the one in force. Falls take effect at once.

    Args:
        after_reviews: so many reviews in a row, this one included, have to come to a better grade. Then
            it rises to the worst of what they came to.
        at_most_steps: by so many grades a review; None is any number.

    Raises:
        InvalidInput: less than one review or step.

    >>> Rises(after_reviews=2, at_most_steps=1).after_reviews
    2
    """

    after_reviews: int = 1
    at_most_steps: int | None = None

    def __attrs_post_init__(self) -> None:
        _count(self.after_reviews, 1, "after_reviews")
        if self.at_most_steps is not None:
            _count(self.at_most_steps, 1, "at_most_steps")
