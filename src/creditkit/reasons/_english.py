"""The texts in English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        # rows set aside
        "allocation_above_balance": "{given} is above the balance that was left",
        "allocation_before_issue": "{given} is before the issue of the invoice on {issued_on}",
        "allocation_from_invoice": "{given} is an invoice; only a receipt or a credit note can be used up",
        "allocation_from_unknown": "there is no document {given} to use up",
        "allocation_to_not_invoice": "{given} is a {kind}; only an invoice can be settled",
        "allocation_to_unknown": "there is no invoice {given} to settle",
        "amount_invalid": "{given} is not an amount in the declared number format",
        "amount_not_finite": "{given} is not a finite amount",
        "amount_not_positive": "{given} is not an amount that can stand here; the kind gives the sign",
        "amount_too_large": "{given} is too large for the amount of one row",
        "amount_too_precise": "{given} has more decimals than the currency",
        "choice_unknown": "{given} is none of: {accepted}",
        "columns_mismatch": "the row has {given} cells, the header has {accepted}",
        "currency_mismatch": "the amount is in {given}, the document in {accepted}",
        "currency_unknown": "{given} is not an ISO 4217 currency code",
        "date_invalid": "{given} is not a date in the declared format",
        "document_unknown": "there is no document {given}",
        "field_missing": "the cell is empty",
        "flag_invalid": "{given} is neither yes nor no in the declared words",
        "id_duplicate": "the id stands in row {first_row} already",
        "id_missing": "the id is empty",
        "id_of_other_party": "the id belongs to {other} since row {first_row}",
        "instalments_do_not_sum": "the instalments sum to {given}, the document is {accepted}",
        "number_invalid": "{given} is not a number",
        "rate_conflict": "row {first_row} gives another rate for the pair and day",
        "text_unreadable": "the bytes cannot be read in the declared encoding",
        # findings on usable data
        "allocation_set_aside": "{amount} dated {value_on} exceeds the balance as now known; it is left out",
        "allocation_unfit": "{amount} does not fit its documents as known now and does not count",
        "parent_cycle": "the parents form a circle: {circle}",
        "parent_unknown": "the parent {parent_id} is not among the parties",
        "replaced_unknown": "the replaced document {replaces_id} is not known; its own due date counts",
        "replaced_still_open": "{open} is open on {replaces_id} beside the document that replaces it",
        "replacement_cycle": "the documents replace each other in a circle; their own due dates count",
        "due_undetermined": "{items} open items worth {amount} have no due date and no terms to date them",
        "due_before_issue": "{documents} invoices are due before their issue, {first} first",
        "receipts_not_named": "{parties} parties have unused receipts of {amount} beside cash that names "
        "no receipt: fill in from_id, or the same money stands twice",
        # notes on figures
        "window_clipped": "the ledger starts on {first_on}; the window has {days} days",
        "no_sales": "there are no sales in the window",
        "no_balance": "there is no balance",
        "nothing_settled": "nothing was paid in the window and nothing is overdue",
        "not_enough_history": "{items} items are too few; {minimum} are needed",
        "history_exhausted": "{unexplained} is older than the sales given; the result is a lower bound",
        # scoring
        "value_refused": "{characteristic}: {given} cannot be scored",
        # what is said at the rim
        "too_many_rejected": "{rejected} of {given} rows of {file} were rejected",
        "kpi_dso": "days sales outstanding",
        "kpi_best_possible_dso": "best possible DSO",
        "kpi_overdue_share": "overdue share",
        "kpi_days_beyond_terms": "days beyond terms",
        "kpi_concentration_top_10": "share of the ten largest",
        # decision tables and conditions
        "row_overlaps": "rows {other} and {row}, counted from 0, are both true",
        "row_never_true": "no record makes row {row}, counted from 0, true",
        "row_never_reached": "whatever makes row {row}, counted from 0, true is taken by earlier rows",
        "table_gap": "no row is true, although nothing is missing; the table says otherwise",
        "table_gap_missing": "no row is true where facts are missing; the table says otherwise",
        "otherwise_never_reached": "the rows leave nothing for otherwise",
        "condition_invalid": "{given} at character {at} cannot stand there; accepted: {accepted}",
    }
)
