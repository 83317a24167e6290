"""The records behind a snapshot, for plain loops over a few of them.

An order hook brings the records of one customer, and asks one question. Reading an attribute of a few dozen
records takes less time than making a column of it. Days inside a record that lie ahead of the snapshot stand in it
as they are, so this is no door for calculators: whoever reads records here sees to it that what lies ahead does
not count, as the view of a column does.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from creditkit.facts._moments import EVERYTHING
from creditkit.facts._record_columns import RecordColumns

if TYPE_CHECKING:
    from creditkit.facts._snapshot import Snapshot

#: The day by which a row of each table is dated; parties are not.
DATED_BY = {
    "invoices": "issued_on", "allocations": "value_on", "orders": "placed_on",
    "deliveries": "shipped_on", "observations": "observed_on",
}  # fmt: skip
#: Up to so many records of a table are told by plain loops sooner than by columns.
FEW = 256

_DATES = {table: attrgetter(day) for table, day in DATED_BY.items()}


def at_hand(snapshot: Snapshot, table: str) -> Sequence[Any] | None:
    """The records behind the rows that a snapshot shows.

    None where there are many, where they came as columns, or where some are hidden or correct others: then
    the columns tell.
    """
    facts = snapshot._facts  # noqa: SLF001  (of this package)
    if snapshot._only is not None or snapshot._known != EVERYTHING:  # noqa: SLF001
        return None
    columns = facts.columns(table)
    if not isinstance(columns, RecordColumns):
        return None if facts.count(table) else ()
    if columns.rows > FEW or facts.corrected(table):
        return None
    dated, as_of = _DATES.get(table), snapshot.as_of
    if dated is None:
        return columns.records
    return [one for one in columns.records if (day := dated(one)) is None or day <= as_of]


def uncontested(snapshot: Snapshot) -> bool:
    """Whether documents have room for whatever was ever allocated to them."""
    return snapshot._facts.uncontested  # noqa: SLF001
