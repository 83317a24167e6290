"""Policies from text and back."""

from __future__ import annotations

from typing import Any

from creditkit.errors import InvalidInput
from creditkit.limits import Checks
from creditkit.policy._catalogue import base_fields
from creditkit.policy._plugins import Plugins
from creditkit.policy._policy import Policy
from creditkit.policy._problems import PolicyError
from creditkit.policy._reading import Reading
from creditkit.policy._root import ROOT
from creditkit.policy._syntax import FORMS, Form, tree_of
from creditkit.policy._tree import document
from creditkit.policy._writing import json_text, toml

#: The keys of the file that go by another name in Python.
_NAMES = {"file": "sources", "scorecard": "scorer"}
#: The keys that are not one part each.
_APART = ("schema", "checks", "exemptions", "aging")
_NO_PLUGINS = Plugins()


def parse_policy(text: str, *, form: Form = "toml", source: str = "<policy>", plugins: Plugins = _NO_PLUGINS) -> Policy:
    r"""A policy from the text of its file.

    Reading is strict: a text is no number and a flag is no number, a key that the table does not have is refused
    with the nearest one, a condition is checked against the declared facts. Numbers are exact in both forms.

    Args:
        text: TOML or JSON; see the reference of the policy file.
        form: which of the two.
        source: what the text is called in messages.
        plugins: the parts that the file may name with ``use``.

    Raises:
        PolicyError: with all problems at once, each with its path.
        InvalidInput: no text, or no such form.

    >>> policy = parse_policy('''
    ... schema = 1
    ... name = "house"
    ... currency = "EUR"
    ... [[terms.rows]]
    ... when = "tenure_months >= 12"
    ... then = { days = 30 }
    ... ''')
    >>> policy.terms.decide({"tenure_months": 24}).value.days
    30
    >>> try:
    ...     parse_policy('schema = 1\nname = "house"\ncurency = "EUR"')
    ... except PolicyError as error:
    ...     print(error.problems[0].path, error.problems[0].reason.code, error.problems[0].reason.figures["near"])
    curency policy_key_unknown currency
    """
    tree = tree_of(text, form, source)
    reading = Reading(plugins)
    reading.fields = base_fields(reading.currency)
    found = ROOT.take(tree, "", reading)
    if reading.problems.found:
        raise PolicyError(reading.problems.found, source)
    policy = _policy(found, reading)
    if policy is None:
        raise PolicyError(reading.problems.found, source)
    return policy


def _policy(found: dict[str, Any], reading: Reading) -> Policy | None:
    """The policy of what was read without a problem; None with a problem that only the whole shows."""
    parts = {_NAMES.get(key, key): value for key, value in found.items() if key not in _APART}
    notes: dict[str, Any] = {
        "labels": reading.labels,
        "prose": reading.prose,
        "groups": reading.groups,
        "used": reading.used,
    }
    try:
        checks = Checks(found.get("checks", ()), exemptions=found.get("exemptions", ()))
        return Policy(**parts, **found.get("aging", {}), checks=checks, **notes)
    except InvalidInput as error:
        path = error.path.replace("rules[", "checks[").replace("except_", "except")
        reading.problems.refused("", InvalidInput(path, error.given, error.accepted, error.remedy))
        return None


def dump_policy(policy: Policy, *, form: Form = "toml") -> str:
    """The text of a policy: parsed again, it is an equal policy with an equal fingerprint.

    Defaults are left out; descriptions, references, labels and texts are kept, comments are not.

    Raises:
        InvalidInput: no such form, or a part of the host's own for which ``used`` names no plug-in.

    >>> print(dump_policy(Policy(name="house", currency="EUR")))
    schema = 1
    name = "house"
    currency = "EUR"
    <BLANKLINE>
    """
    if form not in FORMS:
        raise InvalidInput("form", form, ", ".join(FORMS))
    tree = document(policy)
    return toml(tree) if form == "toml" else json_text(tree)
