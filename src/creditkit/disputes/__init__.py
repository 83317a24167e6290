"""Disputes as cases, and how a customer wins points back: penalties, repair rules, good conduct."""

from creditkit.disputes._case import Case, open_case
from creditkit.disputes._conduct import Quarter, clean_quarters
from creditkit.disputes._consequences import Consequences, consequences
from creditkit.disputes._course import Standing
from creditkit.disputes._deadlines import OverdueCase, deadline, overdue_cases
from creditkit.disputes._effects import disputed_documents, disputed_facts, disputed_snapshot
from creditkit.disputes._findings import dispute_findings
from creditkit.disputes._from_facts import penalties_of
from creditkit.disputes._lapse import lapsed_facts
from creditkit.disputes._penalties import Penalty
from creditkit.disputes._records import Cases, cases_of
from creditkit.disputes._repair import Refused, RepairRules
from creditkit.disputes._repairs import RepairRule
from creditkit.disputes._rules import DisputeRules
from creditkit.disputes._states import (
    ACTIONS,
    CATEGORIES,
    OUTCOMES,
    OUTCOMES_FROM,
    STATES,
    TRANSITIONS,
    Action,
    ImpossibleStep,
    Outcome,
    State,
    allowed_from,
)
from creditkit.disputes._steps import DisputedItem, Step, Verdict
from creditkit.disputes._table import case_columns
from creditkit.disputes._words import wording

__all__ = [
    "ACTIONS",
    "CATEGORIES",
    "OUTCOMES",
    "OUTCOMES_FROM",
    "STATES",
    "TRANSITIONS",
    "Action",
    "Case",
    "Cases",
    "Consequences",
    "DisputeRules",
    "DisputedItem",
    "ImpossibleStep",
    "Outcome",
    "OverdueCase",
    "Penalty",
    "Quarter",
    "Refused",
    "RepairRule",
    "RepairRules",
    "Standing",
    "State",
    "Step",
    "Verdict",
    "allowed_from",
    "case_columns",
    "cases_of",
    "clean_quarters",
    "consequences",
    "deadline",
    "dispute_findings",
    "disputed_documents",
    "disputed_facts",
    "disputed_snapshot",
    "lapsed_facts",
    "open_case",
    "overdue_cases",
    "penalties_of",
    "wording",
]
