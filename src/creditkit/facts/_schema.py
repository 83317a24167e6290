"""The tables of facts: which columns each has, what they hold, which may be empty.

One description serves every door. Records become columns by reading the attributes named
here, a file reader turns cells into the kinds named here, and the intake checks columns
against it; so a fact means the same however it came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import attrs

#: What a column holds, and as which column type it is taken:
#: ``id``        text that may not be empty: Labels
#: ``label``     text or missing: Labels
#: ``choice``    one of ``choices`` or missing (the first choice is then meant): Labels
#: ``currency``  an ISO 4217 code: Labels, or one str for all rows
#: ``amount``    money: Amounts, or Numbers or a plain number array beside the table's currency column
#: ``number``    a decimal or missing: Numbers
#: ``limit``     an amount, the word ``unlimited``, or missing (unset): Labels
#: ``date``      a day or missing: datetime64[D], NaT is missing
#: ``moment``    an instant in UTC or missing: datetime64[us]; a day stands for its last microsecond
#: ``flag``      bool; missing is false
#: ``value``     any plain value: an object array or Labels
Kind: TypeAlias = Literal[
    "id", "label", "choice", "currency", "amount", "number", "limit", "date", "moment", "flag", "value"
]


@attrs.frozen
class Field:
    """One column of a table of facts.

    Args:
        name: the column, and the attribute of the record.
        kind: what it holds.
        required: an empty cell rejects the row.
        choices: for ``choice``: the accepted words; the first one is meant where the cell is empty.
        column_required: the column itself must be there, though its cells may be empty.
        aliases: further names under which a table may bring the column.
    """

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    column_required: bool = False
    aliases: tuple[str, ...] = ()


@attrs.frozen
class Table:
    """One table of facts: its fields in order, and the columns that make up the identity of a row."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name or alias, or None."""
        return next((f for f in self.fields if name == f.name or name in f.aliases), None)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which the table cannot be taken."""
        return tuple(f.name for f in self.fields if f.required or f.column_required)


DOCUMENT_KINDS = ("invoice", "credit_note", "receipt")
ALLOCATION_KINDS = (
    "cash", "credit_note", "write_off", "discount", "deduction",
    "withholding_tax", "bill", "contra", "exchange", "factoring",
)  # fmt: skip
ORDER_STATUSES = ("open", "shipped", "billed", "closed", "cancelled")
PARTY_KINDS = ("customer", "supplier")

_RECORDED = Field("recorded_at", "moment")


def _id(name: str, *aliases: str) -> Field:
    return Field(name, "id", required=True, aliases=aliases)


def _day(name: str, *aliases: str) -> Field:
    return Field(name, "date", required=True, aliases=aliases)


_ALL = (
    Table(
        "parties",
        (
            _id("party_id"), Field("name", "label"), Field("kind", "choice", choices=PARTY_KINDS),
            Field("identity", "label"), Field("parent_id", "label"), Field("entity_id", "label"),
            Field("country", "label"), Field("industry", "label"), Field("registered_on", "date"),
            Field("registered_capital", "number"), Field("customer_since", "date"),
            Field("credit_limit", "limit"), Field("currency", "currency"), _RECORDED,
        ),
        ("party_id",),
    ),
    Table(
        "invoices",
        (
            _id("document_id", "invoice_id"), _id("party_id"),
            Field("kind", "choice", choices=DOCUMENT_KINDS),
            Field("currency", "currency", required=True), Field("amount", "amount", required=True),
            _day("issued_on"), Field("due_on", "date", column_required=True), Field("settled_on", "date"),
            Field("disputed", "flag"), Field("disputed_on", "date"), Field("disputed_amount", "amount"),
            Field("dispute_ended_on", "date"), Field("our_fault_on", "date"), Field("replaces_id", "label"),
            Field("entity_id", "label"), Field("order_id", "label"), _RECORDED,
        ),
        ("document_id",),
    ),
    Table(
        "instalments",
        (
            _id("document_id", "invoice_id"), _day("due_on"), Field("currency", "currency"),
            Field("amount", "amount", required=True), _RECORDED,
        ),
    ),
    Table(
        "allocations",
        (
            _id("allocation_id"), _id("to_id", "invoice_id"), Field("currency", "currency"),
            Field("amount", "amount", required=True), _day("value_on", "allocated_on"),
            Field("from_id", "label"), Field("kind", "choice", choices=ALLOCATION_KINDS),
            Field("reversed_on", "date"), _RECORDED,
        ),
        ("allocation_id",),
    ),
    Table(
        "orders",
        (
            _id("order_id"), _id("party_id"), Field("currency", "currency", required=True),
            Field("amount", "amount", required=True), _day("placed_on"), Field("ship_on", "date"),
            Field("status", "choice", choices=ORDER_STATUSES), Field("payer_id", "label"),
            Field("prepaid", "amount"), _RECORDED,
        ),
        ("order_id",),
    ),
    Table(
        "deliveries",
        (
            _id("delivery_id"), _id("order_id"), Field("currency", "currency", required=True),
            Field("amount", "amount", required=True), _day("shipped_on"), _RECORDED,
        ),
        ("delivery_id",),
    ),
    Table(
        "observations",
        (
            _id("party_id"), _id("name"), Field("value", "value"), _id("source"),
            Field("observed_on", "date", column_required=True), _RECORDED,
        ),
        ("party_id", "name", "source", "observed_on"),
    ),
)  # fmt: skip

#: The tables that hold columns, by name. ``invoices`` holds every kind of document.
TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
