"""What is odd about a portfolio, as findings and as a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from creditkit.columns import Columns, Labels
from creditkit.limits import Decision
from creditkit.loop._portfolio import Portfolio
from creditkit.reasons import Figure, Finding, Language, Reason, text
from creditkit.rules import holds_many

#: Where a finding's path names a party. An id may hold brackets itself.
_PARTY = re.compile(r"(?:files|parties|events|standings)\[(?P<rest>.*)", re.DOTALL)
_WORST_FIRST = ("error", "warning", "note")


def all_findings(found: Portfolio, decisions: Iterable[Decision]) -> tuple[Finding, ...]:
    """The findings of files, scores, grades, limits and orders, each once."""
    every = (
        *found.files.findings,
        *_refused(found),
        *_untold(found),
        *_limits(found),
        *_warned(decisions),
    )
    return tuple(dict.fromkeys(every))


def _refused(found: Portfolio) -> Iterator[Finding]:
    """Parties that could not be scored: an error each, for nothing below it can be relied on."""
    for rejection in found.scores.rejected:
        yield Finding("error", f"parties[{found.party_ids[rejection.row - 1]}].{rejection.field}", rejection.reason)


def _untold(found: Portfolio) -> Iterator[Finding]:
    """Rules of the grade that could not be told for some parties: one finding a rule, with how many."""
    for i, override in enumerate(found.work.policy.grading.overrides):
        unknown = int((~holds_many(override.when, found.columns).known & (found.grades >= 0)).sum())
        if unknown:
            figures: dict[str, Figure] = {
                "override": override.reason,
                "parties": unknown,
                "applied": override.unknown == "apply",
            }
            yield Finding("note", f"policy.grading.overrides[{i}]", Reason("override_untold", figures))


def _limits(found: Portfolio) -> Iterator[Finding]:
    """What is odd about limits and exposures."""
    for party, position in zip(found.party_ids, found.positions, strict=True):
        yield from found.work.in_force(party).findings
        for reason in (*position.problems, *getattr(position.exposure, "problems", ())):
            yield Finding("error", f"parties[{party}].exposure", reason)


def _warned(decisions: Iterable[Decision]) -> Iterator[Finding]:
    """Warnings on orders."""
    for decision in decisions:
        for reason in decision.warnings:
            path = f"parties[{decision.order.party_id}].orders[{decision.order.order_id}]"
            yield Finding("note", path, reason)


def party_of(finding: Finding, parties: Collection[str]) -> str | None:
    """The party that a finding is about, where it is about one: the longest of the known ids that its path fits."""
    match = _PARTY.match(finding.path)
    ends = re.finditer(r"\](?=\.|$)", match["rest"]) if match else ()
    named = [match["rest"][: end.start()] for end in ends if match]
    return next((name for name in reversed(named) if name in parties), None)


def findings_table(
    findings: Iterable[Finding], parties: Collection[str], language: Language, templates: Mapping[str, str]
) -> Columns:
    """``findings.csv``: the worst first, then by party and code; what is about no party stands first."""
    rows = sorted(
        (
            (one.severity, party_of(one, parties), one.reason.code, text(one.reason, language, templates))
            for one in findings
        ),
        key=lambda row: (_WORST_FIRST.index(row[0]), row[1] or "", row[2], row[3]),
    )
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    names = ("severity", "party_id", "code", "message")
    return MappingProxyType({name: Labels.of(column) for name, column in zip(names, columns, strict=True)})
