"""The loop: from a snapshot to everything that is said about it."""

from creditkit.loop._review import Review, review
from creditkit.loop._totals import Totals

__all__ = ["Review", "Totals", "review"]
