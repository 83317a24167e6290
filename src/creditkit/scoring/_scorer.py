"""What scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from creditkit.columns import Columns, Record
    from creditkit.scoring._score import Score
    from creditkit.scoring._scores import Scores


class Scorer(Protocol):
    """What scores: a scorecard, or a host's own model."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The fields that it reads."""
        ...

    def score(self, values: Record) -> Score:
        """Scores one record. A field that is not in it counts as missing."""
        ...

    def score_many(self, columns: Columns) -> Scores:
        """Scores columns, row by row equal to :meth:`score`."""
        ...
