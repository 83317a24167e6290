"""How the reference of the policy file has to read: its sections, and what it says of each key."""

from __future__ import annotations

from typing import Any

from creditkit.policy._compounds import PLUGIN
from creditkit.policy._root import ROOT, TEXTS
from creditkit.policy._sections import checks, collection, disputes, fields, grading, limits, measures, scorecard, terms
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.policy._writing import _inline

#: Level, title and shape of each section, in order.
SECTIONS: list[tuple[int, str, Shape]] = [
    (2, "The policy", ROOT),
    (2, "Own facts", fields.FIELD),
    (2, "Whom to believe", fields.SOURCE),
    (2, "Measures", measures.MEASURES),
    (3, "Residue", measures.RESIDUE),
    (2, "Scorecard", scorecard.SCORECARD.shape),
    (3, "Numeric characteristic", scorecard.NUMERIC),
    (3, "Categorical characteristic", scorecard.CATEGORICAL),
    (2, "Grading", grading.GRADING),
    (3, "Override", grading.OVERRIDE),
    (3, "Rises", grading.RISES),
    (3, "Adjustments", grading.BOUNDS),
    (2, "Limits", limits.LIMITS.shape),
    (3, "Grade table", limits.GRADE_TABLE),
    (3, "Need", limits.NEED),
    (3, "Share", limits.SHARE),
    (3, "Starter", limits.STARTER),
    (3, "Starter step", limits.STEP),
    (2, "Exposure", measures.EXPOSURE),
    (2, "Terms", terms.TERMS),
    (3, "Outcome of a row", terms.THEN),
    *((3, name, shape) for name, shape in checks.SHAPES.items()),
    (2, "Exemptions", checks.EXEMPTION),
    (2, "Ageing", collection.AGING),
    (2, "Priority", collection.PRIORITY),
    (3, "Small amounts", collection.SMALL),
    (2, "Collection", collection.COLLECTION),
    (3, "Step", collection.STEP),
    (2, "Disputes", disputes.DISPUTE),
    (3, "Deadlines", disputes.DEADLINES),
    (2, "Repair", disputes.REPAIR),
    (3, "Penalty", disputes.PENALTY),
    (3, "Repair rule", disputes.RULE),
    (2, "Texts", TEXTS),
    (2, "Plug-ins", PLUGIN),
]


def described(key: Key) -> list[str]:
    """What the page has to say of a key: its name, what it holds, and its default."""
    return [f"`{key.name}`", _holds(key), _default(key)]


def _holds(key: Key) -> str:
    return key.kind.said.replace("|", "\\|")


def _default(key: Key) -> str:
    if key.default is REQUIRED:
        return "required"
    return f"`{_inline(_written(key))}`" if key.default not in (None, {}, []) else ""


def _written(key: Key) -> Any:
    return key.kind.write(key.default)
