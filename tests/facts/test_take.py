"""The columnar door: every code of rejection, exact floats, shapes that are refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from creditkit.columns import Amounts, Labels, Numbers
from creditkit.errors import AmountTooLarge, InvalidInput
from creditkit.facts import Intake, take
from creditkit.money import Money
from creditkit.reasons import REJECTIONS, text

#: Codes that need a text to be read: the adapters give them, columns cannot.
OF_FILES = {"amount_invalid", "columns_mismatch", "date_invalid", "flag_invalid", "rate_conflict", "text_unreadable"}


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def invoices(n: int = 1, **more: Any) -> dict[str, Any]:
    """So many invoices of 10.00 EUR issued at New Year and due a month later."""
    return {
        "document_id": [str(i) for i in range(1, n + 1)],
        "party_id": ["C"] * n,
        "currency": "EUR",
        "amount": np.array([10] * n),
        "issued_on": days(*["2025-01-01"] * n),
        "due_on": days(*["2025-01-31"] * n),
        **more,
    }


def allocations(n: int = 1, **more: Any) -> dict[str, Any]:
    """So many allocations of 1.00 EUR to invoice 1, all on one day."""
    return {
        "allocation_id": [f"a{i}" for i in range(1, n + 1)],
        "to_id": ["1"] * n,
        "amount": np.array([1] * n),
        "value_on": days(*["2025-01-05"] * n),
        **more,
    }


def parties(**more: Any) -> dict[str, Any]:
    return {"party_id": ["C"], **more}


def instalments(*amounts: int, **more: Any) -> dict[str, Any]:
    return {
        "document_id": ["1"] * len(amounts),
        "due_on": days(*["2025-02-01"] * len(amounts)),
        "amount": np.array(amounts),
        **more,
    }


CASES: list[tuple[str, str, str | None, dict[str, Any]]] = [
    (
        "allocation_above_balance",
        "allocations",
        "amount",
        {"invoices": invoices(), "allocations": allocations(amount=np.array([11]))},
    ),
    (
        "allocation_before_issue",
        "allocations",
        "value_on",
        {"invoices": invoices(), "allocations": allocations(value_on=days("2024-12-31"))},
    ),
    (
        "allocation_from_invoice",
        "allocations",
        "from_id",
        {"invoices": invoices(2), "allocations": allocations(from_id=["2"])},
    ),
    (
        "allocation_from_unknown",
        "allocations",
        "from_id",
        {"invoices": invoices(), "allocations": allocations(from_id=["9"])},
    ),
    (
        "allocation_to_not_invoice",
        "allocations",
        "to_id",
        {"invoices": invoices(kind="receipt"), "allocations": allocations()},
    ),
    (
        "allocation_to_unknown",
        "allocations",
        "to_id",
        {"invoices": invoices(), "allocations": allocations(to_id=["9"])},
    ),
    ("allocation_to_unknown", "allocations", "to_id", {"allocations": allocations()}),
    ("amount_not_finite", "invoices", "amount", {"invoices": invoices(amount=np.array([np.inf]))}),
    ("amount_not_positive", "invoices", "amount", {"invoices": invoices(amount=np.array([-1]), kind="receipt")}),
    ("amount_not_positive", "invoices", "disputed_amount", {"invoices": invoices(disputed_amount=np.array([-1]))}),
    (
        "amount_not_positive",
        "allocations",
        "amount",
        {"invoices": invoices(), "allocations": allocations(amount=np.array([0]))},
    ),
    ("amount_not_positive", "parties", "registered_capital", {"parties": parties(registered_capital=np.array([-1]))}),
    ("amount_too_large", "invoices", "amount", {"invoices": invoices(amount=np.array([2.0**60]))}),
    ("amount_too_large", "invoices", "amount", {"invoices": invoices(amount=np.array([2**62]))}),
    (
        "amount_too_large",
        "parties",
        "credit_limit",
        {"parties": parties(currency="EUR", credit_limit=["1" + "0" * 30])},
    ),
    ("amount_too_precise", "invoices", "amount", {"invoices": invoices(amount=np.array([0.1 + 0.2]))}),
    ("amount_too_precise", "invoices", "amount", {"invoices": invoices(amount=Numbers([12345], 3))}),
    ("amount_too_precise", "invoices", "amount", {"invoices": invoices(amount=np.array([0.5]), currency="JPY")}),
    ("amount_too_precise", "parties", "credit_limit", {"parties": parties(currency="JPY", credit_limit=["0.5"])}),
    (
        "amount_too_precise",
        "parties",
        "registered_capital",
        {"parties": parties(currency="EUR", registered_capital=Numbers([1], 3))},
    ),
    ("choice_unknown", "invoices", "kind", {"invoices": invoices(kind=["bill"])}),
    (
        "currency_mismatch",
        "allocations",
        "currency",
        {"invoices": invoices(), "allocations": allocations(currency="USD")},
    ),
    (
        "currency_mismatch",
        "allocations",
        "from_id",
        {
            "invoices": invoices(2, currency=["EUR", "USD"], kind=["invoice", "receipt"]),
            "allocations": allocations(from_id=["2"]),
        },
    ),
    ("currency_mismatch", "invoices", "disputed_amount", {"invoices": invoices(disputed_amount=Amounts([1], "JPY"))}),
    ("currency_unknown", "invoices", "currency", {"invoices": invoices(currency="EURO")}),
    (
        "currency_unknown",
        "allocations",
        "currency",
        {"invoices": invoices(), "allocations": allocations(currency="EURO")},
    ),
    ("document_unknown", "instalments", "document_id", {"instalments": instalments(10)}),
    ("field_missing", "invoices", "amount", {"invoices": invoices(amount=np.array([np.nan]))}),
    ("field_missing", "invoices", "currency", {"invoices": invoices(currency=[None])}),
    ("field_missing", "invoices", "issued_on", {"invoices": invoices(issued_on=days("NaT"))}),
    ("id_duplicate", "invoices", "document_id", {"invoices": invoices(2, document_id=["1", "1"])}),
    ("id_missing", "invoices", "document_id", {"invoices": invoices(document_id=[None])}),
    ("id_missing", "invoices", "party_id", {"invoices": invoices(party_id=["  "])}),
    (
        "id_of_other_party",
        "invoices",
        "party_id",
        {
            "invoices": invoices(
                2, document_id=["1", "1"], party_id=["C", "D"], recorded_at=days("2025-01-01", "2025-02-01")
            )
        },
    ),
    ("instalments_do_not_sum", "instalments", "amount", {"invoices": invoices(), "instalments": instalments(9)}),
    ("number_invalid", "parties", "credit_limit", {"parties": parties(credit_limit=["lots"])}),
]


@pytest.mark.parametrize(("code", "table", "field", "tables"), CASES, ids=[f"{c}-{t}-{f}" for c, t, f, _ in CASES])
def test_every_code(code: str, table: str, field: str | None, tables: dict[str, Any]) -> None:
    """One bad row, one rejection with its code and field, a text in both languages, and the counts add up."""
    intake = take(tables)
    [rejection] = intake.rejected
    assert (rejection.reason.code, rejection.source, rejection.field) == (code, table, field)
    assert "…" not in text(rejection.reason) + text(rejection.reason, "zh")
    check_counts(intake)


def check_counts(intake: Intake) -> None:
    """Accepted + rejected = given, table by table, and the accepted rows are there."""
    for table, given in intake.given.items():
        rejected = sum(1 for rejection in intake.rejected if rejection.source == table)
        assert intake.accepted[table] + rejected == given
        assert intake.facts.count(table) == intake.accepted[table]


def test_the_list_of_codes_is_closed() -> None:
    """Every code is provoked here or needs a file."""
    assert {code for code, *_ in CASES} | OF_FILES == set(REJECTIONS)


def test_one_row_one_reason() -> None:
    """A row with several faults leaves at the first, and is counted once."""
    intake = take({"invoices": invoices(currency="EURO", amount=np.array([np.inf]), kind=["bill"])})
    assert len(intake.rejected) == 1
    check_counts(intake)


def test_in_order_of_value_date_and_id() -> None:
    """What is above the balance is set aside whole; a later one that fits still counts."""
    amounts = np.array([6, 5, 4, 1])
    tables = {"invoices": invoices(), "allocations": allocations(4, allocation_id=["d", "c", "b", "a"], amount=amounts)}
    assert [r.row for r in take(tables).rejected] == [1]
    earlier = allocations(
        4, allocation_id=["d", "c", "b", "a"], amount=amounts, value_on=days("2025-01-04", *["2025-01-05"] * 3)
    )
    assert [r.row for r in take({"invoices": invoices(), "allocations": earlier}).rejected] == [2, 3]


def test_a_reversal_gives_its_share_back() -> None:
    """From its day on, and not before."""
    for second, codes in (("2025-02-01", []), ("2025-01-31", ["allocation_above_balance"])):
        given = allocations(
            2, amount=np.array([10, 10]), value_on=days("2025-01-05", second), reversed_on=days("2025-02-01", "NaT")
        )
        assert [r.reason.code for r in take({"invoices": invoices(), "allocations": given}).rejected] == codes


def test_a_correction_that_moves_an_allocation_frees_its_room() -> None:
    """Recorded again for another invoice, it takes nothing from the first any more."""
    given = allocations(
        3,
        allocation_id=["a", "a", "b"],
        to_id=["1", "2", "1"],
        amount=np.array([10, 10, 10]),
        recorded_at=days("2025-01-05", "2025-02-01", "2025-02-02"),
    )
    assert take({"invoices": invoices(2), "allocations": given}).rejected == ()


def test_what_was_recorded_first_keeps_the_id() -> None:
    """Whatever the order of rows: a later record takes nothing from an earlier one."""
    given = invoices(2, document_id=["1", "1"], party_id=["C", "D"], recorded_at=days("2025-02-01", "2025-01-01"))
    [rejection] = take({"invoices": given}).rejected
    assert (rejection.row, dict(rejection.reason.figures)) == (1, {"given": "C", "other": "D", "first_row": 2})


def test_a_later_correction_rejects_nothing_that_was_right() -> None:
    """An allocation is judged by the document as it was known; then it stops counting, with a finding."""
    given = invoices(2, document_id=["1", "1"], currency=["EUR", "USD"], recorded_at=days("2025-01-01", "2025-03-01"))
    intake = take({"invoices": given, "allocations": allocations(currency="EUR", recorded_at=days("2025-01-06"))})
    assert intake.rejected == ()
    before, after = (intake.facts.at(date(2025, 12, 31), known) for known in (date(2025, 2, 1), date(2025, 4, 1)))
    assert (len(before.allocations), len(after.allocations)) == (1, 0)
    assert before.findings == ()
    assert [finding.reason.code for finding in after.findings] == ["allocation_unfit"]


def test_labels_that_are_shared_with_a_rejected_document() -> None:
    """One pool of texts for both tables, as a frame may bring it: the rejected document is still unknown."""
    pool = ("1", "2")
    given = invoices(2, document_id=Labels([0, 1], pool), currency=["EUR", "EURO"])
    intake = take({"invoices": given, "allocations": allocations(to_id=Labels([1], pool))})
    assert [r.reason.code for r in intake.rejected] == ["currency_unknown", "allocation_to_unknown"]


@pytest.mark.parametrize(
    ("given", "currency", "minor"),
    [
        (np.array([0.3]), "EUR", 30),
        (np.array([0.29]), "EUR", 29),
        (np.array([0.29], dtype=np.float32), "EUR", 29),
        (np.array([1.005]), "KWD", 1005),
        (np.array([1e3]), "JPY", 1000),
        (np.array([(2.0**53 - 1) / 100]), "EUR", 2**53 - 1),
        (np.array([-0.0]), "EUR", 0),
        (Numbers([1250], 2), "EUR", 1250),
        (Numbers([1250], 2), "KWD", 12500),
        (Numbers([1200], 2), "JPY", 12),
        (np.array([7], dtype=np.uint8), "EUR", 700),
        (np.array([-7]), "EUR", 700),
    ],
)
def test_amounts_that_are_exact(given: Any, currency: str, minor: int) -> None:
    """A float is taken where rounding gives it back; a negative invoice is a credit note."""
    intake = take({"invoices": invoices(amount=given, currency=currency)})
    assert intake.rejected == ()
    [document] = intake.facts
    assert document.amount == Money.of_minor(minor, currency)  # type: ignore[union-attr]


@pytest.mark.parametrize("given", [0.1 + 0.2, 2.0**53 / 100, 2.0**53, 1.001, np.nextafter(12.34, 13)])
def test_floats_that_are_not(given: float) -> None:
    """One unit in the last place off, or where floats are not all integers any more."""
    assert len(take({"invoices": invoices(amount=np.array([given]))}).rejected) == 1


def test_sums_that_could_wrap_are_refused() -> None:
    """Amounts are checked before anything adds them: 512 of the largest that one row may have."""
    given = invoices(513, amount=Amounts([2**53 - 1] * 513, "EUR"))
    del given["currency"]
    with pytest.raises(AmountTooLarge):
        take({"invoices": given})


@pytest.mark.parametrize(
    ("tables", "path", "remedy"),
    [
        ({"invoice": invoices()}, "tables['invoice']", "did you mean 'invoices'?"),
        ({"invoices": invoices(amout=np.array([1]))}, "tables['invoices']['amout']", "did you mean 'amount'?"),
        ({"invoices": invoices(amount=np.array(["10"]))}, "tables['invoices']['amount']", None),
        ({"invoices": invoices(invoice_id=["1"])}, "tables['invoices']['invoice_id']", None),
        ({"invoices": {"document_id": ["1"]}}, "tables['invoices']", None),
        ({"invoices": invoices(party_id=["C", "D"])}, "party_id", None),
        ({"invoices": invoices(party_id=[7])}, "tables['invoices']['party_id']", None),
        ({"invoices": invoices(party_id=7)}, "tables['invoices']['party_id']", None),
        ({"invoices": invoices(amount=np.array([[10]]))}, "tables['invoices']['amount']", None),
        ({"invoices": invoices(due_on=["2025-01-01"])}, "tables['invoices']['due_on'][0]", None),
        ({"invoices": invoices(disputed=np.array(["yes"]))}, "tables['invoices']['disputed']", None),
        ({"invoices": invoices(amount=Amounts([1], "EUR"))}, "tables['invoices']['currency']", None),
        ({"parties": parties(registered_capital=Amounts([1], "EUR"))}, "tables['parties']['registered_capital']", None),
        (
            {
                "observations": {
                    "party_id": ["C"],
                    "name": ["n"],
                    "source": ["s"],
                    "observed_on": days("2025-01-01"),
                    "value": [[1]],
                }
            },
            "tables['observations']['value'][0]",
            None,
        ),
    ],
)
def test_wrong_shapes(tables: Any, path: str, remedy: str | None) -> None:
    """The shape of a table is the caller's affair: it raises, with the path to what is wrong."""
    with pytest.raises(InvalidInput) as raised:
        take(tables)
    assert raised.value.path == path
    if remedy is not None:
        assert raised.value.remedy == remedy


def test_what_columns_may_be() -> None:
    """Aliases, constants, sequences of dates, missing optional cells."""
    given = {
        "invoice_id": ["1"],
        "party_id": "C",
        "currency": "EUR",
        "amount": [10],
        "issued_on": [date(2025, 1, 1)],
        "due_on": [None],
        "kind": [None],
        "disputed": [True],
        "disputed_amount": Numbers([5], 0),
    }
    [document] = take({"invoices": given}).facts
    assert (document.kind, document.due_on, document.disputed_amount) == ("invoice", None, Money(5, "EUR"))  # type: ignore[union-attr]
    [party] = take({"parties": parties(registered_capital=np.array([1.5]), credit_limit=["007.50"])}).facts
    assert (party.registered_capital, party.credit_limit) == (Decimal("1.5"), Decimal("7.5"))  # type: ignore[union-attr]
