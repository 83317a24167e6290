"""Scoring: scorecards with exact points, explained, for one record and for columns."""

from creditkit.scoring._card import Scorecard, Scorer
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._fallbacks import Fallback, Give, LeaveOut, Points, Refuse
from creditkit.scoring._scales import Bin
from creditkit.scoring._score import Contribution, Score
from creditkit.scoring._scores import Scores

__all__ = [
    "Bin",
    "Categorical",
    "Characteristic",
    "Contribution",
    "Fallback",
    "Give",
    "LeaveOut",
    "Numeric",
    "Points",
    "Refuse",
    "Score",
    "Scorecard",
    "Scorer",
    "Scores",
]
