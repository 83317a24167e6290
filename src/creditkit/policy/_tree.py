"""A policy as the tree of its file: the one source of what is written, compared and hashed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from creditkit.canonical import Json, digest
from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.policy._kinds import LANGUAGES
from creditkit.policy._problems import under
from creditkit.policy._root import ROOT, SCHEMA
from creditkit.policy._sections.checks import checks_tree, exemptions_tree
from creditkit.policy._sections.collection import aging_tree, collection_tree, priority_tree
from creditkit.policy._sections.disputes import dispute_tree, repair_tree
from creditkit.policy._sections.fields import fields_tree, sources_tree
from creditkit.policy._sections.grading import grading_tree
from creditkit.policy._sections.limits import limits_tree
from creditkit.policy._sections.measures import exposure_tree, measures_tree
from creditkit.policy._sections.scorecard import scorecard_tree
from creditkit.policy._sections.terms import terms_tree
from creditkit.policy._shapes import LABEL, PROSE, WORDS

if TYPE_CHECKING:
    from creditkit.policy._policy import Policy

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")


def to_tree(policy: Policy) -> dict[str, Any]:
    """Every key with its value, also those that have their default.

    Raises:
        InvalidInput: a part of the host's own for which ``used`` names no plug-in, or an amount in another
            currency than the policy's.
    """
    tree = {
        "schema": SCHEMA,
        "name": policy.name,
        "version": policy.version,
        "currency": policy.currency,
        "effective_from": policy.effective_from,
        "fields": fields_tree(policy.fields, policy.currency),
        "file": sources_tree(policy.sources),
        "measures": measures_tree(policy.measures),
        "scorecard": scorecard_tree(policy.scorer, policy.used.get("scorecard"), list(policy.groups)),
        "grading": grading_tree(policy.grading, policy.labels),
        "limits": limits_tree(policy.limits, policy.used),
        "exposure": exposure_tree(policy.exposure),
        "terms": terms_tree(policy.terms),
        "checks": checks_tree(policy.checks.rules, policy.used),
        "exemptions": exemptions_tree(policy.checks.exemptions),
        "aging": aging_tree(policy.buckets, policy.basis),
        "priority": priority_tree(policy.priority),
        "collection": collection_tree(policy.collection),
        "dispute": dispute_tree(policy.dispute),
        "repair": repair_tree(policy.repair),
        "texts": {language: dict(policy.texts.get(language, {})) for language in LANGUAGES},
    }
    _check_currency(tree, policy.currency, "")
    return tree


def _check_currency(tree: Any, currency: str, path: str) -> None:
    """Holds every amount to the policy's currency, which the file says once."""
    if isinstance(tree, Money) and tree.currency != currency:
        raise InvalidInput(path, str(tree), f"an amount in {currency}, the policy's currency")
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            _check_currency(value, currency, under(path, str(key)))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            _check_currency(value, currency, f"{path}[{i}]")


def canonical_tree(policy: Policy) -> dict[str, Json]:
    """What decides, without defaults and prose."""
    return ROOT.canon(to_tree(policy))


def fingerprint_of(policy: Policy) -> str:
    """SHA-256 of what decides."""
    return digest(canonical_tree(policy))


def document(policy: Policy) -> dict[str, Any]:
    """The tree of the policy's file: no defaults, and all that is said for people."""
    tree = ROOT.write(to_tree(policy))
    for path, said in policy.prose.items():
        table = _table_at(tree, path)
        if table is not None:
            table.update({key: WORDS.write(said[key]) for key in PROSE if key in said})
    for path, label in policy.labels.items():
        table = _table_at(tree, path)
        if table is not None:
            table[LABEL] = WORDS.write(label)
    return ROOT.lean(tree)


def _table_at(tree: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The table at a path; None where there is none any more, or where the path is of something else."""
    steps = _STEP.findall(path)
    if "".join(steps) != path.replace(".", ""):
        return None
    at: Any = tree
    for step in steps:
        at = _next(at, step)
    return at if isinstance(at, dict) else None


def _next(at: Any, step: str) -> Any:
    if isinstance(at, Mapping):
        return at.get(step)
    if isinstance(at, list) and step.startswith("[") and int(step[1:-1]) < len(at):
        return at[int(step[1:-1])]
    return None
