"""The tables of a review that a policy makes: scores, contributions, limits, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import cast

import numpy as np

from creditkit.columns import Column, Columns, Ints, Labels, Mask, Numbers, scaled
from creditkit.limits import Decision, Limit, Pay, Prepay, Reduce, Unlimited, UpTo, Way
from creditkit.loop._portfolio import Portfolio
from creditkit.money import Money
from creditkit.reasons import Reason
from creditkit.rules import holds_many
from creditkit.scoring import Scores
from creditkit.scoring._grade_many import bounded

#: Several codes in one cell.
BETWEEN = "; "
#: Codes that do not tell which check they are of: the cell names it in brackets.
SHARED = frozenset({"condition_unknown", "check_exempt"})
#: So many reasons of a score are named beside those of the grade.
TOP = 3


def scores_table(found: Portfolio) -> Columns:
    """``scores.csv``: a row a party. Reasons are the codes of the overrides that hold, then what cost most points.

    ``base`` is what the scorecard gives, ``adjustment`` the sum of the adjustments in force within its bounds, and
    ``score`` both together within theirs.
    """
    score, grade = cast(Numbers, found.columns["score"]), cast(Labels, found.columns["grade"])
    return MappingProxyType(
        {
            "party_id": found.party,
            "base": Numbers(found.scores.points, found.scores.decimals, found.scores.refused),
            "adjustment": _adjustments(found),
            "score": score,
            "grade": grade,
            "coverage": found.columns["coverage"],
            "reasons": Labels.of([BETWEEN.join(codes) or None for codes in _reasons(found)]),
        }
    )


def _adjustments(found: Portfolio) -> Numbers:
    """What the adjustments of each party add; zero where there are none."""
    refused = found.scores.refused
    if found.adjustments is None:
        return Numbers(np.zeros(len(found.party_ids), dtype=np.int64), 0, refused)
    held = bounded(found.work.policy.grading, found.adjustments)
    values = held.values if held.missing is None else np.where(held.missing, 0, held.values)
    return Numbers(values, held.decimals, refused)


def _reasons(found: Portfolio) -> list[list[str]]:
    """The codes of each party."""
    out: list[list[str]] = [[] for _ in found.party_ids]
    for i, override in enumerate(found.work.policy.grading.overrides):
        del i
        truth = holds_many(override.when, found.columns)
        fires = truth.true if override.unknown == "note" else truth.true | ~truth.known
        if override.at_most is not None:
            fires = fires & _known(found.columns.get(override.at_most), len(fires))
        for row in np.flatnonzero(fires & (found.grades >= 0)).tolist():
            if override.reason not in out[row]:
                out[row].append(override.reason)
    codes = found.scores.reason_codes
    for row, top in enumerate(found.scores.reasons(TOP).tolist()):
        if found.grades[row] >= 0:
            out[row].extend(codes[place] for place in top if place >= 0)
    for rejection in found.scores.rejected:
        out[rejection.row - 1] = [rejection.reason.code]
    return out


def _known(column: Column | None, rows: int) -> Mask:
    """Where the grade that bounds a lift is known; elsewhere the lift does not happen."""
    return column.codes >= 0 if isinstance(column, Labels) else np.zeros(rows, dtype=np.bool_)


def contributions_table(found: Portfolio) -> Columns:
    """``contributions.csv``: a row a party and characteristic, in the order of the card; none of a refused score."""
    scores = found.scores
    rows = np.flatnonzero(np.ones(len(scores), dtype=np.bool_) if scores.refused is None else ~scores.refused)
    card, width = scores.card, len(scores.card.scales)
    which = np.tile(np.arange(width), len(rows))
    values = [_texts(found.columns.get(name), rows) for name in card.inputs]
    bins = [_bins(scores, i, rows) for i in range(width)]
    points = np.array([scores.contribution(name)[rows] for name in card.inputs], dtype=np.int64)
    points = points.reshape(width, len(rows))
    most = np.array([scale.weight for scale in card.scales], dtype=np.int64)
    return MappingProxyType(
        {
            "party_id": Labels(np.repeat(rows, width), found.party_ids),
            "characteristic": Labels(which, card.inputs),
            "value": Labels.of([text for row in zip(*values, strict=True) for text in row]),
            "bin": Labels.of([text for row in zip(*bins, strict=True) for text in row]),
            "points": Numbers(points.T.reshape(-1), scores.decimals),
            "max_points": Numbers(most[which], scores.decimals),
        }
    )


def _bins(scores: Scores, i: int, rows: Ints) -> list[str]:
    labels = [one.label for one in scores.card.scales[i].bins]
    return [labels[place] for place in scores.bins[i][rows].tolist()]


def _texts(column: Column | None, rows: Ints) -> list[str | None]:
    """Values as their cells read."""
    if column is None:
        return [None] * len(rows)
    if isinstance(column, Labels):
        return column.take(rows).texts()
    if isinstance(column, Numbers):
        gone = np.zeros(len(column), dtype=np.bool_) if column.missing is None else column.missing
        units, missing = column.values[rows].tolist(), gone[rows].tolist()
        return [None if none else shown(unit, column.decimals) for unit, none in zip(units, missing, strict=True)]
    array = cast("np.ndarray[tuple[int], np.dtype[np.generic]]", column)[rows]
    return [None if value is None or value != value else str(value) for value in array.tolist()]


def shown(units: int, decimals: int) -> str:
    """A scaled integer as a plain decimal.

    >>> shown(-1250, 2)
    '-12.50'
    """
    return format(scaled(units, decimals), "f")


def limits_table(found: Portfolio) -> Columns:
    """``limits.csv``: a row a party, in the currency of its account.

    Where a rate is missing exposure, room and utilisation are left empty: a part of an amount is no amount.
    """
    positions = found.positions
    whole = [not one.problems and not getattr(one.exposure, "problems", ()) for one in positions]
    used = [str(one.used.amount) if ok else None for one, ok in zip(positions, whole, strict=True)]
    rooms = [one.headroom if ok else None for one, ok in zip(positions, whole, strict=True)]
    shares = [one.utilisation if ok else None for one, ok in zip(positions, whole, strict=True)]
    return MappingProxyType(
        {
            "party_id": found.party,
            "currency": Labels.of([one.currency for one in positions]),
            "limit": Labels.of([_limit(one.limit) for one in positions]),
            "exposure": Labels.of(used),
            "headroom": Labels.of([None if room is None else str(room.amount) for room in rooms]),
            "utilisation": _decimals(shares),
            "payment_days": found.columns["payment_days"],
            "prepayment_share": found.columns["prepayment_share"],
        }
    )


def _limit(limit: Limit) -> str | None:
    """A limit as a cell: an amount, ``unlimited``, or empty."""
    if isinstance(limit, UpTo):
        return str(limit.amount.amount)
    return "unlimited" if isinstance(limit, Unlimited) else None


def _decimals(values: Sequence[Decimal | None]) -> Numbers:
    """Shares at four decimals, half to even."""
    gone: Mask = np.array([value is None for value in values], dtype=np.bool_)
    return Numbers(np.array([_share(value) for value in values], dtype=np.int64), 4, gone)


def _share(value: Decimal | None) -> int:
    from creditkit.money import divided

    top, bottom = (0, 1) if value is None else value.as_integer_ratio()
    return divided(top * 10_000, bottom)


def decisions_table(found: Iterable[Decision]) -> Columns:
    """``decisions.csv``: a row an order, in the order of checking."""
    decisions = tuple(found)
    names = [decision.outcome.name for decision in decisions]
    return MappingProxyType(
        {
            "order_id": Labels.of([decision.order.order_id for decision in decisions]),
            "party_id": Labels.of([decision.order.party_id for decision in decisions]),
            "outcome": Labels.of(names),
            "reasons": Labels.of([_codes((*one.reasons, *one.warnings)) for one in decisions]),
            "ways_to_pass": Labels.of([_ways(decision) for decision in decisions]),
        }
    )


def _codes(reasons: Iterable[Reason]) -> str | None:
    return BETWEEN.join(dict.fromkeys(map(_code, reasons))) or None


def _code(reason: Reason) -> str:
    """The code, with the check that it is of where the code does not tell."""
    check = reason.figures.get("check")
    return f"{reason.code}({check})" if reason.code in SHARED and check is not None else reason.code


def _ways(decision: Decision) -> str | None:
    if not decision.outcome:
        return None
    return BETWEEN.join(way_text(way) for way in decision.checks.ways_to_pass(decision)) or None


def way_text(way: Way) -> str:
    """A way to pass in one line, for tables.

    >>> way_text(Prepay(Money("75000", "CNY"), Decimal("0.5")))
    'prepay 75000.00 CNY (50%)'
    """
    if isinstance(way, Pay):
        return f"pay {_money(way.amount)}"
    if isinstance(way, Prepay):
        share = format(scaled(_share(way.share), 2), "f").rstrip("0").rstrip(".")
        return f"prepay {_money(way.amount)} ({share}%)"
    if isinstance(way, Reduce):
        return f"reduce to {_money(way.to)}"
    return f"wait until {way.until.isoformat()}"


def _money(amount: Money) -> str:
    return f"{amount.amount} {amount.currency}"
