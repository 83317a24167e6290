"""What ``review.json`` says of the ledger whose points and cases a review counts."""

from __future__ import annotations

from typing import Any, cast

from creditkit.columns import Columns, Labels, Numbers
from creditkit.loop import Applied, Review
from creditkit.loop._tables import scores_table


def ledger_account(review: Review, applied: Applied, file: str | None) -> dict[str, Any]:
    """How much there is, how much of it counts, whom it reaches and whom not; points are texts, as in the ledger."""
    return {
        "file": file,
        "name": applied.ledger.name,
        "streams": len(applied.accounts.streams),
        "events": applied.events,
        "applied": len(applied.adjustments),
        "cases": len(applied.cases),
        "without_party": list(applied.without_party),
        "parties": [] if review.judged is None else _parties(scores_table(review.judged.portfolio), applied),
    }


def _parties(scores: Columns, applied: Applied) -> list[dict[str, Any]]:
    """The parties for which an event counts: what the scorecard gives, what is added, the score."""
    moved = {one.party_id for one in applied.adjustments}
    parties = cast(Labels, scores["party_id"]).texts()
    columns = {name: cast(Numbers, scores[name]) for name in ("base", "adjustment", "score")}
    return [
        {"party_id": party, **{name: _text(column, row) for name, column in columns.items()}}
        for row, party in enumerate(parties)
        if party in moved
    ]


def _text(column: Numbers, row: int) -> str | None:
    value = column[row]
    return None if value is None else format(value, "f")
