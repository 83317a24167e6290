"""The flaws of a policy that can be read: proved part by part, and across parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from string import Formatter

from creditkit.errors import InvalidInput
from creditkit.limits import ConditionCheck, GradeTable
from creditkit.policy._catalogue import COMPUTED
from creditkit.policy._policy import Policy
from creditkit.reasons import Finding, Language, Reason, Severity, text
from creditkit.rules import And, Compare, Condition, always, check_condition, fields_of, never, verify_table
from creditkit.scoring import UNGRADED, Scorecard

#: Which computed figures are known by the time that a step looks at the record.
_TO_GRADING = frozenset(("score", "coverage"))
_TO_TERMS = _TO_GRADING | {"grade"}
_TO_LIMITS = _TO_TERMS | {"payment_days", "prepayment_share"}
_NOTHING: frozenset[str] = frozenset()

_LANGUAGES: tuple[Language, ...] = ("en", "zh")


def verify(policy: Policy) -> tuple[Finding, ...]:
    """What is wrong with a policy, or odd about it; each with its path and, where there can be one, a witness.

    First what the parts say of themselves: the scorecard, the grading, the table of terms (gaps, overlaps, dead
    rows), the checks, the priority and the repair rules. Then what only the whole shows:

    ======================== ======== ==============================================================
    code                     severity found where
    ======================== ======== ==============================================================
    fact_undeclared          error    a part looks at a fact that is not declared (a policy built in Python)
    condition_unfit          error    a condition does not fit the declared facts (likewise)
    fact_not_yet_known       error    a step looks at a figure that only a later step computes
    fact_without_source      note     a part looks at an own fact for which ``[file]`` names no source
    grade_without_terms      warning  the terms go by grade, and no row can be true of this one
    grade_without_limit      warning  a table of amounts leaves a grade out, which then gets nothing
    check_always_fails       warning  the condition of a check is true of every order
    exemption_never_true     warning  nothing is ever exempt
    text_missing             note     a code of the policy's own has neither text nor label in a language it uses
    text_figure_unknown      warning  a text names a figure that the check does not carry
    policy_not_proved        note     a part is divided too finely to be proved
    ======================== ======== ==============================================================

    >>> from creditkit.limits import Terms
    >>> from creditkit.rules import Row, Table, parse
    >>> policy = Policy(name="house", currency="EUR")
    >>> row = Row(parse("grade == 'A'", policy.fields), Terms(30))
    >>> looks = Policy(name="house", currency="EUR", terms=Table("first", [row], Terms(0)))
    >>> [(finding.severity, finding.path, finding.reason.code) for finding in verify(looks)]
    [('note', 'terms.otherwise', 'table_gap')]
    """
    facts = tuple(_facts(policy))
    if any(finding.severity == "error" for finding in facts):
        return facts
    parts: tuple[Callable[[Policy], Iterable[Finding]], ...] = (
        _scorer,
        _grading,
        _terms,
        _limits,
        _checks,
        _priority,
        _repair,
        _texts,
    )
    return (*facts, *(finding for part in parts for finding in _proved(part, policy)))


def _proved(part: Callable[[Policy], Iterable[Finding]], policy: Policy) -> Iterator[Finding]:
    """What a part finds; where it is divided too finely, a note that says so."""
    try:
        yield from tuple(part(policy))
    except InvalidInput as error:
        yield _finding("note", part.__name__.strip("_"), "policy_not_proved", given=str(error.accepted))


def _finding(severity: Severity, path: str, finding: str, **figures: str) -> Finding:
    return Finding(severity, path, Reason(finding, figures))


def _under(prefix: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """A part's own findings, at the part's place in the policy."""
    for one in findings:
        path = one.path if one.path.startswith(prefix) else f"{prefix}.{one.path}".rstrip(".")
        yield Finding(one.severity, path, one.reason, one.witness)


def _looked_at(policy: Policy) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """Each step: its path, the facts that it looks at, and the computed figures that it may."""
    yield "scorecard", tuple(policy.scorer.inputs), _NOTHING
    yield "grading", tuple(policy.grading.inputs), _TO_GRADING
    yield "terms", policy.terms.inputs, _TO_TERMS
    yield "limits", tuple(policy.limits.inputs), _TO_LIMITS
    for i, check in enumerate(policy.checks.rules):
        yield f"checks[{i}]", tuple(check.inputs), COMPUTED
    for i, exemption in enumerate(policy.checks.exemptions):
        yield f"exemptions[{i}].when", fields_of(exemption.when), COMPUTED


def _facts(policy: Policy) -> Iterator[Finding]:
    sources = {rule.field for rule in policy.sources}
    told: set[str] = set()
    own = _own(policy)
    for path, names, known in _looked_at(policy):
        for name in names:
            if name not in policy.fields:
                yield _finding("error", path, "fact_undeclared", fact=name)
            elif name in COMPUTED - known:
                yield _finding("error", path, "fact_not_yet_known", fact=name)
            elif name in own and name not in sources and name not in told:
                told.add(name)
                yield _finding("note", f"fields.{name}", "fact_without_source", fact=name)
    for path, condition in _conditions(policy):
        if all(name in policy.fields for name in fields_of(condition)):
            yield from _unfit(path, condition, policy)


def _own(policy: Policy) -> set[str]:
    from creditkit.policy._sections.fields import own_fields

    return {field.name for field in own_fields(policy.fields, policy.currency)}


def _conditions(policy: Policy) -> Iterator[tuple[str, Condition]]:
    for i, override in enumerate(policy.grading.overrides):
        yield f"grading.overrides[{i}].when", override.when
    for i, row in enumerate(policy.terms.rows):
        yield f"terms.rows[{i}].when", row.when
    for i, check in enumerate(policy.checks.rules):
        if isinstance(check, ConditionCheck):
            yield f"checks[{i}].fails_when", check.fails_when
    for i, exemption in enumerate(policy.checks.exemptions):
        yield f"exemptions[{i}].when", exemption.when


def _unfit(path: str, condition: Condition, policy: Policy) -> Iterator[Finding]:
    try:
        check_condition(condition, policy.fields, path)
    except InvalidInput as error:
        yield _finding("error", path, "condition_unfit", given=str(error.given), accepted=error.accepted)


def _scorer(policy: Policy) -> Iterator[Finding]:
    if isinstance(policy.scorer, Scorecard):
        yield from _under("scorecard", policy.scorer.verify(policy.fields))


def _grading(policy: Policy) -> Iterator[Finding]:
    if policy.grading == UNGRADED:
        return
    card = policy.scorer if isinstance(policy.scorer, Scorecard) and policy.scorer.characteristics else None
    yield from _under("grading", policy.grading.verify(policy.fields, card))


def _terms(policy: Policy) -> Iterator[Finding]:
    if not policy.terms.rows:
        return
    yield from verify_table(policy.terms, policy.fields, "terms")
    if policy.grading == UNGRADED or "grade" not in policy.terms.inputs:
        return
    for grade in policy.grading.labels:
        of_grade = Compare("grade", "==", grade)
        if all(never(And((of_grade, row.when)), policy.fields) for row in policy.terms.rows):
            reason = Reason("grade_without_terms", {"grade": grade})
            yield Finding("warning", "terms.rows", reason, {"grade": grade})


def _limits(policy: Policy) -> Iterator[Finding]:
    if policy.grading == UNGRADED:
        return
    for i, part in enumerate(getattr(policy.limits, "parts", ())):
        if isinstance(part, GradeTable):
            for grade in policy.grading.labels:
                if grade not in part.amounts:
                    yield _finding("warning", f"limits.parts[{i}].amounts", "grade_without_limit", grade=grade)


def _checks(policy: Policy) -> Iterator[Finding]:
    yield from policy.checks.verify(policy.fields)
    for i, check in enumerate(policy.checks.rules):
        if isinstance(check, ConditionCheck) and always(check.fails_when, policy.fields, missing=False):
            yield _finding("warning", f"checks[{i}].fails_when", "check_always_fails")


def _priority(policy: Policy) -> Iterator[Finding]:
    labels = () if policy.grading == UNGRADED else policy.grading.labels
    yield from policy.priority.verify(labels)


def _repair(policy: Policy) -> Iterator[Finding]:
    yield from _under("repair", policy.repair.verify(policy.scorer.inputs))


def _texts(policy: Policy) -> Iterator[Finding]:
    used = {language for said in policy.labels.values() for language in said}
    used |= {language for language, said in policy.texts.items() if said}
    for path, code in _codes(policy):
        for language in _LANGUAGES:
            if (not used or language in used) and not _says(policy, path, code, language):
                yield _finding("note", path, "text_missing", given=code, language=language)
    for check in policy.checks.rules:
        if isinstance(check, ConditionCheck):
            yield from _figures(policy, check)


def _codes(policy: Policy) -> Iterator[tuple[str, str]]:
    """The codes of the policy's own, with the path of what carries them."""
    for i, override in enumerate(policy.grading.overrides):
        yield f"grading.overrides[{i}]", override.reason
    for i, check in enumerate(policy.checks.rules):
        if isinstance(check, ConditionCheck):
            yield f"checks[{i}]", check.code


def _says(policy: Policy, path: str, code: str, language: Language) -> bool:
    said = code in policy.texts.get(language, {}) or language in policy.labels.get(path, {})
    return said or text(Reason(code), language) != code


def _figures(policy: Policy, check: ConditionCheck) -> Iterator[Finding]:
    for language, texts in policy.texts.items():
        named = {name for _, name, _, _ in Formatter().parse(texts.get(check.code, "")) if name}
        for name in sorted(named.difference(check.inputs)):
            path = f"texts.{language}.{check.code}"
            yield _finding("warning", path, "text_figure_unknown", code=check.code, given=name)
