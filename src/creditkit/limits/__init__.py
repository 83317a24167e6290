"""Limits, terms and the order check: how much credit, on which terms, and whether this order may go."""

from creditkit.limits._case import ORDER_VALUES, Case, Line
from creditkit.limits._check import OrderCheck
from creditkit.limits._condition import ConditionCheck, Unknown
from creditkit.limits._cover import guarantee_additive, quota_share
from creditkit.limits._decision import Decision
from creditkit.limits._document_value import DocumentValue
from creditkit.limits._engine import Checks
from creditkit.limits._exemption import Exemption
from creditkit.limits._exposure import COMPONENTS, Exposure
from creditkit.limits._exposure_of_one import exposure
from creditkit.limits._exposures import Exposures, exposures
from creditkit.limits._grade_table import GradeTable
from creditkit.limits._holds import Holds
from creditkit.limits._in_force import InForce, limit_in_force, limits_in_force
from creditkit.limits._kinds import Limit, LimitColumn, Unlimited, Unset, UpTo, lowest
from creditkit.limits._lowest_of import LimitRounding, LowestOf
from creditkit.limits._missing_facts import MissingFacts
from creditkit.limits._need import NeedFromSales
from creditkit.limits._outcome import Outcome
from creditkit.limits._overdue import OldestOverdue, OverdueAmount
from creditkit.limits._position import Pool, PoolKind, Position
from creditkit.limits._prepayment import Prepayment
from creditkit.limits._release import Authority, Release
from creditkit.limits._rules import Derivation, EnteredOnly, LimitRule, Part, limit_many
from creditkit.limits._sequence import check_in_order
from creditkit.limits._share import ShareOf
from creditkit.limits._starter import Starter, StarterStep
from creditkit.limits._tax import largest_net
from creditkit.limits._temporary import TemporaryLimit
from creditkit.limits._terms import Terms
from creditkit.limits._utilisation import Utilisation
from creditkit.limits._verdicts import Failed, Passed, Then, Verdict, Warned
from creditkit.limits._ways import Pay, Prepay, Reduce, Wait, Way, take

__all__ = [
    "COMPONENTS",
    "ORDER_VALUES",
    "Authority",
    "Case",
    "Checks",
    "ConditionCheck",
    "Decision",
    "Derivation",
    "DocumentValue",
    "EnteredOnly",
    "Exemption",
    "Exposure",
    "Exposures",
    "Failed",
    "GradeTable",
    "Holds",
    "InForce",
    "Limit",
    "LimitColumn",
    "LimitRounding",
    "LimitRule",
    "Line",
    "LowestOf",
    "MissingFacts",
    "NeedFromSales",
    "OldestOverdue",
    "OrderCheck",
    "Outcome",
    "OverdueAmount",
    "Part",
    "Passed",
    "Pay",
    "Pool",
    "PoolKind",
    "Position",
    "Prepay",
    "Prepayment",
    "Reduce",
    "Release",
    "ShareOf",
    "Starter",
    "StarterStep",
    "TemporaryLimit",
    "Terms",
    "Then",
    "Unknown",
    "Unlimited",
    "Unset",
    "UpTo",
    "Utilisation",
    "Verdict",
    "Wait",
    "Warned",
    "Way",
    "check_in_order",
    "exposure",
    "exposures",
    "guarantee_additive",
    "largest_net",
    "limit_in_force",
    "limit_many",
    "limits_in_force",
    "lowest",
    "quota_share",
    "take",
]
