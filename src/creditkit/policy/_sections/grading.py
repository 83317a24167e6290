"""``[grading]``: cut-offs, overrides, how thin a file may be, and how fast a grade rises."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditkit.policy._catalogue import with_grades
from creditkit.policy._compounds import Many, Tuple
from creditkit.policy._kinds import SHARE, Fact, Number, Text, When, Whole
from creditkit.policy._problems import BAD, Bad, sound, under
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.rules import Kind
from creditkit.scoring import UNGRADED, Grading, Override, Rises

#: What an override may do; exactly one of them.
_EFFECTS = ("cap", "floor", "set", "lift")


def _cutoffs(given: Any, path: str, reading: Reading) -> Any:
    """From here on conditions know the grades."""
    if not isinstance(given, list):
        return given
    names: list[Any] = [one[0] if isinstance(one, list) else BAD for one in given]
    once = reading.each_once(f"{path}[{{}}][0]", names)
    if not sound(given) or not once:
        return BAD
    falling = True
    for i in range(1, len(given)):
        if given[i][1] >= given[i - 1][1]:
            accepted = f"a number below {given[i - 1][1]}: the best grade stands first"
            reading.wrong(f"{path}[{i}][1]", given[i][1], accepted)
            falling = False
    if not falling:
        return BAD
    reading.grades = tuple(names)
    reading.fields = with_grades(reading.fields, reading.grades)
    return dict(given)


def among_grades(name: Any, path: str, reading: Reading) -> bool:
    """Whether a name is one of the policy's grades, if it has any; else a problem with the nearest."""
    if isinstance(name, Bad) or not reading.grades or name in reading.grades:
        return True
    reading.problems.unlisted(path, "policy_grade_unknown", name, reading.grades)
    return False


def _grade(given: Any, path: str, reading: Reading) -> Any:
    return given if among_grades(given, path, reading) else BAD


def _override(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    effects = [name for name in _EFFECTS if name in given]
    if len(effects) != 1:
        said = ", ".join(effects) or "none"
        return reading.problems.add(path, "policy_one_of", given=said, accepted=", ".join(_EFFECTS))
    if not sound(given):
        return BAD
    return reading.built(path, Override, **given)


_GRADE = Text()
OVERRIDE = Shape(
    (
        Key("when", When(), REQUIRED),
        Key("cap", _GRADE, make=_grade),
        Key("floor", _GRADE, make=_grade),
        Key("set", _GRADE, make=_grade),
        Key("lift", Whole(1, 100)),
        Key("at_most", Fact((Kind.text,))),
        Key("reason", Text(), REQUIRED),
        Key("unknown", Text(("note", "apply")), "note"),
    ),
    make=_override,
)
RISES = Shape(
    (Key("after_reviews", Whole(1, 1000), 1), Key("at_most_steps", Whole(1, 1000))),
    make=lambda given, path, reading: reading.built(path, Rises, **given),
)


def _adjustments(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    """The two bounds, with zero between them: no adjustment is none."""
    if not sound(given):
        return BAD
    if given["floor"] > 0:
        return reading.wrong(under(path, "floor"), given["floor"], "a number of at most zero")
    if given["ceiling"] < 0:
        return reading.wrong(under(path, "ceiling"), given["ceiling"], "a number of at least zero")
    return given["floor"], given["ceiling"]


def _bounds(given: Any, path: str, reading: Reading) -> Any:
    if not sound(given):
        return BAD
    low, high = given
    return reading.wrong(f"{path}[1]", high, f"a number of at least {low}") if low > high else (low, high)


BOUNDS = Shape((Key("floor", Number(), REQUIRED), Key("ceiling", Number(), REQUIRED)), make=_adjustments)
GRADE_LABEL = Shape((Key("grade", Text(), REQUIRED), Key("en", Text(empty=True)), Key("zh", Text(empty=True))))


def _labels(given: Any, path: str, reading: Reading) -> Any:
    """Labels of grades are for people: they go where other labels go."""
    if not isinstance(given, list) or not sound(given):
        return BAD
    reading.each_once(f"{path}[{{}}].grade", (one["grade"] for one in given))
    for i, one in enumerate(given):
        if among_grades(one["grade"], f"{path}[{i}].grade", reading):
            said = {language: one[language] for language in ("en", "zh") if language in one}
            reading.labels[grade_path(one["grade"])] = said
    return given


def grade_path(grade: str) -> str:
    """Where the label of a grade is kept."""
    return f"grading.labels[{grade}]"


def _grading(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    names = {"adjustments": "adjustment_bounds"}
    options = {names.get(key, key): value for key, value in given.items() if key not in ("cutoffs", "labels")}
    made = reading.tried(path, Grading, given["cutoffs"], **options)
    return made if sound(given) else BAD


GRADING = Shape(
    (
        Key("cutoffs", Many(Tuple((Text(), Number())), 1), REQUIRED, make=_cutoffs),
        Key("minimum_coverage", SHARE, Decimal(0)),
        Key("thin", _GRADE, make=_grade),
        Key("rises", RISES),
        Key("adjustments", BOUNDS),
        Key("score_bounds", Tuple((Number(), Number())), make=_bounds),
        Key("labels", Many(GRADE_LABEL, known_by="grade"), [], prose=True, make=_labels),
        Key("overrides", Many(OVERRIDE, known_by="reason"), []),
    ),
    make=_grading,
)


def grading_tree(grading: Grading, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any] | None:
    """``[grading]`` as a tree; None of a policy without grades."""
    if grading == UNGRADED:
        return None
    worst = grading.labels[-1]
    return {
        "cutoffs": [[label, points] for label, points in grading.cutoffs.items()],
        "minimum_coverage": grading.minimum_coverage,
        "thin": None if grading.thin == worst else grading.thin,
        "rises": None if grading.rises is None else _rises_tree(grading.rises),
        "adjustments": _bounds_tree(grading.adjustment_bounds),
        "score_bounds": None if grading.score_bounds is None else list(grading.score_bounds),
        "labels": _labels_tree(grading, labels),
        "overrides": [_override_tree(one) for one in grading.overrides],
    }


def _rises_tree(rises: Rises) -> dict[str, Any]:
    return {"after_reviews": rises.after_reviews, "at_most_steps": rises.at_most_steps}


def _bounds_tree(bounds: tuple[Decimal, Decimal] | None) -> dict[str, Any] | None:
    return None if bounds is None else {"floor": bounds[0], "ceiling": bounds[1]}


def _labels_tree(grading: Grading, labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    said = {label: labels.get(grade_path(label)) for label in grading.labels}
    return [{"grade": label, **words} for label, words in said.items() if words is not None]


def _override_tree(one: Override) -> dict[str, Any]:
    tree = {key: getattr(one, key) for key in ("when", "cap", "floor", "set", "at_most", "reason", "unknown")}
    return {**tree, "lift": one.lift or None}
