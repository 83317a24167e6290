"""The loop: from a snapshot to everything that is said about it."""

from creditkit.loop._assess import Assessment, assess
from creditkit.loop._digest import connected, digest_of
from creditkit.loop._orders import check, decisions_of
from creditkit.loop._points import Applied, PointEvent, apply_ledger
from creditkit.loop._records import assessment_entry, order_entry, review_entries
from creditkit.loop._replay import Replay, replayed
from creditkit.loop._reservations import (
    EVENT_KINDS,
    ended_entry,
    event_entry,
    ledger_events,
    release_entry,
    reservation_entry,
    reserved_orders,
)
from creditkit.loop._review import Judged, Review, review
from creditkit.loop._tables import way_text
from creditkit.loop._totals import Totals

__all__ = [
    "EVENT_KINDS",
    "Applied",
    "Assessment",
    "Judged",
    "PointEvent",
    "Replay",
    "Review",
    "Totals",
    "apply_ledger",
    "assess",
    "assessment_entry",
    "check",
    "connected",
    "decisions_of",
    "digest_of",
    "ended_entry",
    "event_entry",
    "ledger_events",
    "order_entry",
    "release_entry",
    "replayed",
    "reservation_entry",
    "reserved_orders",
    "review",
    "review_entries",
    "way_text",
]
