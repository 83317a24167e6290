"""The policy as a value: defaults, what is added to it, labels and templates."""

from __future__ import annotations

import pickle
from datetime import datetime

import attrs
import pytest

from creditkit.credit_file import CATALOGUE, Measures, SourceRule
from creditkit.errors import InvalidInput
from creditkit.limits import Checks, EnteredOnly, GradeTable, Utilisation
from creditkit.money import Money
from creditkit.policy import ExposureRules, Policy, dump_policy, parse_policy
from creditkit.reasons import Reason, text
from creditkit.receivables import Residue
from creditkit.rules import Field
from creditkit.scoring import UNGRADED, Grading
from house_policy import HOUSE

BARE = Policy(name="house", currency="EUR")


def test_every_part_has_a_default() -> None:
    """A policy may consist of a name."""
    assert BARE.scorer.inputs == ()
    assert BARE.grading == UNGRADED
    assert BARE.limits == EnteredOnly()
    assert (BARE.terms.decide({}).value.days, BARE.checks.rules, BARE.collection.steps) == (0, (), ())
    assert parse_policy(dump_policy(BARE)) == BARE


def test_checks_alone() -> None:
    """What an ERP that knows its own exposure needs."""
    policy = Policy(name="house", currency="EUR", checks=Checks([Utilisation()]))
    assert parse_policy('schema = 1\nname = "house"\ncurrency = "EUR"\n[[checks]]\ntype = "utilisation"') == policy


def test_the_catalogue_is_added() -> None:
    """Own fields and rules come beside it, or in place of one of its own."""
    own = Field("industry", "text", choices=["steel"])
    rule = SourceRule("debt_ratio", ("sales",))
    policy = Policy(name="house", currency="EUR", fields=[own], sources=[rule])
    assert policy.fields["industry"] == own
    assert policy.fields.keys() >= CATALOGUE.keys()
    assert policy.fields["overdue_amount"].unit == "EUR"
    assert [one for one in policy.sources if one.field == "debt_ratio"] == [rule]
    assert attrs.evolve(policy, version="2").fields == policy.fields


def test_grades_become_the_choices_of_grade() -> None:
    """The worst first, and they follow the grading when it is changed."""
    graded = attrs.evolve(BARE, grading=Grading({"A": 80, "B": 0}))
    assert graded.fields["grade"].choices == ("B", "A")
    assert attrs.evolve(graded, grading=Grading({"X": 0})).fields["grade"].choices == ("X",)
    assert attrs.evolve(graded, grading=UNGRADED) == BARE


def test_a_host_that_takes_a_policy_apart() -> None:
    """Pickled and read again it is equal."""
    policy = parse_policy(HOUSE)
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert len({policy, pickle.loads(pickle.dumps(policy))}) == 1
    assert policy != "house"
    assert repr(policy) == "<Policy 'house', version '2026.1', CNY>"


def test_refused() -> None:
    """No name, no currency, a moment, a computed figure."""
    with pytest.raises(InvalidInput, match="name"):
        Policy(name="", currency="EUR")
    with pytest.raises(InvalidInput, match="currency"):
        Policy(name="house", currency="EURO")
    with pytest.raises(InvalidInput, match="effective_from"):
        Policy(name="house", currency="EUR", effective_from=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(InvalidInput, match=r"fields\.score"):
        Policy(name="house", currency="EUR", fields=[Field("score", "text")])
    with pytest.raises(InvalidInput, match="basis"):
        Policy(name="house", currency="EUR", basis="posting")  # type: ignore[arg-type]


def test_amounts_in_another_currency_have_no_file() -> None:
    """The file says the currency once."""
    measures = Measures(residue=Residue(Money(5, "USD")))
    with pytest.raises(InvalidInput, match=r"measures\.residue\.amount"):
        dump_policy(attrs.evolve(BARE, measures=measures))


def test_a_part_alone_is_the_lowest_of_one() -> None:
    """A limit rule of ours need not be wrapped."""
    table = GradeTable({"A": Money(5, "EUR")})
    policy = attrs.evolve(BARE, limits=table)
    assert 'amounts = [["A", "5"]]' in dump_policy(policy)
    assert parse_policy(dump_policy(policy)).fingerprint == policy.fingerprint


def test_labels() -> None:
    """Of a table, a fact, a check, a grade; the name itself where nothing is said."""
    policy = parse_policy(HOUSE)
    assert policy.label("", "zh") == "本公司政策"
    assert policy.label("on_time_rate", "zh") == "按期"
    assert policy.label("debt_ratio") == CATALOGUE["debt_ratio"].label["en"]
    assert policy.label("A", "zh") == "优"
    assert policy.label("will") == "Will"
    assert policy.label("old_debt", "zh") == "Old debt"
    assert policy.label("means") == "means"


def test_templates() -> None:
    """Texts win over labels; braces in a label are only braces."""
    policy = parse_policy(HOUSE.replace('label = "Old debt"', 'label = "Old {debt}"'))
    reason = Reason("old_debt", {"oldest_overdue_days": 31})
    assert text(reason, "en", policy.templates("en")) == "overdue for 31 days"
    bare = parse_policy(HOUSE.replace('label = "Old debt"', 'label = "Old {debt}"').split("[texts.en]")[0])
    assert text(reason, "zh", bare.templates("zh")) == "Old {debt}"


@pytest.mark.parametrize(
    "options",
    [
        {"currency": "group"}, {"rate_max_age_days": -1}, {"rate_haircut": "-0.1"}, {"order_horizon_days": 1.5},
        {"components": ["orders"]},
    ],
)  # fmt: skip
def test_exposure_rules_are_checked(options: dict[str, object]) -> None:
    """Each option in its range."""
    with pytest.raises(InvalidInput):
        ExposureRules(**options)  # type: ignore[arg-type]
    assert ExposureRules(components=["open_items", "open_orders"]).components == ("open_orders", "open_items")
