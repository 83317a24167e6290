"""An analyst's notebook: build a scorecard, score a dataframe, see contributions.

With polars or pandas installed the table is a dataframe of theirs; without, it is plain columns.
"""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from creditkit.adapters.frames import columns, frame_like
from creditkit.reasons import text
from creditkit.scoring import Categorical, Grading, LeaveOut, Numeric, Refuse, Scorecard

card = Scorecard([
    Numeric("on_time_rate", edges=["0.80", "0.95"], points=[0, 20, 30], better="higher", missing=LeaveOut()),
    Numeric("overdue_count", edges=[1, 2, 5], points=[20, 15, 5, 0], better="lower"),
    Categorical("industry", {"steel": 5, ("retail", "food"): 15}, missing=LeaveOut(), unseen=Refuse()),
])  # fmt: skip
grading = Grading({"A": 55, "B": 40, "C": 20, "D": 0}, minimum_coverage="0.6")

one = card.score({"on_time_rate": Decimal("0.97"), "overdue_count": 0, "industry": "retail"})
print(f"{one.points} of {one.maximum} points, coverage {one.coverage}, grade {grading.grade(one).label}")
for contribution in one.contributions:
    print(f"  {contribution.characteristic:<14} {contribution.points:>6}")
for finding in card.verify():
    print(f"{finding.severity}: {finding.path}: {text(finding.reason)}")


def table() -> Any:
    """Three customers, in whatever frame is at hand."""
    rates, industries = [Decimal("0.97"), Decimal("0.80"), None], ["retail", "steel", "food"]
    data = {"on_time_rate": rates, "overdue_count": [0, 2, 7], "industry": industries}
    for name in ("polars", "pandas"):
        if find_spec(name):
            return import_module(name).DataFrame(data)
    from creditkit.columns import Labels, Numbers

    return {
        "on_time_rate": Numbers([97, 80, 0], 2, [False, False, True]),
        "overdue_count": Numbers([0, 2, 7]),
        "industry": Labels.of(industries),
    }


df = table()
scores = card.score_many(columns(df))
result = frame_like(scores.columns(), like=df)
mean = scores.contribution("industry").mean() / 10**scores.decimals
print(f"\n{type(df).__module__}: the industry contributes {mean:.2f} points on average")
print(result)
