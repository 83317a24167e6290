"""The columnar door: tables of columns in, facts and rejected rows out.

Nothing raises for a row. A table whose *shape* is wrong (an unknown column, a required column
that is absent, columns of unequal length, text where amounts belong) is a wrong call and does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from creditkit.columns import Columns
from creditkit.errors import InvalidInput
from creditkit.facts._entry import Source, enter, nearest
from creditkit.facts._facts import Facts
from creditkit.facts._schema import TABLES
from creditkit.money import Rates
from creditkit.reasons import Rejection


@attrs.frozen(eq=False)
class Intake:
    """What came in.

    Args:
        facts: the accepted rows.
        rejected: the rows set aside, each with its reason, by table and record number.
        given: rows given, per table.
        accepted: rows taken, per table.
        unused: columns that no field takes, per table, where a file had such.
        observed: columns of the parties' file whose cells became observations.

    For every table, accepted + rejected = given.

    >>> intake = take({"parties": {"party_id": ["C-7", ""], "country": ["DE", "FR"]}})
    >>> dict(intake.accepted), [(r.row, r.field, r.reason.code) for r in intake.rejected], len(intake.facts)
    ({'parties': 1}, [(2, 'party_id', 'id_missing')], 1)
    """

    facts: Facts
    rejected: tuple[Rejection, ...]
    given: Mapping[str, int]
    accepted: Mapping[str, int]
    unused: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    observed: tuple[str, ...] = ()


def take(tables: Mapping[str, Columns], *, rates: Rates | None = None) -> Intake:
    """Facts from columns. Rows that cannot be facts are set aside with a reason; nothing raises for a row.

    Args:
        tables: columns by table: ``parties``, ``invoices`` (every kind of document), ``instalments``,
            ``allocations``, ``orders``, ``deliveries``, ``observations``. An ``amount`` is
            :class:`~creditkit.columns.Amounts`, or Numbers, integers or floats in major units beside a
            ``currency`` column. Days are datetime64; an instant (``recorded_at``) is datetime64 in UTC.
        rates: exchange rates to keep with the facts.

    Raises:
        InvalidInput: a table or column is unknown, absent, of the wrong type or of unequal length.

    >>> import numpy as np
    >>> intake = take(
    ...     {
    ...         "invoices": {
    ...             "document_id": ["1", "1"],
    ...             "party_id": ["C", "C"],
    ...             "currency": "EUR",
    ...             "amount": np.array([12.5, 12.5]),
    ...             "issued_on": np.array(["2025-01-01"] * 2, "datetime64[D]"),
    ...             "due_on": np.array(["2025-01-31"] * 2, "M8[D]"),
    ...         }
    ...     }
    ... )
    >>> intake.given, intake.accepted, [r.reason.code for r in intake.rejected]
    (mappingproxy({'invoices': 2}), mappingproxy({'invoices': 1}), ['id_duplicate'])
    """
    for name in tables:
        if name not in TABLES:
            raise InvalidInput(f"tables[{name!r}]", name, ", ".join(TABLES), nearest(name, TABLES))
    return take_sources({name: Source(columns, name) for name, columns in tables.items()}, rates=rates)


def take_sources(sources: Mapping[str, Source], *, rates: Rates | None = None) -> Intake:
    """As :func:`take`, with a name and record numbers for each table; file readers come in here."""
    entered = enter(sources)
    facts = Facts.from_columns(entered.tables, rates=rates)
    given, accepted = (MappingProxyType(dict(counts)) for counts in (entered.given, entered.accepted))
    return Intake(facts, entered.rejected, given, accepted)
