"""States, outcomes, categories and steps in words: reasons, so that they are said in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from creditkit.reasons import Reason

#: The code of the text of each word.
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "registered": "dispute_state_registered",
        "investigating": "dispute_state_investigating",
        "mediating": "dispute_state_mediating",
        "resolved": "dispute_state_resolved",
        "closed": "dispute_state_closed",
        "our_fault": "dispute_outcome_our_fault",
        "customer_fault_performed": "dispute_outcome_customer_fault_performed",
        "shared": "dispute_outcome_shared",
        "no_malice": "dispute_outcome_no_malice",
        "mediated_and_performed": "dispute_outcome_mediated_and_performed",
        "unfounded": "dispute_outcome_unfounded",
        "withdrawn": "dispute_outcome_withdrawn",
        "price": "dispute_category_price",
        "quantity": "dispute_category_quantity",
        "quality": "dispute_category_quality",
        "delivery": "dispute_category_delivery",
        "invoice_error": "dispute_category_invoice_error",
        "terms": "dispute_category_terms",
        "duplicate": "dispute_category_duplicate",
        "returned_goods": "dispute_category_returned_goods",
        "unauthorised_deduction": "dispute_category_unauthorised_deduction",
        "other": "dispute_category_other",
    }
)


def wording(word: str) -> Reason:
    """A state, an outcome or a category as a reason, to be said with :func:`creditkit.reasons.text`.

    A category of the host's own is its own code: give its text in ``texts``, or it is said as it is.

    >>> from creditkit.reasons import text
    >>> text(wording("mediating")), text(wording("our_fault"), "zh"), text(wording("packaging"))
    ('in mediation by a third party', '我方责任', 'packaging')
    """
    return Reason(_CODES.get(word, word))
