"""``[aging]``, ``[priority]`` and ``[collection]``: what is overdue, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditkit.aging import Buckets, Collection, Priority, Small, Step
from creditkit.policy._compounds import Many, Tuple
from creditkit.policy._kinds import Amount, Text, Whole
from creditkit.policy._problems import BAD, sound
from creditkit.policy._reading import Reading
from creditkit.policy._sections.grading import among_grades
from creditkit.policy._shapes import REQUIRED, WORDS, Key, Shape

_FURTHEST = 36_500


def _buckets(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    options = {key: value for key, value in given.items() if key != "basis"}
    return {"buckets": reading.built(path, Buckets, **options), "basis": given.get("basis", "due")}


AGING = Shape(
    (
        Key("basis", Text(("due", "issue")), "due"),
        Key("edges", Many(Whole(-_FURTHEST, _FURTHEST)), [0, 30, 60, 90]),
        Key("closed", Text(("right", "left")), "right"),
        Key("names", Many(Text()), []),
    ),
    make=_buckets,
)


def aging_tree(buckets: Buckets, basis: str) -> dict[str, Any]:
    """``[aging]`` as a tree; names that follow from the edges are left out."""
    usual = Buckets(buckets.edges, closed=buckets.closed)
    names = [] if usual == buckets else list(buckets.names)
    return {"basis": basis, "edges": list(buckets.edges), "closed": buckets.closed, "names": names}


def _small(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Small, **given)


def _priority(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    rows = given.get("rows", [])
    if not sound(given) or not _rows_apart(rows, f"{path}.rows", reading):
        return BAD
    return reading.built(path, Priority, **{**given, "rows": dict(rows)})


def _rows_apart(rows: list[Any], path: str, reading: Reading) -> bool:
    """Whether each row is of a grade of its own."""
    known = [among_grades(one[0], f"{path}[{i}][0]", reading) for i, one in enumerate(rows)]
    return reading.each_once(f"{path}[{{}}][0]", (one[0] for one in rows)) and all(known)


SMALL = Shape(
    (Key("below", Amount(), REQUIRED), Key("classes", Whole(1, 2), 1), Key("up_to_days", Whole(1, _FURTHEST))),
    make=_small,
)
PRIORITY = Shape(
    (
        Key("edges", Many(Whole(1, _FURTHEST)), [30, 60, 90]),
        Key("rows", Many(Tuple((Text(), Many(Whole(1, 3))))), []),
        Key("small", SMALL),
    ),
    make=_priority,
)


def priority_tree(priority: Priority) -> dict[str, Any]:
    """``[priority]`` as a tree."""
    small = priority.small
    rows = [[grade, list(classes)] for grade, classes in priority.rows.items()]
    keys = ("below", "classes", "up_to_days")
    of_small = None if small is None else {key: getattr(small, key) for key in keys}
    return {"edges": list(priority.edges), "rows": rows, "small": of_small}


def _step(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Step, **given)


def _collection(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    shifts = given.get("by_grade", [])
    if not sound(shifts) or not _rows_apart(shifts, f"{path}.by_grade", reading):
        return BAD
    options = {key: given[key] for key in ("minimum",) if key in given}
    return reading.tried(path, Collection, given.get("steps", []), by_grade=dict(shifts), **options)


STEP = Shape(
    (
        Key("day", Whole(-_FURTHEST, _FURTHEST), REQUIRED),
        Key("id", Text(), REQUIRED),
        Key("label", WORDS, {}, prose=True),
        Key("role", Text(empty=True), ""),
        Key("minimum", Amount()),
    ),
    make=_step,
)
COLLECTION = Shape(
    (
        Key("minimum", Amount()),
        Key("by_grade", Many(Tuple((Text(), Whole(-_FURTHEST, _FURTHEST)))), []),
        Key("steps", Many(STEP, known_by="id"), []),
    ),
    make=_collection,
)


def collection_tree(collection: Collection) -> dict[str, Any]:
    """``[collection]`` as a tree."""
    keys = ("day", "id", "label", "role", "minimum")
    return {
        "minimum": collection.minimum,
        "by_grade": [[grade, days] for grade, days in collection.by_grade.items()],
        "steps": [{key: getattr(step, key) for key in keys} for step in collection.steps],
    }
