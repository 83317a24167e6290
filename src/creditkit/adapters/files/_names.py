"""Columns that go by another name in a file than in a record."""

from __future__ import annotations

from typing import overload

_IN_FILES = {
    ("invoices", "document_id"): "invoice_id",
    ("instalments", "document_id"): "invoice_id",
    ("allocations", "value_on"): "allocated_on",
}


@overload
def file_name(table: str, field: str) -> str: ...
@overload
def file_name(table: str, field: str | None) -> str | None: ...
def file_name(table: str, field: str | None) -> str | None:
    """The canonical name of a table's field in a CSV file.

    >>> file_name("invoices", "document_id")
    'invoice_id'
    """
    return None if field is None else _IN_FILES.get((table, field), field)
