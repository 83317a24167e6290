"""``[terms]``: the decision table of payment terms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditkit.limits import Terms
from creditkit.policy._compounds import Many
from creditkit.policy._kinds import SHARE, Text, When, Whole
from creditkit.policy._problems import BAD, sound
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import REQUIRED, Key, Shape
from creditkit.rules import Row, Table

#: Payment on delivery, where nothing else is said.
AT_ONCE = Terms(0)
#: The table of a policy that says nothing of terms.
NO_TERMS: Table[Terms] = Table("first", (), AT_ONCE)


def _terms(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Terms, **given)


def _row(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Row, given["when"], given["then"])


def _table(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    if not sound(given):
        return BAD
    rows, otherwise = given.get("rows", []), given.get("otherwise", AT_ONCE)
    return reading.built(path, Table, given.get("hit", "first"), rows, otherwise)


THEN = Shape(
    (
        Key("days", Whole(0, 3650), REQUIRED),
        Key("prepayment_share", SHARE, Decimal(0)),
        Key("instalments", Whole(1, 1000), 1),
        Key("due", Text(("before_shipment", "before_production"))),
        Key("contract", Text()),
    ),
    make=_terms,
)
ROW = Shape((Key("when", When(), REQUIRED), Key("then", THEN, REQUIRED)), make=_row)
TERMS = Shape(
    (
        Key("hit", Text(("unique", "first")), "first"),
        Key("otherwise", THEN, {"days": 0}),
        Key("rows", Many(ROW), []),
    ),
    make=_table,
)


def terms_tree(table: Table[Terms]) -> dict[str, Any]:
    """``[terms]`` as a tree."""
    rows = [{"when": row.when, "then": _then_tree(row.then)} for row in table.rows]
    return {"hit": table.hit, "otherwise": _then_tree(table.otherwise), "rows": rows}


def _then_tree(terms: Terms) -> dict[str, Any]:
    return {key: getattr(terms, key) for key in ("days", "prepayment_share", "instalments", "due", "contract")}
