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
from creditkit.testing._decision_records import (
    check_decisions_replay,
    check_digest,
    check_digest_is_enough,
    check_digest_notices,
)
from creditkit.testing._disputes import (
    cases,
    check_case_follows_table,
    check_cases_round_trip,
    dispute_rules,
)
from creditkit.testing._disputes_facts import (
    check_disputed_amounts,
    check_disputes_keep_exposure,
    check_disputes_no_look_ahead,
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
from creditkit.testing._ledger import (
    check_known_at,
    check_redaction,
    check_replay_in_parts,
    check_retry,
    check_tampering_is_found,
    entries,
    ledgers,
)
from creditkit.testing._ledgers import facts, snapshots
from creditkit.testing._limits import (
    check_limits_agree,
    check_missing_never_raises_limit,
    limit_records,
    limit_rules,
)
from creditkit.testing._loop import check_review_agrees, whole_review
from creditkit.testing._our_fault import (
    PAYMENT_STATISTICS,
    FiguresOf,
    check_our_fault_leaves,
    payment_figures,
)
from creditkit.testing._plain import PlainBook, PlainItem, PlainPart
from creditkit.testing._points import (
    Points,
    adjustment_of,
    check_accounts_agree,
    check_best_single_repair,
    check_bounded_once,
    check_more_conduct,
    check_never_above_lost,
    check_order_of_recording,
    check_repairs_end_with_penalty,
    check_since,
    histories,
    point_days,
    replayed,
)
from creditkit.testing._policies import check_fingerprint_ignores_form, check_policy_round_trip, policies
from creditkit.testing._privacy import (
    NamesOf,
    VerifyErasure,
    check_erasure_proof,
    check_nothing_left,
    check_pseudonyms,
)
from creditkit.testing._proofs import (
    check_growth_proofs,
    check_inclusion_proofs,
    check_lines_round_trip,
    leaves,
)
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
from creditkit.testing._repair import check_nightly_job, good_conduct_of, repair_rules, ruled_histories
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
from creditkit.testing._stores import check_store
from creditkit.testing._values import FIRST_DAY, LAST_DAY, LAST_LOOK, amounts, currencies, days, moments, payment_terms

__all__ = [
    "FIRST_DAY",
    "GRADED_FIELDS",
    "LAST_DAY",
    "LAST_LOOK",
    "PAYMENT_STATISTICS",
    "Calculate",
    "FiguresOf",
    "NamesOf",
    "PlainBook",
    "PlainItem",
    "PlainPart",
    "Points",
    "Run",
    "VerifyErasure",
    "adjustment_of",
    "adjustments",
    "aging_table",
    "aging_totals",
    "allocations",
    "amounts",
    "cases",
    "categoricals",
    "check_accounts_agree",
    "check_aging_depends_on_days_past_due",
    "check_best_single_repair",
    "check_bounded_once",
    "check_case_follows_table",
    "check_cases_round_trip",
    "check_checks_agree",
    "check_condition_scalar_equals_columns",
    "check_credit_files_agree",
    "check_decisions_replay",
    "check_digest",
    "check_digest_is_enough",
    "check_digest_notices",
    "check_disputed_amounts",
    "check_disputes_keep_exposure",
    "check_disputes_no_look_ahead",
    "check_erasure_proof",
    "check_fingerprint_ignores_form",
    "check_frames_round_trip",
    "check_grades_agree",
    "check_growth_proofs",
    "check_hysteresis",
    "check_inclusion_proofs",
    "check_known_at",
    "check_larger_order",
    "check_limits_agree",
    "check_lines_round_trip",
    "check_missing_never_raises_limit",
    "check_monotone",
    "check_more_conduct",
    "check_never_above_lost",
    "check_next_step_agrees",
    "check_nightly_job",
    "check_no_look_ahead",
    "check_nothing_left",
    "check_order_of_recording",
    "check_our_fault_leaves",
    "check_parts_add_up",
    "check_policy_round_trip",
    "check_priority_agrees",
    "check_priority_monotone",
    "check_pseudonyms",
    "check_records_equal_columns",
    "check_redaction",
    "check_repairs_end_with_penalty",
    "check_replay_in_parts",
    "check_retry",
    "check_review_agrees",
    "check_scalar_equals_columns",
    "check_sequence",
    "check_simulation_is_review",
    "check_simulation_no_look_ahead",
    "check_since",
    "check_splitting_changes_nothing",
    "check_store",
    "check_table_scalar_equals_columns",
    "check_tampering_is_found",
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
    "dispute_rules",
    "documents",
    "entries",
    "events",
    "every_figure",
    "facts",
    "field_sets",
    "frame_columns",
    "good_conduct_of",
    "graded_records",
    "graded_standings",
    "gradings",
    "histories",
    "holds",
    "instalments",
    "item_columns",
    "known",
    "later",
    "leaves",
    "ledgers",
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
    "payment_figures",
    "payment_terms",
    "point_days",
    "policies",
    "position_columns",
    "positions",
    "priorities",
    "records",
    "repair_rules",
    "replayed",
    "ruled_histories",
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
