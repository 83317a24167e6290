"""Facts: what is known, since when, and what could be known on a day."""

from creditkit.facts._checks import Moment
from creditkit.facts._facts import Facts
from creditkit.facts._intake import Intake, take
from creditkit.facts._records import (
    Adjustment,
    Allocation,
    AllocationKind,
    Delivery,
    Document,
    DocumentKind,
    Event,
    Fact,
    Hold,
    Instalment,
    Observation,
    Order,
    OrderStatus,
    Party,
    PartyKind,
    Standing,
)
from creditkit.facts._snapshot import Snapshot
from creditkit.facts._view import Allocations, View

__all__ = [
    "Adjustment",
    "Allocation",
    "AllocationKind",
    "Allocations",
    "Delivery",
    "Document",
    "DocumentKind",
    "Event",
    "Fact",
    "Facts",
    "Hold",
    "Instalment",
    "Intake",
    "Moment",
    "Observation",
    "Order",
    "OrderStatus",
    "Party",
    "PartyKind",
    "Snapshot",
    "Standing",
    "View",
    "take",
]
