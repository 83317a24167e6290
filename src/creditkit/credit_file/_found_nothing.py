"""What it means that somebody searched and found nothing, where that is plain.

No case in the court's list is no case, no entry on a sanctions list is no match: an answer, as good as its search is
fresh. An empty tax grade or bureau score is no answer to anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from creditkit.columns import Value
from creditkit.rules import Field, Kind

_CASES = ("litigation", "litigation_24m", "new_cases_90d")
_CLAIMS = ("defendant_claims_share_of_capital", "new_claims_share_of_capital")
_LISTS = (
    "sanctions_match", "insolvency_open", "on_dishonest_debtor_list", "on_abnormal_operations_list", "blacklisted",
    "bill_dishonoured_30d", "bill_dishonoured_180d", "legal_representative_changed", "owner_changed",
    "registered_address_changed", "capital_reduced",
)  # fmt: skip

#: By fact: what a search that found nothing says.
FOUND_NOTHING: Mapping[str, Value] = MappingProxyType(
    {**dict.fromkeys(_CASES, 0), **dict.fromkeys(_CLAIMS, Decimal(0)), **dict.fromkeys(_LISTS, False)}
)


def found_nothing(field: Field) -> Value:
    """What a search that found nothing says of a field; None where it says nothing.

    A host that declares the name as another kind of thing means another thing.
    """
    value = FOUND_NOTHING.get(field.name)
    if isinstance(value, bool):
        return value if field.kind is Kind.flag else None
    return value if field.kind is Kind.number else None
