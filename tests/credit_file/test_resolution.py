"""Whom to believe: freshness, order of sources, conflicts, and what nobody looked for."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from creditkit.columns import Labels
from creditkit.credit_file import CreditFile, Known, SourceRule, catalogue_rules, credit_file, credit_files
from creditkit.errors import InvalidInput, UnknownParty
from creditkit.facts import Facts, Hold, Observation, Party
from creditkit.reasons import Reason, text
from creditkit.rules import Field, declared, holds, parse
from creditkit.testing import check_credit_files_agree

DAY = date(2026, 6, 30)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def says(source: str, value: Any, days: int | None = 10, name: str = "debt_ratio", **more: Any) -> Observation:
    return Observation("C", name, value, source=source, observed_on=None if days is None else ago(days), **more)


def file(*facts: Any, rules: Any = (), **options: Any) -> CreditFile:
    """The file of the party C, held to the law that all doors agree."""
    snapshot = Facts(facts).at(DAY)
    check_credit_files_agree(snapshot, options.get("fields"), rules, currency=options.get("currency"))
    return credit_file(snapshot, "C", rules=rules, **options)


def rule(*sources: str, days: int | None = None, name: str = "debt_ratio") -> list[SourceRule]:
    return [SourceRule(name, sources, days)]


def codes(seen: CreditFile) -> list[str]:
    return [finding.reason.code for finding in seen.findings]


@pytest.mark.parametrize(
    ("said", "rules", "source", "value"),
    [
        ([("sales", "0.5", 1), ("bureau", "0.6", 9)], rule("bureau", "sales"), "bureau", "0.6"),
        ([("sales", "0.5", 1), ("bureau", "0.6", 9)], rule("sales"), "sales", "0.5"),
        ([("sales", "0.5", 1), ("bureau", "0.6", 9)], [], "bureau", "0.6"),
        ([("zeta", "0.5", 1), ("alpha", "0.6", 9)], rule("zeta"), "zeta", "0.5"),
        ([("bureau", "0.5", 9), ("bureau", "0.6", 1)], rule("bureau"), "bureau", "0.6"),
        ([("bureau", "0.5", None), ("bureau", "0.6", 1000)], rule("bureau"), "bureau", "0.6"),
        ([("bureau", "0.5", 91), ("sales", "0.6", 90)], rule("bureau", "sales", days=90), "sales", "0.6"),
        ([("bureau", "0.5", 90), ("sales", "0.6", 1)], rule("bureau", "sales", days=90), "bureau", "0.5"),
        ([("bureau", "0.5", None), ("sales", "0.6", 90)], rule("bureau", "sales", days=90), "sales", "0.6"),
    ],
)
def test_who_is_believed(said: list[tuple[str, str, int | None]], rules: Any, source: str, value: str) -> None:
    """Fresh before stale, then the declared order, then by name; of one source the latest look."""
    known = file(*(says(*one) for one in said), rules=rules).known["debt_ratio"]
    assert (known.source, known.value, known.stale) == (source, Decimal(value), False)


def test_a_correction_replaces_what_was_recorded() -> None:
    """Of one look that was recorded twice the later recording counts."""
    first, second = says("bureau", "0.5", recorded_at=ago(9)), says("bureau", "0.6", recorded_at=ago(8))
    assert file(first, second).values["debt_ratio"] == Decimal("0.6")


@pytest.mark.parametrize("days", [549, None])
def test_what_is_only_stale_is_shown_and_does_not_count(days: int | None) -> None:
    """It stands in the file with its mark, is missing in the values and in the column, and is found."""
    seen = file(says("bureau", "0.5", days), rules=catalogue_rules())
    assert seen.known["debt_ratio"] == Known(Decimal("0.5"), "bureau", None if days is None else ago(days), True)
    assert "debt_ratio" not in seen.values
    assert codes(seen) == ["fact_stale"]
    assert seen.findings[0].path == "files[C].debt_ratio"
    assert "548" in text(seen.findings[0].reason)


def test_searched_and_not_searched() -> None:
    """Nothing found by a dated search is known; no search is no entry; an undated search is stale."""
    field = "litigation_24m"
    fresh = file(says("court", None, 90, field), rules=catalogue_rules())
    assert (fresh.values[field], fresh.known[field].source, codes(fresh)) == (0, "court", [])
    assert field not in file(Party("C")).known
    for days in (91, None):
        old = file(says("court", None, days, field), rules=catalogue_rules())
        assert (field in old.values, old.known[field].stale, codes(old)) == (False, True, ["fact_stale"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("litigation", 0), ("sanctions_match", False), ("defendant_claims_share_of_capital", 0), ("bureau_score", None)],
)
def test_what_nothing_found_means(field: str, value: object) -> None:
    """On a list of cases or of names it is an answer; of a score or a grade it is none. Both doors say the same."""
    given = Facts([says("court", None, 5, field)]).at(DAY)
    assert credit_file(given, "C").values[field] == value
    cell = credit_files(given)[field][0]  # type: ignore[index]
    assert cell == (None if value is None else 0)


def test_a_field_of_another_kind_means_another_thing() -> None:
    """A host that keeps the words of a court under the name gets no number."""
    fields = declared([Field("litigation", "text")])
    assert file(says("court", None, name="litigation"), fields=fields).values["litigation"] is None


def test_sources_that_contradict_each_other() -> None:
    """Fresh words of other sources agree or not; what is stale or superseded does not speak."""
    seen = file(
        says("registry", 100, 5, "paid_in_capital"), says("bureau", "100.00", 9, "paid_in_capital"),
        says("sales", 500, 9, "paid_in_capital"), says("sales", 900, 20, "paid_in_capital"),
        says("customer", 700, 400, "paid_in_capital"), rules=catalogue_rules(), currency="CNY",
    )  # fmt: skip
    known = seen.known["paid_in_capital"]
    assert (known.source, known.agreeing, known.conflicting) == ("registry", ("bureau",), ("sales",))
    assert codes(seen) == ["sources_conflict"]
    assert dict(seen.findings[0].witness or {}) == {"registry": 100, "sales": 500}
    assert "'sales' says otherwise" in text(seen.findings[0].reason)


def test_a_search_without_result_contradicts_a_result() -> None:
    """Nothing found is a word like any other."""
    seen = file(says("court", 2, 5, "litigation"), says("bureau", None, 5, "litigation"))
    assert seen.known["litigation"].source == "bureau"
    assert codes(seen) == ["sources_conflict"]


def test_our_own_books_are_voices_too() -> None:
    """Without a rule they win; a rule may put another first; they speak of the day itself."""
    party = Party("C", country="CN", industry="steel")
    elsewhere = says("bureau", "DE", 5, "country")
    plain = file(party, elsewhere).known["country"]
    assert plain == Known("CN", "party", DAY, conflicting=("bureau",))
    ruled = file(party, elsewhere, rules=rule("bureau", "party", name="country")).known["country"]
    assert (ruled.value, ruled.source, ruled.conflicting) == ("DE", "bureau", ("party",))
    unnamed = file(party, elsewhere, rules=rule("registry", days=1, name="country")).known["country"]
    assert (unnamed.value, unnamed.stale) == ("CN", False)
    tenure = file(party, says("ledger", 12, 5, "tenure_months"), says("erp", 9, 5, "tenure_months"))
    assert tenure.known["tenure_months"] == Known(0, "ledger", DAY, conflicting=("erp",))


def test_what_does_not_fit_is_passed_over() -> None:
    """The next word counts, and the finding says who said what."""
    seen = file(says("bureau", "a lot", 1), says("sales", "0.6", 3), rules=rule("bureau", "sales"))
    assert seen.known["debt_ratio"] == Known(Decimal("0.6"), "sales", ago(3))
    assert [dict(f.reason.figures)["given"] for f in seen.findings] == ["a lot"]
    assert codes(seen) == ["value_unfit"]
    fields = declared([Field("industry", "text", choices=["steel"])])
    assert codes(file(Party("C", industry="food"), fields=fields)) == ["value_unfit"]


def test_a_name_that_is_no_field() -> None:
    """A slip is noted once; a fact of the catalogue that nobody asked for is not."""
    seen = file(says("bureau", 1, name="sanctions_hit"), says("sales", 1, name="sanctions_hit"), says("court", "0.5"))
    assert [(f.severity, f.path) for f in seen.findings] == [("note", "observations[sanctions_hit]")]
    assert codes(file(says("court", "0.5"), fields=declared([Field("own", "number")]))) == []


def test_what_later_steps_compute_is_no_part_of_a_file() -> None:
    """Nobody can slip a grade into the record by observing it."""
    seen = file(says("sales", "A", name="grade"), says("sales", "0.5"))
    assert list(seen.known)[-1] == "debt_ratio"
    assert "grade" not in credit_files(Facts([Party("C")]).at(DAY))


def test_conditions_read_the_values() -> None:
    """What is not searched, what is stale and what was not found are all unknown to a condition."""
    fields = declared([Field("litigation", "number", decimals=0)])
    seen = file(says("court", "3", name="litigation"), fields=fields)
    assert holds(parse("litigation >= 3", fields), seen.values) is True
    assert holds(parse("litigation >= 3", fields), file(Party("C"), fields=fields).values) is None


def test_columns_of_every_kind() -> None:
    """Text is labels, a day a day, all else numbers; a field without any value is all missing."""
    files = credit_files(
        Facts([says("tax", "B", 5, "tax_credit_grade"), says("erp", "yes", 5, "contract_signed"),
               says("sales", "2026-01-31", 5, "site_visit"), Party("D")]).at(DAY)
    )  # fmt: skip
    assert files["tax_credit_grade"].texts() == ["B", None]  # type: ignore[union-attr]
    assert (files["contract_signed"][0], files["contract_signed"][1]) == (1, None)
    assert str(files["site_visit"].tolist()) == "[datetime.date(2026, 1, 31), None]"  # type: ignore[union-attr]
    assert [files["debt_ratio"][row] for row in (0, 1)] == [None, None]
    assert isinstance(files["insurer_rating"], Labels)
    assert next(iter(files)) == "party_id"
    assert len(files) == len(list(files))
    assert "2 parties" in repr(files)


def test_wrong_calls() -> None:
    """A party that nobody knows, a rule for no field, two rules for one, a field that cannot hold what we give."""
    snapshot = Facts([Party("C")]).at(DAY)
    with pytest.raises(UnknownParty):
        credit_file(snapshot, "X")
    with pytest.raises(UnknownParty):
        credit_files(snapshot).of("X")
    with pytest.raises(InvalidInput, match=r"^rules\[0\].*did you mean 'debt_ratio'|Did you mean 'debt_ratio'"):
        credit_file(snapshot, "C", rules=rule("bureau", name="debt_ration"))
    with pytest.raises(InvalidInput, match=r"^rules\[1\].*one rule a field"):
        credit_file(snapshot, "C", rules=[*rule("a"), *rule("b")])
    with pytest.raises(InvalidInput, match=r"^fields\[frozen\].kind: 'text'"):
        credit_files(snapshot, declared([Field("frozen", "text")]))
    for wrong in ({"sources": "bureau"}, {"sources": ("a", "a")}, {"sources": (), "max_age_days": -1}):
        with pytest.raises(InvalidInput):
            SourceRule("debt_ratio", **wrong)  # type: ignore[arg-type]


def test_a_party_known_by_a_hold_alone() -> None:
    """It has a file: it is frozen, and nothing else is known."""
    hold = Hold("C", valid_from=ago(5), reason=Reason("fraud_suspected"))
    assert file(hold).values["frozen"] is True


def test_files_travel() -> None:
    """A file is a value: pickled or copied it is equal, and nobody writes into it."""
    seen = file(Party("C", country="CN"), says("bureau", "0.5"))
    for again in (pickle.loads(pickle.dumps(seen)), copy.deepcopy(seen)):
        assert again == seen
    with pytest.raises(TypeError):
        seen.known["country"] = Known("DE", "sales")  # type: ignore[index]
