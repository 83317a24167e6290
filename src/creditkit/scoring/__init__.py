"""Scoring: scorecards with exact points and grades, explained, for one record and for columns."""

from creditkit.scoring._attainable import Attainable, attainable
from creditkit.scoring._card import Scorecard
from creditkit.scoring._characteristics import Categorical, Characteristic, Numeric
from creditkit.scoring._fallbacks import Fallback, Give, LeaveOut, Points, Refuse
from creditkit.scoring._grade import Grade
from creditkit.scoring._grading import UNGRADED, Grading
from creditkit.scoring._overrides import Override, OverrideKind, Rises, Unknown
from creditkit.scoring._past import Held, Positions, held
from creditkit.scoring._scales import Bin
from creditkit.scoring._score import Contribution, GroupScore, Score
from creditkit.scoring._scorer import Scorer
from creditkit.scoring._scores import Scores
from creditkit.scoring._verify_card import verify_card
from creditkit.scoring._verify_grading import verify_grading

__all__ = [
    "UNGRADED",
    "Attainable",
    "Bin",
    "Categorical",
    "Characteristic",
    "Contribution",
    "Fallback",
    "Give",
    "Grade",
    "Grading",
    "GroupScore",
    "Held",
    "LeaveOut",
    "Numeric",
    "Override",
    "OverrideKind",
    "Points",
    "Positions",
    "Refuse",
    "Rises",
    "Score",
    "Scorecard",
    "Scorer",
    "Scores",
    "Unknown",
    "attainable",
    "held",
    "verify_card",
    "verify_grading",
]
