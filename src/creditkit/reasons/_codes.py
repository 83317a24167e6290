"""The closed list of reasons for which a row is set aside."""

from __future__ import annotations

#: Every code that a rejection can carry. Hosts may branch on them: a code is never reused or renamed.
REJECTIONS = (
    "allocation_above_balance",
    "allocation_before_issue",
    "allocation_from_invoice",
    "allocation_from_unknown",
    "allocation_to_not_invoice",
    "allocation_to_unknown",
    "amount_invalid",
    "amount_not_finite",
    "amount_not_positive",
    "amount_too_large",
    "amount_too_precise",
    "choice_unknown",
    "columns_mismatch",
    "currency_mismatch",
    "currency_unknown",
    "date_invalid",
    "document_unknown",
    "field_missing",
    "flag_invalid",
    "id_duplicate",
    "id_missing",
    "id_of_other_party",
    "instalments_do_not_sum",
    "number_invalid",
    "rate_conflict",
    "text_unreadable",
)
