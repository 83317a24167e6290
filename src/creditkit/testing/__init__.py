"""The public test kit: Hypothesis strategies for every fact, and laws that calculators and adapters must obey.

Strategies are plural nouns with keyword-only options, and everything that they draw is valid. Laws are
plain functions that raise AssertionError; their parameters let a host hold its own code to them.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError as error:
    from creditkit.errors import ExtraMissing

    raise ExtraMissing("hypothesis", "testing") from error

from creditkit.testing._checks import (
    Run,
    check_checks_agree,
    check_larger_order,
    check_sequence,
    check_ways_pass,
    checked_orders,
    order_checks,
    position_columns,
    positions,
)
from creditkit.testing._collection import (
    check_next_step_agrees,
    check_priority_agrees,
    check_priority_monotone,
    collection_cases,
    collection_plans,
    collection_rates,
    item_columns,
    priorities,
)
from creditkit.testing._contents import contents, same_contents
from creditkit.testing._credit_file import (
    check_credit_files_agree,
    measures,
    observations_of,
    observed_ledgers,
    source_rules,
)
from creditkit.testing._documents import allocations, documents, instalments
from creditkit.testing._doors import tables_of, taken
from creditkit.testing._frames import check_frames_round_trip, frame_columns
from creditkit.testing._grading import (
    GRADED_FIELDS,
    check_grades_agree,
    check_hysteresis,
    graded_records,
    graded_standings,
    gradings,
)
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
from creditkit.testing._limits import (
    check_limits_agree,
    check_missing_never_raises_limit,
    limit_records,
    limit_rules,
)
from creditkit.testing._loop import check_review_agrees, whole_review
from creditkit.testing._plain import PlainBook, PlainItem, PlainPart
from creditkit.testing._policies import check_fingerprint_ignores_form, check_policy_round_trip, policies
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
from creditkit.testing._simulation import check_simulation_is_review, check_simulation_no_look_ahead
from creditkit.testing._values import FIRST_DAY, LAST_DAY, LAST_LOOK, amounts, currencies, days, moments, payment_terms

__all__ = [
    "FIRST_DAY",
    "GRADED_FIELDS",
    "LAST_DAY",
    "LAST_LOOK",
    "Calculate",
    "PlainBook",
    "PlainItem",
    "PlainPart",
    "Run",
    "adjustments",
    "aging_table",
    "aging_totals",
    "allocations",
    "amounts",
    "categoricals",
    "check_aging_depends_on_days_past_due",
    "check_checks_agree",
    "check_condition_scalar_equals_columns",
    "check_credit_files_agree",
    "check_fingerprint_ignores_form",
    "check_frames_round_trip",
    "check_grades_agree",
    "check_hysteresis",
    "check_larger_order",
    "check_limits_agree",
    "check_missing_never_raises_limit",
    "check_monotone",
    "check_next_step_agrees",
    "check_no_look_ahead",
    "check_parts_add_up",
    "check_policy_round_trip",
    "check_priority_agrees",
    "check_priority_monotone",
    "check_records_equal_columns",
    "check_review_agrees",
    "check_scalar_equals_columns",
    "check_sequence",
    "check_simulation_is_review",
    "check_simulation_no_look_ahead",
    "check_splitting_changes_nothing",
    "check_table_scalar_equals_columns",
    "check_tie_out",
    "check_ways_pass",
    "check_withholding",
    "checked_orders",
    "collection_cases",
    "collection_plans",
    "collection_rates",
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
    "frame_columns",
    "graded_records",
    "graded_standings",
    "gradings",
    "holds",
    "instalments",
    "item_columns",
    "known",
    "later",
    "limit_records",
    "limit_rules",
    "measures",
    "moments",
    "moved",
    "numerics",
    "observations",
    "observations_of",
    "observed_ledgers",
    "order_checks",
    "orders",
    "parties",
    "payment_terms",
    "policies",
    "position_columns",
    "positions",
    "priorities",
    "records",
    "same_contents",
    "scorecards",
    "snapshots",
    "source_rules",
    "split",
    "standings",
    "tables",
    "tables_of",
    "taken",
    "whole_review",
    "without_terms",
]
