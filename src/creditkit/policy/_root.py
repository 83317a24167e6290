"""The whole file: its keys in the order in which they are read, for later ones build on earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditkit.canonical import Json
from creditkit.money import CURRENCIES, is_currency
from creditkit.money import nearest as nearest_currency
from creditkit.policy._catalogue import base_fields
from creditkit.policy._kinds import LANGUAGES, Day, Text, Whole
from creditkit.policy._problems import Bad, nearest, under
from creditkit.policy._reading import Reading
from creditkit.policy._sections.checks import CHECKS, EXEMPTIONS, read_checks, read_exemptions
from creditkit.policy._sections.collection import AGING, COLLECTION, PRIORITY
from creditkit.policy._sections.disputes import DISPUTE, REPAIR
from creditkit.policy._sections.fields import FIELDS, FILE, declare, read_sources
from creditkit.policy._sections.grading import GRADING
from creditkit.policy._sections.limits import LIMITS
from creditkit.policy._sections.measures import EXPOSURE, MEASURES
from creditkit.policy._sections.scorecard import SCORECARD
from creditkit.policy._sections.terms import TERMS
from creditkit.policy._shapes import REQUIRED, Key, Shape

#: The only schema so far. Defaults never change within one.
SCHEMA = 1


def _schema(given: Any, path: str, reading: Reading) -> Any:
    if given == SCHEMA or isinstance(given, Bad):
        return given
    return reading.problems.add(path, "policy_schema_unknown", given=given, accepted=SCHEMA)


def _currency(given: Any, path: str, reading: Reading) -> Any:
    """From here on amounts can be read, and the facts of the catalogue are known."""
    if isinstance(given, Bad):
        return given
    if not is_currency(given):
        near = next(iter(nearest_currency(given)), None) or nearest(given, CURRENCIES)
        return reading.problems.add(path, "policy_currency_unknown", given=given, near=near)
    reading.currency = given
    reading.fields = base_fields(given)
    return given


class Templates:
    """Templates of reasons by code: whatever codes there are."""

    said = "templates by code"

    def take(self, value: object, path: str, reading: Reading) -> Any:
        """A text a code."""
        if not isinstance(value, dict):
            return reading.wrong(path, value, "a table of texts by code")
        found = {}
        for code, template in value.items():
            at = under(path, code)
            if isinstance(Text().take(code, path, reading), Bad):
                continue
            words = Text().take(template, at, reading)
            if not isinstance(words, Bad) and not _formats(words):
                words = reading.wrong(at, words, "a template that names figures in braces: {days}")
            found[code] = words
        return found

    def write(self, value: Mapping[str, str]) -> dict[str, str]:
        """As it is."""
        return dict(value)

    def canon(self, value: Mapping[str, str]) -> Json:
        """Never asked for: texts decide nothing."""
        return dict(value)


def _formats(template: str) -> bool:
    """Whether a template names plain figures and nothing else: no attribute, no index, no format."""
    from string import Formatter

    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return False
    return all(name is None or (name.isidentifier() and not spec and not how) for _, name, spec, how in parts)


TEXTS = Shape(tuple(Key(language, Templates(), {}) for language in LANGUAGES))

ROOT = Shape(
    (
        Key("schema", Whole(1), REQUIRED, make=_schema),
        Key("name", Text(), REQUIRED),
        Key("version", Text(empty=True), ""),
        Key("currency", Text(), REQUIRED, make=_currency),
        Key("effective_from", Day()),
        Key("fields", FIELDS, {}, make=declare),
        Key("file", FILE, {}, make=read_sources),
        Key("measures", MEASURES, {}),
        Key("scorecard", SCORECARD, {}),
        Key("grading", GRADING),
        Key("limits", LIMITS),
        Key("exposure", EXPOSURE, {}),
        Key("terms", TERMS, {}),
        Key("checks", CHECKS, [], make=read_checks),
        Key("exemptions", EXEMPTIONS, [], make=read_exemptions),
        Key("aging", AGING, {}),
        Key("priority", PRIORITY, {}),
        Key("collection", COLLECTION, {}),
        Key("dispute", DISPUTE, {}),
        Key("repair", REPAIR, {}),
        Key("texts", TEXTS, {}, prose=True),
    ),
    "policy",
)
