"""Receivables: open items as of a day, and how parties pay."""

from creditkit.receivables._behaviour import Behaviour, Residue, behaviour
from creditkit.receivables._book import Book, Parts, Undated, book
from creditkit.receivables._due import BASES, replacement_findings
from creditkit.receivables._open_items import OpenItem, OpenItems, open_findings, open_items
from creditkit.receivables._ratios import Ratio, amount_days, ratios, rounded

__all__ = [
    "BASES",
    "Behaviour",
    "Book",
    "OpenItem",
    "OpenItems",
    "Parts",
    "Ratio",
    "Residue",
    "Undated",
    "amount_days",
    "behaviour",
    "book",
    "open_findings",
    "open_items",
    "ratios",
    "replacement_findings",
    "rounded",
]
