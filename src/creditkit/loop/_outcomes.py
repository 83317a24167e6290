"""What a decision came to, as texts by name: what is recorded, and what a replay compares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from creditkit.canonical import canonical, numeral
from creditkit.columns import Value
from creditkit.errors import InvalidInput
from creditkit.limits import Decision, Limit, Position, Terms, Unlimited, UpTo
from creditkit.loop._assess import Assessment
from creditkit.money import Money
from creditkit.reasons import Reason

#: The types of the entries.
ASSESSED, CHECKED = "credit_assessed", "order_checked"
#: A figure that there is none of.
NONE = ""


def assessed_figures(found: Assessment) -> dict[str, str]:
    """Of an assessment: score and grade, terms, limits, position."""
    grade = found.grade
    return {
        "base": numeral(found.score.points),
        "adjustment": numeral(grade.adjustment),
        "score": numeral(grade.points),
        "coverage": numeral(found.score.coverage),
        "grade": grade.label,
        "computed": grade.computed,
        "cut_off": grade.cut_off,
        **_terms(found.terms),
        "proposed": limit_text(found.proposed.limit),
        "in_force": limit_text(found.in_force.limit),
        **_position(found.position),
        "reasons": _codes((*grade.reasons, *found.proposed.reasons)),
    }


def checked_figures(found: Decision) -> dict[str, str]:
    """Of an order check: the outcome, the position it was checked against, and why."""
    values = found.position.values
    return {
        "outcome": found.outcome.name,
        "score": _plain(values.get("score")),
        "grade": _plain(values.get("grade")),
        **_terms(found.terms),
        **_position(found.position),
        "reasons": _codes(found.reasons),
        "warnings": _codes(found.warnings),
    }


def _terms(terms: Terms | None) -> dict[str, str]:
    if terms is None:
        return {"payment_days": NONE, "prepayment_share": NONE}
    return {"payment_days": str(terms.days), "prepayment_share": numeral(terms.prepayment_share)}


def _position(position: Position) -> dict[str, str]:
    return {
        "limit": limit_text(position.limit),
        "exposure": str(position.used),
        "headroom": money_text(position.headroom),
        "problems": _codes(position.problems),
    }


def _codes(reasons: Iterable[Reason]) -> str:
    """The codes, each once and sorted: in which order two holds are told depends on the order of the facts."""
    return canonical([*sorted({reason.code for reason in reasons})])


def limit_text(limit: Limit) -> str:
    """A limit as text: ``unset``, ``unlimited`` or an amount."""
    if isinstance(limit, UpTo):
        return str(limit.amount)
    return "unlimited" if isinstance(limit, Unlimited) else "unset"


def money_text(money: Money | None) -> str:
    """An amount as text, ``1250.00 CNY``; empty for None."""
    return NONE if money is None else str(money)


def money_of(text: str) -> Money | None:
    """The amount that a text stands for."""
    if text == NONE:
        return None
    amount, _, currency = text.partition(" ")
    return Money(amount, currency)


def day_text(day: date | None) -> str:
    """A day as text; empty for None."""
    return NONE if day is None else day.isoformat()


def day_of(text: str) -> date | None:
    """The day that a text stands for.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return None if text == NONE else date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("effect", text, "a day as YYYY-MM-DD") from None


def _plain(value: Value) -> str:
    if value is None:
        return NONE
    return numeral(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else str(value)
