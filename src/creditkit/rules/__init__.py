"""Fields, conditions over them, and decision tables: from text, in both doors, proved whole."""

from creditkit.rules._closures import Check, compiled
from creditkit.rules._conditions import And, Compare, Condition, Constant, In, Missing, Not, Or, fields_of
from creditkit.rules._edges import Op, check_distinct, deciding_integer, edge, rounded_edge
from creditkit.rules._errors import ConditionError
from creditkit.rules._fields import Field, Fields, Kind, declared
from creditkit.rules._fit import check_condition
from creditkit.rules._holds import holds, unknown_fields
from creditkit.rules._many import Truth, holds_many
from creditkit.rules._parse import parse
from creditkit.rules._proofs import Proof, always, implies, monotone, never
from creditkit.rules._read import Nan, read_column, read_columns, read_record, read_value, rows_as_records
from creditkit.rules._show import show
from creditkit.rules._tables import Hit, Match, Row, Table
from creditkit.rules._verify import monotone_table, reachable, verify_table

__all__ = [
    "And",
    "Check",
    "Compare",
    "Condition",
    "ConditionError",
    "Constant",
    "Field",
    "Fields",
    "Hit",
    "In",
    "Kind",
    "Match",
    "Missing",
    "Nan",
    "Not",
    "Op",
    "Or",
    "Proof",
    "Row",
    "Table",
    "Truth",
    "always",
    "check_condition",
    "check_distinct",
    "compiled",
    "deciding_integer",
    "declared",
    "edge",
    "fields_of",
    "holds",
    "holds_many",
    "implies",
    "monotone",
    "monotone_table",
    "never",
    "parse",
    "reachable",
    "read_column",
    "read_columns",
    "read_record",
    "read_value",
    "rounded_edge",
    "rows_as_records",
    "show",
    "unknown_fields",
    "verify_table",
]
