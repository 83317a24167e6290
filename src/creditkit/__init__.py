"""creditkit: credit policy as code for B2B trade credit.

The names of page one, loaded on first use (PEP 562), so that ``import creditkit`` costs
nothing: neither numpy nor any other dependency is imported by it. No name here is also
the name of a submodule.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

#: Where each name of page one lives.
_HOME = {
    "CreditkitError": "creditkit.errors",
    "Money": "creditkit.money",
    "Reason": "creditkit.reasons",
    "Facts": "creditkit.facts",
    "Party": "creditkit.facts",
    "Document": "creditkit.facts",
    "Allocation": "creditkit.facts",
    "Order": "creditkit.facts",
    "Observation": "creditkit.facts",
    "Policy": "creditkit.policy",
    "parse_policy": "creditkit.policy",
    "ready_made": "creditkit.policy",
    "assess": "creditkit.loop",
    "check": "creditkit.loop",
    "review": "creditkit.loop",
}

if TYPE_CHECKING:
    from creditkit.errors import CreditkitError as CreditkitError
    from creditkit.facts import Allocation as Allocation
    from creditkit.facts import Document as Document
    from creditkit.facts import Facts as Facts
    from creditkit.facts import Observation as Observation
    from creditkit.facts import Order as Order
    from creditkit.facts import Party as Party
    from creditkit.loop import assess as assess
    from creditkit.loop import check as check
    from creditkit.loop import review as review
    from creditkit.money import Money as Money
    from creditkit.policy import Policy as Policy
    from creditkit.policy import parse_policy as parse_policy
    from creditkit.policy import ready_made as ready_made
    from creditkit.reasons import Reason as Reason

__all__ = [
    "Allocation",
    "CreditkitError",
    "Document",
    "Facts",
    "Money",
    "Observation",
    "Order",
    "Party",
    "Policy",
    "Reason",
    "__version__",
    "assess",
    "check",
    "parse_policy",
    "ready_made",
    "review",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'creditkit' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
