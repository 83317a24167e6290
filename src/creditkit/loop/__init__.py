"""The loop: from a snapshot to everything that is said about it."""

from creditkit.loop._assess import Assessment, assess
from creditkit.loop._orders import check, decisions_of
from creditkit.loop._review import Judged, Review, review
from creditkit.loop._tables import way_text
from creditkit.loop._totals import Totals

__all__ = ["Assessment", "Judged", "Review", "Totals", "assess", "check", "decisions_of", "review", "way_text"]
