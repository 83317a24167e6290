"""The public test kit: Hypothesis strategies for every fact, and laws that calculators and adapters must obey.

Strategies are plural nouns with keyword-only options, and everything that they draw is valid. Laws are
plain functions that raise AssertionError; their parameters let a host hold its own code to them.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError as error:
    from creditkit.errors import ExtraMissing

    raise ExtraMissing("hypothesis", "testing") from error

from creditkit.testing._contents import contents, same_contents
from creditkit.testing._documents import allocations, documents, instalments
from creditkit.testing._doors import tables_of, taken
from creditkit.testing._laws import (
    Calculate,
    aging_table,
    aging_totals,
    check_aging_depends_on_days_past_due,
    check_no_look_ahead,
    check_parts_add_up,
    check_records_equal_columns,
    check_splitting_changes_nothing,
    check_tie_out,
    every_figure,
)
from creditkit.testing._ledgers import facts, snapshots
from creditkit.testing._plain import PlainBook, PlainItem, PlainPart
from creditkit.testing._records import (
    adjustments,
    deliveries,
    events,
    holds,
    observations,
    orders,
    parties,
    standings,
)
from creditkit.testing._reshaped import known, later, moved, split, without_terms
from creditkit.testing._rules import (
    check_condition_scalar_equals_columns,
    check_table_scalar_equals_columns,
    conditions,
    field_sets,
    tables,
)
from creditkit.testing._scoring import (
    categoricals,
    check_monotone,
    check_scalar_equals_columns,
    check_withholding,
    numerics,
    records,
    scorecards,
)
from creditkit.testing._values import FIRST_DAY, LAST_DAY, LAST_LOOK, amounts, currencies, days, moments, payment_terms

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "LAST_LOOK",
    "Calculate",
    "PlainBook",
    "PlainItem",
    "PlainPart",
    "adjustments",
    "aging_table",
    "aging_totals",
    "allocations",
    "amounts",
    "categoricals",
    "check_aging_depends_on_days_past_due",
    "check_condition_scalar_equals_columns",
    "check_monotone",
    "check_no_look_ahead",
    "check_parts_add_up",
    "check_records_equal_columns",
    "check_scalar_equals_columns",
    "check_splitting_changes_nothing",
    "check_table_scalar_equals_columns",
    "check_tie_out",
    "check_withholding",
    "conditions",
    "contents",
    "currencies",
    "days",
    "deliveries",
    "documents",
    "events",
    "every_figure",
    "facts",
    "field_sets",
    "holds",
    "instalments",
    "known",
    "later",
    "moments",
    "moved",
    "numerics",
    "observations",
    "orders",
    "parties",
    "payment_terms",
    "records",
    "same_contents",
    "scorecards",
    "snapshots",
    "split",
    "standings",
    "tables",
    "tables_of",
    "taken",
    "without_terms",
]
