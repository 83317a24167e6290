"""Mapping files: what they say, and everything that is wrong in one."""

from __future__ import annotations

import pytest

from creditkit.adapters.files._mapping import INPUTS, InputMapping, MappingError, parse_mapping
from creditkit.errors import CreditkitError, InvalidInput

SAP = """
decimal = ","
thousands = "."
encoding = "cp1252"
delimiter = ";"
true = ["X"]
false = "-"
empty = ["00.00.0000"]

[invoices]
date_format = "%d.%m.%Y"
[invoices.columns]
invoice_id = "Belegnummer"
due_on = "Fällig am"
[invoices.constants]
currency = "EUR"
[invoices.choices.kind]
invoice = ["RE", "RV"]
credit_note = "GU"

[orders]
thousands = ""
"""


def test_defaults_reach_every_input() -> None:
    """Keys at the top level hold for all inputs, also for one that is left out; a table's own keys win."""
    mapping = parse_mapping(SAP)
    assert set(mapping) == set(INPUTS)
    assert {"parties", "invoices", "allocations", "orders", "observations", "rates"} <= set(INPUTS)
    assert mapping["parties"] == InputMapping(
        decimal=",",
        thousands=".",
        encoding="cp1252",
        delimiter=";",
        true=("X",),
        false=("-",),
        empty=("00.00.0000",),
    )
    assert (mapping["orders"].decimal, mapping["orders"].thousands) == (",", None)
    assert mapping["invoices"].date_format == "%d.%m.%Y"


def test_columns_are_known_by_their_field() -> None:
    """An alias in a mapping stands for the field it is an alias of."""
    mapping = parse_mapping(SAP)["invoices"]
    assert dict(mapping.columns) == {"document_id": "Belegnummer", "due_on": "Fällig am"}
    assert dict(mapping.constants) == {"currency": "EUR"}
    assert dict(mapping.choices["kind"]) == {"invoice": ("RE", "RV"), "credit_note": ("GU",)}


def test_nothing_given_is_canonical() -> None:
    """An empty mapping file means the canonical CSV."""
    assert all(mapping == InputMapping() for mapping in parse_mapping("").values())


WRONG = """
decimals = ","
encoding = "utf8-mb4"
[constants]
currency = "USD"
[invioces]
decimal = "."
[invoices]
dateformat = "%d.%m.%Y"
date_format = "%d.%m"
thousands = "."
true = []
[invoices.columns]
due_dat = "Due"
invoice_id = "No"
document_id = "Number"
amount = 5
currency = "Cur"
[invoices.constants]
currency = "USD"
issued_on = 2012-12-31
disputed = "maybe"
[invoices.choices]
party_id = {a = ["b"]}
kind = {invoice = "R", credit_note = "R", invioce = "x", recepit = "y"}
[orders]
constants = 3
"""


def test_all_problems_are_reported_at_once() -> None:
    """One reading of a mapping file names everything that has to be mended, each by its path."""
    with pytest.raises(MappingError) as caught:
        parse_mapping(WRONG, "wrong.toml")
    error = caught.value
    assert isinstance(error, CreditkitError)
    assert isinstance(error, ValueError)
    assert all(isinstance(problem, InvalidInput) for problem in error.problems)
    assert {problem.path for problem in error.problems} == {
        "decimals",
        "encoding",
        "constants",
        "invioces",
        "invoices.dateformat",
        "invoices.date_format",
        "invoices.thousands",
        "invoices.true",
        "invoices.columns.due_dat",
        "invoices.columns.document_id",
        "invoices.columns.amount",
        "invoices.columns.currency",
        "invoices.constants.issued_on",
        "invoices.choices.party_id",
        "invoices.choices.kind.credit_note",
        "invoices.choices.kind.invioce",
        "invoices.choices.kind.recepit",
        "orders.constants",
    }
    assert str(error).startswith("wrong.toml: 18 problems\n  encoding: 'utf8-mb4' given; accepted: ")
    assert "Did you mean 'invoices'?" in str(error)
    assert "Did you mean 'due_on'?" in str(error)
    assert "Write [invoices.constants]" in str(error)


@pytest.mark.parametrize(
    ("constant", "accepted"),
    [
        ('disputed = "maybe"', "true, yes, y, 1, 是, false, no, n, 0, 否"),
        ('amount = "1.234,56"', "1234.50"),
        ('kind = "order"', "invoice, credit_note, receipt"),
        ("disputed = true", "text, or a whole number"),
        ("amount = 1.5", "text, or a whole number"),
        ('party_id = " "', "a cell of kind id"),
    ],
)
def test_a_constant_is_a_cell_of_its_column(constant: str, accepted: str) -> None:
    """A constant that cannot be read is a wrong mapping, not a file full of wrong rows."""
    with pytest.raises(MappingError) as caught:
        parse_mapping(f"[invoices.constants]\n{constant}")
    assert [problem.accepted for problem in caught.value.problems] == [accepted]


def test_whole_numbers_are_taken_as_constants() -> None:
    """A whole number needs no quotes."""
    assert parse_mapping("[invoices.constants]\namount = 5")["invoices"].constants == {"amount": "5"}


def test_a_contradiction_of_the_defaults_is_said_once() -> None:
    """Not once for each of the six inputs that inherit it."""
    with pytest.raises(MappingError) as caught:
        parse_mapping('decimal = ","\nthousands = ","\ntrue = ["0"]')
    assert [problem.path for problem in caught.value.problems] == ["thousands", "true"]


def test_what_is_not_toml_is_a_problem() -> None:
    """A syntax error is told with its place, like any other problem."""
    with pytest.raises(MappingError, match=r"m: 1 problem\n  file: .*line 1"):
        parse_mapping("decimal = ,", "m")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_format": "%d.%m"},
        {"date_format": "%Y-%m-%d %Y"},
        {"date_format": "%Y-%m-%d %Q"},
        {"date_format": "%Y-%m-%d%"},
        {"date_format": "%x"},
        {"decimal": ""},
        {"decimal": "5"},
        {"decimal": "-"},
        {"thousands": ".."},
        {"thousands": "\n"},
        {"decimal": ",", "thousands": ","},
        {"delimiter": "||"},
        {"delimiter": '"'},
        {"encoding": "rot13"},
        {"encoding": "no\0name"},
        {"true": ("Ja", "NO")},
        {"columns": {"currency": "C"}, "constants": {"currency": "EUR"}},
        {"choices": {"kind": {"invoice": ("R",), "receipt": ("R",)}}},
    ],
)
def test_a_spelling_outside_its_domain_is_refused(wrong: dict[str, object]) -> None:
    """Also where a mapping is built in Python."""
    with pytest.raises(InvalidInput):
        InputMapping(**wrong)  # type: ignore[arg-type]
