"""Receivables: open items as of a day, and how parties pay."""

from creditkit.receivables._behaviour import Behaviour, behaviour
from creditkit.receivables._book import PAYS, TAKES_OFF, Book, Parts, Undated, book
from creditkit.receivables._due import BASES, NO_DAY
from creditkit.receivables._findings import findings
from creditkit.receivables._open_items import OpenItem, OpenItems, open_items
from creditkit.receivables._paid import Residue
from creditkit.receivables._ratios import Ratio, amount_days, ratios, rounded

__all__ = [
    "BASES",
    "NO_DAY",
    "PAYS",
    "TAKES_OFF",
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
    "findings",
    "open_items",
    "ratios",
    "rounded",
]
