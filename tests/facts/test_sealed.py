"""Facts cannot be changed from outside, and travel between processes."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import numpy as np
import pytest

from creditkit.dates import Instalment as Part
from creditkit.dates import PaymentTerms, weekdays_only
from creditkit.errors import InvalidInput
from creditkit.facts import Document, Event, Facts, Party
from creditkit.money import Money
from creditkit.receivables import open_items

FACTS = Facts(
    [
        Party("C", payment_terms=PaymentTerms(days=30)),
        Document("1", "C", Money("10.00", "EUR"), issued_on=date(2025, 1, 1)),
        Event("C", "promise", on=date(2025, 2, 1), figures={"days": 7}, event_id="p-1"),
    ]
)


def test_columns_of_facts_refuse_writes() -> None:
    """A snapshot shares the columns of its facts: whoever could write would change the past."""
    with pytest.raises(ValueError, match="read-only"):
        FACTS.columns("invoices")["issued_on"][0] = np.datetime64("2020-01-01")  # type: ignore[index,call-overload]


@pytest.mark.parametrize("travel", [copy.deepcopy, lambda facts: pickle.loads(pickle.dumps(facts))])
def test_facts_travel(travel: object) -> None:
    """A copy holds the same facts, and is as closed as the original."""
    other: Facts = travel(FACTS)  # type: ignore[operator]
    assert other.same(FACTS)
    assert [*other] == [*FACTS]
    assert len({*other.kept, *FACTS.kept}) == 1
    with pytest.raises(ValueError, match="read-only"):
        other.columns("invoices")["issued_on"][0] = np.datetime64("2020-01-01")  # type: ignore[index,call-overload]


def test_terms_that_need_a_calendar_are_refused_at_the_party() -> None:
    """Facts hold no calendar; the error says what to do instead of failing in a calculator later."""
    terms = PaymentTerms(days=30, roll="following")
    assert terms.due_on(date(2025, 1, 1), is_business_day=weekdays_only)
    with pytest.raises(InvalidInput, match="without a roll"):
        Party("C", payment_terms=terms)


def test_terms_in_instalments_split_an_undated_document() -> None:
    """A third is due at once and the rest after 30 days: two items, not one due on the last day."""
    terms = PaymentTerms(instalments=[Part(1, PaymentTerms(days=0)), Part(2, PaymentTerms(days=30))])
    facts = Facts(
        [
            Party("C", payment_terms=terms),
            Document("1", "C", Money("10.00", "EUR"), issued_on=date(2025, 1, 1)),
            Document("2", "C", Money("10.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 2, 1)),
        ]
    )
    items = open_items(facts.at(date(2025, 1, 10)))
    assert [(i.document_id, str(i.open), i.due_on) for i in items] == [
        ("2", "10.00 EUR", date(2025, 2, 1)),
        ("1", "3.33 EUR", date(2025, 1, 1)),
        ("1", "6.67 EUR", date(2025, 1, 31)),
    ]
