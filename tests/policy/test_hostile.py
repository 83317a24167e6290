"""Files that were not written in good faith, or by a hand that slipped: each is refused, quickly, in words."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from creditkit.policy import Policy, PolicyError, dump_policy, parse_policy
from creditkit.reasons import Finding, text

HEAD = 'schema = 1\nname = "house"\ncurrency = "EUR"\n'
#: Python reads hexadecimal integers of any length and refuses to write them.
ENDLESS = "0x" + "f" * 5000


def problems_of(body: str, *, head: str = HEAD) -> tuple[Finding, ...]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(head + body)
    assert str(caught.value)
    for problem in caught.value.problems:
        assert text(problem.reason, "en")
        assert text(problem.reason, "zh")
    return caught.value.problems


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("[scorecard]\nbase = {}", "scorecard.base"),
        ("[measures]\nwindow_days = {}", "measures.window_days"),
        ("[collection]\nminimum = {}", "collection.minimum"),
        ("version = {}", "version"),
        ("version = [{}]", "version"),
        ("checks = [{}]", "checks[0]"),
        ("[texts.en]\nlate = {}", "texts.en.late"),
    ],
)
def test_integers_without_end(body: str, path: str) -> None:
    """They are refused where they stand, and the message can be written."""
    (problem,) = problems_of(body.format(ENDLESS))
    assert (problem.path, problem.reason.code) == (path, "policy_type_wrong")
    assert len(text(problem.reason)) < 500


def test_long_integers_are_cut_in_messages() -> None:
    """Four thousand digits are not shown."""
    (problem,) = problems_of("[scorecard]\nbase = " + "9" * 4000)
    assert len(text(problem.reason)) < 200


def test_an_integer_that_python_does_not_read_is_placed() -> None:
    """Its line and column are said, and the limit in words."""
    (problem,) = problems_of("# note\n[scorecard]\nbase = " + "9" * 5000)
    figures = problem.reason.figures
    assert (problem.reason.code, figures["line"], figures["column"]) == ("policy_syntax", 6, 8)


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_exponent_past_decimal_is_found_where_it_stands(sign: str) -> None:
    """In both forms, by its path."""
    number = f"{sign}1e{'9' * 30}"
    (problem,) = problems_of(f"[scorecard]\nbase = {number}")
    assert (problem.path, problem.reason.code) == ("scorecard.base", "policy_type_wrong")
    tree = f'{{"schema": 1, "name": "house", "currency": "EUR", "scorecard": {{"base": {number}}}}}'
    with pytest.raises(PolicyError, match=r"scorecard\.base"):
        parse_policy(tree, form="json")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_have_is_found_where_it_stands(word: str) -> None:
    """With all other problems of the file."""
    tree = f'{{"schema": 1, "nam": "house", "currency": "EUR", "scorecard": {{"base": {word}}}}}'
    with pytest.raises(PolicyError) as caught:
        parse_policy(tree, form="json")
    assert [problem.path for problem in caught.value.problems] == ["nam", "scorecard.base"]


def test_a_number_too_small_to_hold_is_no_zero() -> None:
    """An exponent that underflows is refused, not taken for zero."""
    (problem,) = problems_of(f"[scorecard]\nbase = 1e-{'9' * 30}")
    assert (problem.path, problem.reason.code) == ("scorecard.base", "policy_type_wrong")


def test_nearest_names_are_offered_for_the_first_problems_only() -> None:
    """Every problem is listed; looking for near names takes time, and ends after some hundreds."""
    found = problems_of("".join(f"key{i} = 1\n" for i in range(2000)))
    assert len(found) == 2000
    assert found[0].reason.figures["near"] is not None
    assert found[-1].reason.figures["near"] is None
    assert "version" in str(found[-1].reason.figures["accepted"])


def test_what_is_accepted_is_said_whole_and_without_quotes() -> None:
    """Twenty keys are listed to the last."""
    (problem,) = problems_of("owner = 1")
    assert text(problem.reason).endswith("collection, dispute, repair, texts")
    assert "'schema" not in text(problem.reason)


def test_no_plug_ins_is_said_in_words() -> None:
    """Nothing was handed in: nothing is listed."""
    (problem,) = problems_of('[limits]\nuse = "x"\nversion = "1"')
    assert text(problem.reason).endswith("there are: none")


@pytest.mark.parametrize("key", ["share = -0.1", 'shares = [["A", -0.1]]'])
def test_a_share_below_zero_is_found_at_its_own_key(key: str) -> None:
    """At ``share`` where the file says ``share``."""
    body = f'[grading]\ncutoffs = [["A", 0]]\n[[limits.parts]]\ntype = "share"\nof = "equity"\n{key}'
    (problem,) = problems_of(body)
    assert problem.path.startswith(f"limits.parts[0].{key.split(maxsplit=1)[0]}")
    assert problem.path != "limits.parts[0].shares" or "shares" in key


def test_single_brackets_for_a_list_of_tables() -> None:
    """The commonest slip in TOML is told how to mend it."""
    (problem,) = problems_of('[checks]\ntype = "holds"')
    assert (problem.path, problem.reason.code) == ("checks", "policy_type_wrong")
    assert "[[checks]]" in text(problem.reason)


def test_texts_that_no_file_can_hold() -> None:
    """Half a surrogate pair is refused as a code too, so that every policy can be written."""
    tree = {"schema": 1, "name": "house", "currency": "EUR", "texts": {"en": {"\ud800": "x"}}}
    with pytest.raises(PolicyError):
        parse_policy(json.dumps(tree), form="json")


def test_a_moment_is_shown_as_the_file_has_it() -> None:
    """Not as Python's repr of it."""
    (problem,) = problems_of("effective_from = 2026-01-01T08:00:00Z")
    assert problem.reason.figures["given"] == datetime.fromisoformat("2026-01-01T08:00:00+00:00").isoformat()


def test_prose_may_be_empty_and_a_table() -> None:
    """What is accepted is said so."""
    (problem,) = problems_of("description = 5")
    assert "not empty" not in text(problem.reason)
    assert "en" in text(problem.reason)


def test_more_facts_than_the_stack_is_deep() -> None:
    """A table over thousands of facts is proved, or said not to be; nothing breaks."""
    from creditkit.policy import verify

    names = [f"own{i}" for i in range(3000)]
    fields = "".join(f'[fields.{name}]\nkind = "number"\n' for name in names)
    rows = "".join(f'[[terms.rows]]\nwhen = "{name} > 1"\nthen = {{ days = 1 }}\n' for name in names)
    assert any(finding.reason.code == "policy_not_proved" for finding in verify(parse_policy(HEAD + fields + rows)))


def test_names_and_figures_in_chinese() -> None:
    """Names that a user gives may be in any script, and so may the figures of a text."""
    policy = Policy(name="本公司", currency="CNY", texts={"zh": {"逾期": "逾期 {天数} 天"}})
    assert parse_policy(dump_policy(policy)) == policy
