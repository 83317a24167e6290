"""Policies, and the laws of their files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal, cast

from hypothesis import strategies as st

from creditkit.aging import Buckets, Collection, Priority
from creditkit.limits import (
    Checks,
    ConditionCheck,
    DocumentValue,
    EnteredOnly,
    Exemption,
    Holds,
    OldestOverdue,
    Outcome,
    OverdueAmount,
    Prepayment,
    Terms,
    Utilisation,
)
from creditkit.money import Money
from creditkit.policy import ExposureRules, Plugins, Policy, dump_policy, parse_policy
from creditkit.policy._root import ROOT
from creditkit.policy._tree import to_tree
from creditkit.policy._writing import json_text, toml
from creditkit.rules import Field, Kind, Row, Table
from creditkit.scoring import UNGRADED, Categorical, Grading, Scorecard
from creditkit.testing._collection import collection_plans, priorities
from creditkit.testing._credit_file import measures
from creditkit.testing._disputes import dispute_rules
from creditkit.testing._grading import GRADED_FIELDS, gradings
from creditkit.testing._limits import limit_rules
from creditkit.testing._repair import repair_rules
from creditkit.testing._rules import conditions
from creditkit.testing._scoring import scorecards

#: The drawn priorities, schedules and exposures are in this currency.
_CURRENCY = "CNY"
_OWN = (Field("sales", Kind.money, unit=_CURRENCY), Field("forecast", Kind.money, unit=_CURRENCY))
_CAPITAL = Field("capital", Kind.money, unit=_CURRENCY)
_LATE = Field("late_items", Kind.number)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_THEN = st.sampled_from(["warn", Outcome.prepay, Outcome.hold, Outcome.refuse])
_CONDITIONS = conditions(GRADED_FIELDS, max_leaves=3)
_AMOUNTS = st.integers(0, 10**9).map(lambda minor: Money.of_minor(minor, _CURRENCY))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies with every section, or with only some; all of them can be written and read again.

    Their facts are those of the catalogue and of :func:`creditkit.testing.scorecards`.
    """
    card = draw(st.just(Scorecard(())) | scorecards())
    grading = draw(st.just(UNGRADED) | gradings())
    labels = () if grading == UNGRADED else grading.labels
    fields = [Field(one.name, _kind(one)) for one in card.characteristics]
    residue_free = measures().map(lambda drawn: drawn if _fits(drawn) else type(drawn)())
    return Policy(
        name=draw(_TEXTS.filter(bool)),
        version=draw(_TEXTS),
        currency=_CURRENCY,
        effective_from=draw(st.none() | st.dates(date(2000, 1, 1))),
        fields=[*fields, *_OWN, _CAPITAL, _LATE],
        measures=draw(residue_free),
        scorer=card,
        grading=grading,
        limits=draw(_limits(labels)),
        exposure=draw(_exposures()),
        terms=draw(_terms()),
        checks=draw(_checks()),
        buckets=draw(_buckets()),
        priority=_priority(draw(priorities()), grading),
        collection=_collection(draw(collection_plans()), grading),
        dispute=draw(dispute_rules()),
        repair=draw(repair_rules()),
        **draw(_said(card)),
    )


def _kind(characteristic: object) -> Kind:
    return Kind.text if isinstance(characteristic, Categorical) else Kind.number


def _fits(drawn: Any) -> bool:
    amount = None if drawn.residue is None else drawn.residue.amount
    return amount is None or amount.currency == _CURRENCY


def _limits(labels: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Rules over grades only where the policy has these grades, or none of its own."""
    entered = st.just(EnteredOnly())
    return entered | limit_rules(currency=_CURRENCY) if not labels or set("ABCD") <= set(labels) else entered


def _exposures() -> st.SearchStrategy[ExposureRules]:
    days = st.none() | st.integers(0, 90)
    return st.builds(
        ExposureRules,
        currency=st.sampled_from(["party", "policy"]),
        rate_max_age_days=days,
        rate_haircut=st.integers(0, 100).map(lambda percent: Decimal(f"{percent}E-2")),
        order_horizon_days=days,
        less_unapplied=st.booleans(),
        components=st.sets(st.sampled_from(["open_orders", "delivered", "open_items"]), min_size=1).map(tuple),
        pool_group=st.booleans(),
    )


def _terms() -> st.SearchStrategy[Table[Terms]]:
    share = st.integers(0, 10_000).map(lambda n: Decimal(f"{n}E-4"))
    due = st.sampled_from([None, "before_shipment", "before_production"])
    then: st.SearchStrategy[Terms] = st.builds(
        Terms, st.integers(0, 120), share, st.integers(1, 3), due=cast(Any, due), contract=st.none() | st.just("strict")
    )
    rows = st.lists(st.builds(Row, _CONDITIONS, then), max_size=4)
    return st.builds(Table, st.sampled_from(["unique", "first"]), cast(Any, rows), then)


@st.composite
def _checks(draw: st.DrawFn) -> Checks:
    every: list[st.SearchStrategy[Any]] = [
        st.builds(Utilisation, st.sampled_from(["0.9", "1"]), st.sampled_from([">", ">="]), _THEN, unset=_THEN),
        st.builds(OldestOverdue, st.integers(0, 90), _THEN),
        st.builds(OverdueAmount, _AMOUNTS, _THEN),
        st.builds(DocumentValue, _AMOUNTS, st.none() | st.just("0.30"), _THEN),
        st.builds(Prepayment, _THEN),
        st.builds(Holds, _THEN),
        st.builds(ConditionCheck, st.just("house_rule"), _CONDITIONS, _THEN, st.sampled_from(["hold", "pass", "note"])),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(every))), max_size=len(every), unique=True))
    rules = [draw(every[i]) for i in chosen]
    codes = st.lists(st.sampled_from([rule.code for rule in rules]), unique=True) if rules else st.just([])
    exemptions: st.SearchStrategy[Exemption] = st.builds(Exemption, st.just("small"), _CONDITIONS, codes)
    return Checks(rules, exemptions=draw(st.lists(exemptions, max_size=1)))


def _buckets() -> st.SearchStrategy[Buckets]:
    edges = st.sets(st.integers(1, 400), max_size=5).map(lambda days: (0, *sorted(days)))
    closed: st.SearchStrategy[Any] = st.sampled_from(["left", "right"])
    return st.builds(Buckets, edges, closed=closed)


def _priority(drawn: Priority, grading: Grading) -> Priority:
    return drawn if grading == UNGRADED or set(drawn.rows) <= set(grading.labels) else Priority()


def _collection(drawn: Collection, grading: Grading) -> Collection:
    return drawn if grading == UNGRADED or set(drawn.by_grade) <= set(grading.labels) else Collection(drawn.steps)


@st.composite
def _said(draw: st.DrawFn, card: Scorecard) -> dict[str, Any]:
    """What is said for people, at places that every policy has."""
    places = ["", "terms", "measures", *(f"scorecard.characteristics[{i}]" for i in range(len(card.characteristics)))]
    by_language = st.dictionaries(st.sampled_from(["en", "zh"]), _TEXTS, min_size=1)
    prose = st.dictionaries(st.sampled_from(["description", "reference", "source"]), by_language, min_size=1)
    return {
        "labels": draw(st.dictionaries(st.sampled_from(places), by_language, max_size=2)),
        "prose": draw(st.dictionaries(st.sampled_from(places), prose, max_size=2)),
        "texts": draw(st.dictionaries(st.sampled_from(["en", "zh"]), st.just({"house_rule": "no {score}"}))),
    }


def check_policy_round_trip(
    policy: Policy,
    *,
    plugins: Plugins | None = None,
    dump: Callable[..., str] = dump_policy,
    parse: Callable[..., Policy] = parse_policy,
) -> None:
    """Law: a policy that is written and read again is equal, has an equal fingerprint and is written alike.

    In TOML and in JSON, and each says the same as the other.

    Args:
        policy: the policy.
        plugins: those that its parts came from.
        dump: what is held to the law.
        parse: likewise.

    Raises:
        AssertionError: something got lost on the way.
    """
    for form in ("toml", "json"):
        text = dump(policy, form=form)
        again = parse(text, form=form, plugins=Plugins() if plugins is None else plugins)
        assert again == policy, f"{form}: what is read again is another policy:\n{text}"
        assert again.fingerprint == policy.fingerprint, f"{form}: the fingerprint has moved"
        assert dump(again, form=form) == text, f"{form}: it is written another way the second time"


def check_fingerprint_ignores_form(
    policy: Policy,
    *,
    plugins: Plugins | None = None,
    fingerprint: Callable[[Policy], str] = attrgetter("fingerprint"),
) -> None:
    """Law: how a policy is written and what it says for people do not move its fingerprint.

    Tried are the other form, the keys in another order, every default written out, spare zeros behind
    decimals, spaces and comments, and descriptions in all tables.

    Args:
        policy: the policy.
        plugins: those that its parts came from.
        fingerprint: what is held to the law.

    Raises:
        AssertionError: a form with another fingerprint.
    """
    given = Plugins() if plugins is None else plugins
    own = fingerprint(policy)
    for what, form, text in _forms(policy):
        assert fingerprint(parse_policy(text, form=form, plugins=given)) == own, f"{what} moves the fingerprint"


def _forms(policy: Policy) -> list[tuple[str, Literal["toml", "json"], str]]:
    """The same policy written in other ways."""
    full = ROOT.write(to_tree(policy))
    lean = json.loads(dump_policy(policy, form="json"), parse_float=Decimal)
    return [
        ("JSON", "json", json_text(lean)),
        ("keys in another order", "json", json_text(_turned(lean))),
        ("defaults written out", "toml", toml(full)),
        ("spare zeros", "json", json_text(_padded(lean))),
        ("spaces and comments", "toml", _spaced(toml(lean))),
        ("descriptions", "toml", toml(_described(lean, ROOT.names))),
    ]


def _turned(tree: Any) -> Any:
    """Every table with its keys in reverse."""
    if isinstance(tree, list):
        return [_turned(one) for one in tree]
    return {key: _turned(tree[key]) for key in reversed(tree)} if isinstance(tree, dict) else tree


def _padded(tree: Any) -> Any:
    """Every decimal with a spare zero; whole numbers stay, for some keys hold nothing else."""
    if isinstance(tree, Mapping):
        return {key: _padded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_padded(one) for one in tree]
    return Decimal(f"{tree:f}0") if isinstance(tree, Decimal) else tree


def _spaced(text: str) -> str:
    """Headers of tables with spaces and comments about them."""
    lines = text.split("\n")
    return "\n\n".join(f"  {line}  # said nothing" if line.startswith("[") else line for line in lines)


def _described(tree: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A description in every section that is one table, and in every table of its lists."""
    words = {"description": "for people", "reference": "creditkit default"}
    described: dict[str, Any] = {**tree, **words}
    for name in names:
        value = tree.get(name)
        if isinstance(value, Mapping) and name not in ("fields", "file", "texts"):
            described[name] = {key: _with(one, words) for key, one in value.items()} | words
        elif isinstance(value, list):
            described[name] = _with(value, words)
    return described


def _with(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return [{**one, **words} for one in value]
    return value
