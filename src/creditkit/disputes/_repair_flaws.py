"""What is odd about repair rules: penalties that count twice, rules that never do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from creditkit.disputes._penalties import Penalty
from creditkit.disputes._repairs import RepairRule
from creditkit.money import divided
from creditkit.reasons import Figure, Finding, Reason, Severity

if TYPE_CHECKING:
    from creditkit.disputes._repair import RepairRules


def flaws(rules: RepairRules, inputs: Collection[str]) -> Iterator[Finding]:
    """The findings on rules: penalty by penalty, then rule by rule."""
    for i, penalty in enumerate(rules.penalties):
        yield from _of_penalty(penalty, f"penalties[{i}]", inputs)
    for i, rule in enumerate(rules.rules):
        yield from _of_rule(rules, rule, f"rules[{i}]")


def _of_penalty(penalty: Penalty, path: str, inputs: Collection[str]) -> Iterator[Finding]:
    for fact in dict.fromkeys((penalty.event, *penalty.facts)):
        if fact in inputs:
            yield _finding("warning", path, "penalty_measured_twice", event=penalty.event, fact=fact)
    if penalty.at_most is not None and -penalty.points > penalty.at_most:
        figures: dict[str, Figure] = {"event": penalty.event, "points": penalty.points, "at_most": penalty.at_most}
        yield _finding("note", f"{path}.at_most", "penalty_above_its_cap", **figures)


def _of_rule(rules: RepairRules, rule: RepairRule, path: str) -> Iterator[Finding]:
    figures: dict[str, Figure]
    longest = max((one.expires_days for one in rules.penalties), default=None)
    wait = rules.wait(rule)
    if longest is not None and rule.effect != "reverse" and wait >= longest:
        yield _finding("warning", path, "repair_never_in_time", outcome=rule.outcome, days=wait, expires_days=longest)
    if rule.effect in ("waive", "restore") and rule.points is None:
        for penalty in rules.penalties:
            if not _share(rules, rule, penalty):
                figures = {"outcome": rule.outcome, "event": penalty.event, "points": penalty.points}
                yield _finding("warning", f"{path}.share", "repair_rounds_to_nothing", **figures)
    most = rules.at_most_per_year
    if most is not None and rule.points is not None and rule.points > most:
        figures = {"outcome": rule.outcome, "points": rule.points, "at_most": most}
        yield _finding("note", f"{path}.points", "repair_above_yearly_cap", **figures)


def _share(rules: RepairRules, rule: RepairRule, penalty: Penalty) -> int:
    """What the share of a penalty comes to, at the decimals of the rules."""
    lost, parts = penalty.points.as_integer_ratio()
    share, whole = rule.share.as_integer_ratio()
    return divided(-lost * share * 10**rules.decimals, parts * whole, rules.round)


def _finding(severity: Severity, path: str, finding: str, **figures: Figure) -> Finding:
    return Finding(severity, path, Reason(finding, figures))
