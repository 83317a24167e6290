"""The policy: one value that configures every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Literal

import attrs

from creditkit.aging import Basis, Buckets, Collection, Priority
from creditkit.credit_file import CATALOGUE, Measures, SourceRule
from creditkit.credit_file._plan import Plan, planned
from creditkit.disputes import DisputeRules, RepairRules
from creditkit.errors import InvalidInput
from creditkit.limits import Checks, EnteredOnly, LimitRule, Terms
from creditkit.money import is_currency
from creditkit.policy._catalogue import COMPUTED, base_fields, with_grades, with_own_rules
from creditkit.policy._plugins import Used
from creditkit.policy._sections.measures import ExposureRules
from creditkit.policy._sections.terms import NO_TERMS
from creditkit.rules import Field, Fields, Table, declared
from creditkit.scoring import UNGRADED, Grading, Scorecard, Scorer

#: Said for people, by language.
Said = Mapping[str, str]


def _name(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or (not value and attribute.name == "name"):
        raise InvalidInput(attribute.name, value, "a text")


def _currency(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not is_currency(value):
        raise InvalidInput(attribute.name, value, "an ISO 4217 currency code, such as 'EUR'")


def _day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise InvalidInput(attribute.name, value, "a date, or None")


def _basis(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in ("due", "issue"):
        raise InvalidInput(attribute.name, value, "due, issue")


def _read_only(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


def _nested(given: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType({key: MappingProxyType(dict(inner)) for key, inner in given.items()})


def _plain(value: Any) -> Any:
    """A read-only mapping, and those in it, as dictionaries, which travel."""
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, MappingProxyType) else value


def _fields(given: Fields | Iterable[Field]) -> Fields:
    return declared(given.values() if isinstance(given, Mapping) else given)


def _rules(given: Iterable[SourceRule]) -> tuple[SourceRule, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, eq=False, slots=False, repr=False)
class Policy:
    """Names and currency, then one part a step. It holds no behaviour: its parts work without it.

    Every part has a default, so a policy may consist of checks alone, or of a scorecard alone. Two policies are
    equal if the files they would be written as are.

    Args:
        name: whose policy, and for what.
        version: as the host counts them.
        currency: of all amounts in the policy, and of the figures that its conditions compare.
        effective_from: the day from which it holds, for :func:`creditkit.policy.in_force`.
        fields: own facts; those of the catalogue and the computed figures are added.
        sources: own rules about whom to believe; those of the catalogue are added for all other facts.
        measures: how the figures of the ledger are measured.
        scorer: a scorecard, or a plug-in's.
        grading: from scores to grades; ``UNGRADED`` by default.
        limits: the rule that proposes limits; by default people enter them.
        exposure: what counts as exposure.
        terms: the table of terms; payment on delivery by default.
        checks: what an order has to pass, with the exemptions.
        buckets, basis: of the ageing: its spans, and whether they count from the due date or from the issue.
        priority, collection: who is called first, and what is done when.
        dispute: how long a case may take, and what a claim keeps out of dunning and order checks.
        repair: what events cost, and what gives it back.
        texts: templates of reasons by language and code; they win over ours.
        labels: what tables are called, by path and language: ``labels["checks[0]"]["zh"]``.
        prose: what else is said for people (``description``, ``reference``, ``source``, ``unit``), by path.
        groups: the scorecard's groups in the order in which they are shown.
        used: the plug-ins that made parts, by path (``scorecard``, ``limits``, ``checks[2]``). A part of the
            host's own has no fingerprint unless it stands here.

    Raises:
        InvalidInput: no name, no such currency, a day with a time, a field under the name of a computed figure.

    >>> policy = Policy(name="house", currency="EUR")
    >>> policy.terms.otherwise.days, policy.fingerprint[:8]
    (0, '...')
    """

    name: str = attrs.field(validator=_name)
    version: str = attrs.field(default="", validator=_name)
    currency: str = attrs.field(validator=_currency)
    effective_from: date | None = attrs.field(default=None, validator=_day)
    fields: Fields = attrs.field(factory=dict, converter=_fields)
    sources: tuple[SourceRule, ...] = attrs.field(default=(), converter=_rules)
    measures: Measures = attrs.field(factory=Measures)
    scorer: Scorer = attrs.field(factory=lambda: Scorecard(()))
    grading: Grading = UNGRADED
    limits: LimitRule = attrs.field(factory=EnteredOnly)
    exposure: ExposureRules = attrs.field(factory=ExposureRules)
    terms: Table[Terms] = NO_TERMS
    checks: Checks = attrs.field(factory=lambda: Checks(()))
    buckets: Buckets = attrs.field(factory=Buckets)
    basis: Basis = attrs.field(default="due", validator=_basis)
    priority: Priority = attrs.field(factory=Priority)
    collection: Collection = attrs.field(factory=lambda: Collection(()))
    dispute: DisputeRules = attrs.field(factory=DisputeRules)
    repair: RepairRules = attrs.field(factory=RepairRules)
    texts: Mapping[str, Said] = attrs.field(factory=dict, converter=_nested)
    labels: Mapping[str, Said] = attrs.field(factory=dict, converter=_nested)
    prose: Mapping[str, Mapping[str, Said]] = attrs.field(factory=dict, converter=_nested)
    groups: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    used: Mapping[str, Used] = attrs.field(factory=dict, converter=_read_only)

    def __attrs_post_init__(self) -> None:
        base = base_fields(self.currency)
        for name in sorted(COMPUTED & self.fields.keys()):
            if name != "grade" and self.fields[name] != base[name]:
                raise InvalidInput(f"fields.{name}", self.fields[name], "another name: this figure is computed")
        labels = () if self.grading == UNGRADED else self.grading.labels
        merged = with_grades({**base, **self.fields, **{name: base[name] for name in COMPUTED}}, labels)
        object.__setattr__(self, "fields", MappingProxyType(dict(merged)))
        object.__setattr__(self, "sources", with_own_rules(self.sources))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what decides, in 64 hexadecimal digits.

        Defaults that are written out, prose, labels, texts, spaces, comments, the order of keys and the form of
        numbers do not move it; each figure that decides does.

        Raises:
            InvalidInput: a part of the host's own for which ``used`` names no plug-in.
        """
        from creditkit.policy._tree import fingerprint_of

        return fingerprint_of(self)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Every value that a part looks at, each once, in the order of the steps."""
        parts = (self.scorer, self.grading, self.terms, self.limits, self.checks)
        return tuple(dict.fromkeys(name for part in parts for name in part.inputs))

    @cached_property
    def asked(self) -> Fields:
        """The declared fields among them: what an order check needs of a credit file."""
        return MappingProxyType({name: self.fields[name] for name in self.inputs if name in self.fields})

    @cached_property
    def file_plan(self) -> Plan:
        """What a whole credit file is asked for; made once, for every file under the policy."""
        return self._plan_of(self.fields)

    @cached_property
    def asked_plan(self) -> Plan:
        """The same, kept to what an order check needs."""
        return self._plan_of(self.asked)

    def _plan_of(self, fields: Fields) -> Plan:
        return planned(fields, self.sources, self.measures, self.currency, set)

    def label(self, path: str, language: Literal["en", "zh"] = "en") -> str:
        """What a table of the policy is called; the name of the thing itself where nothing is said.

        Args:
            path: of a table (``checks[0]``), of a fact (``on_time_rate``: its characteristic, its declaration or
                the catalogue), or of a grade (``A``).
            language: ``en`` or ``zh``.

        >>> Policy(name="house", currency="EUR").label("on_time_rate", "zh")
        '按期付款率'
        """
        for place in (path, *self._places(path)):
            if language in self.labels.get(place, {}):
                return self.labels[place][language]
        known = CATALOGUE.get(path)
        return path if known is None or f"fields.{path}" in self.labels else known.label[language]

    def templates(self, language: Literal["en", "zh"] = "en") -> Mapping[str, str]:
        """Texts of the policy's own codes, for :func:`creditkit.reasons.text`: its texts, else its labels.

        A label says the same whatever the figures are; a text names figures in braces. What a characteristic is
        called stands under ``"label:NAME"``.
        """
        named = [(f"checks[{i}]", one.code) for i, one in enumerate(self.checks.rules)]
        named += [(f"grading.overrides[{i}]", one.reason) for i, one in enumerate(self.grading.overrides)]
        found = {code: self.labels[path][language] for path, code in named if language in self.labels.get(path, {})}
        escaped = {code: label.replace("{", "{{").replace("}", "}}") for code, label in found.items()}
        facts = {f"label:{name}": self.label(name, language) for name in self.scorer.inputs}
        return {**facts, **escaped, **self.texts.get(language, {})}

    def _places(self, name: str) -> Iterable[str]:
        """The paths at which a name may have a label; a fact is not called as a check of the same name is."""
        found = [f"scorecard.characteristics[{i}]" for i, one in enumerate(self.scorer.inputs) if one == name]
        found += [f"scorecard.groups[{i}]" for i, one in enumerate(self.groups) if one == name]
        if name in self.fields:
            return [*found, f"fields.{name}"]
        found += [f"checks[{i}]" for i, one in enumerate(self.checks.rules) if one.code == name]
        found += [f"exemptions[{i}]" for i, one in enumerate(self.checks.exemptions) if one.code == name]
        found += [f"grading.overrides[{i}]" for i, one in enumerate(self.grading.overrides) if one.reason == name]
        return [*found, f"fields.{name}", f"grading.labels[{name}]"]

    def __reduce__(self) -> tuple[Any, ...]:
        """A policy travels as its file; with parts of plug-ins as its parts, for the file names only who made them."""
        from creditkit.policy._parse import dump_policy, parse_policy

        if not self.used:
            try:
                return partial(parse_policy, form="json"), (dump_policy(self, form="json"),)
            except InvalidInput:
                pass
        given = {attribute.name: _plain(getattr(self, attribute.name)) for attribute in attrs.fields(Policy)}
        return partial(Policy, **given), ()

    def __repr__(self) -> str:
        """Its name: written out, a policy has some hundred fields; ``dump_policy`` shows what it says."""
        return f"<Policy {self.name!r}, version {self.version!r}, {self.currency}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        """The same in notebooks, and where Hypothesis shows what it drew."""
        printer.text(repr(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Policy):
            return NotImplemented
        if self is other:
            return True
        from creditkit.policy._tree import document

        try:
            return document(self) == document(other)
        except InvalidInput:
            return False

    def __hash__(self) -> int:
        return hash((self.name, self.version, self.currency, self.effective_from))
