"""Which account is something special, by its number: so that each occurs, and in a fixed share."""

from __future__ import annotations

#: One in so many, and at which place among them.
SUPPLIER = (25, 9)
#: The same legal entity as the account before it.
TWIN = (40, 12)
#: A supplier that is the same legal entity as the customer before it, and that customer.
ALSO_CUSTOMER, ALSO_SUPPLIER = (50, 34), (50, 33)
#: Its registration number was never learned.
NAMELESS = (25, 20)
#: Its invoices are sold.
FACTORED = (40, 22)
#: The head of a group; every other head has a limit that the whole group shares.
HEAD, SHARED_LIMIT = (20, 3), (40, 3)
#: Its limit is raised for a while: for a season under way, or from a day ahead, until which it is short.
PEAK, PEAK_AHEAD = (25, 6), (25, 2)
#: Its last review set the limit in dollars, for which there is no rate.
DOLLARS = (100, 47)
#: Kept in an old system: no recording times, closing days in place of receipts.
OLD_SYSTEM = (20, 16)


def has(number: int, role: tuple[int, int]) -> bool:
    """Whether the account of that number has the role.

    >>> [n for n in range(1, 101) if has(n, SUPPLIER)]
    [9, 34, 59, 84]
    """
    every, place = role
    return number % every == place
