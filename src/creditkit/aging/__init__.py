"""Ageing of open items, the first KPIs of a portfolio, and whom to call about what is overdue."""

from creditkit.aging._age import Aging, Basis, age
from creditkit.aging._buckets import NOT_DUE, UNAPPLIED, UNDETERMINED, Buckets, Closed
from creditkit.aging._collection import Collection, Step
from creditkit.aging._formulas import (
    Concentration,
    Countback,
    average_days_delinquent,
    best_possible_days_sales_outstanding,
    concentration_of,
    countback_dso,
    days_sales_outstanding,
    weighted_days,
)
from creditkit.aging._kpis import (
    Kpi,
    best_possible_dso,
    concentration,
    days_beyond_terms,
    dso,
    kpis,
    overdue_share,
)
from creditkit.aging._priority import Priority, Small
from creditkit.aging._worklist import worklist

__all__ = [
    "NOT_DUE",
    "UNAPPLIED",
    "UNDETERMINED",
    "Aging",
    "Basis",
    "Buckets",
    "Closed",
    "Collection",
    "Concentration",
    "Countback",
    "Kpi",
    "Priority",
    "Small",
    "Step",
    "age",
    "average_days_delinquent",
    "best_possible_days_sales_outstanding",
    "best_possible_dso",
    "concentration",
    "concentration_of",
    "countback_dso",
    "days_beyond_terms",
    "days_sales_outstanding",
    "dso",
    "kpis",
    "overdue_share",
    "weighted_days",
    "worklist",
]
