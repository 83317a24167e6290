"""Conditions from text: what is read, what is refused, and where the caret stands."""

from __future__ import annotations

import pickle
import warnings
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.rules import (
    And,
    Compare,
    Condition,
    ConditionError,
    Field,
    In,
    Missing,
    Not,
    Or,
    check_condition,
    declared,
    parse,
    show,
)

FIELDS = declared(
    [
        Field("score", "number"),
        Field("coverage", "number", decimals=4, least=0, most=1),
        Field("oldest_overdue_days", "days"),
        Field("overdue_amount", "money", unit="CNY"),
        Field("grade", "text", choices=["A", "B", "C", "D", "E"]),
        Field("name", "text"),
        Field("custom_made", "flag"),
        Field("due_on", "date"),
        Field("逾期天数", "days"),
    ]
)

READ: list[tuple[str, Condition]] = [
    ("score < 80", Compare("score", "<", 80)),
    ("80 > score", Compare("score", "<", 80)),
    ("score == -1_000.50", Compare("score", "==", Decimal("-1000.50"))),
    ("score >= .5", Compare("score", ">=", Decimal("0.5"))),
    (
        "0.6 <= coverage < 0.8",
        And([Compare("coverage", ">=", Decimal("0.6")), Compare("coverage", "<", Decimal("0.8"))]),
    ),
    ("1 > coverage > 0.5", And([Compare("coverage", "<", 1), Compare("coverage", ">", Decimal("0.5"))])),
    ("grade == 'A'", Compare("grade", "==", "A")),
    ('grade not in ("D", "E",)', Not(In("grade", ("D", "E")))),
    ("score in [1, 2]", In("score", (Decimal(1), Decimal(2)))),
    ("custom_made == True", Compare("custom_made", "==", True)),
    ("due_on <= '2026-02-28'", Compare("due_on", "<=", date(2026, 2, 28))),
    ("name == '2026-02-28'", Compare("name", "==", "2026-02-28")),
    ("score is None", Missing("score")),
    ("not score is not None", Not(Not(Missing("score")))),
    ("逾期天数 > 30", Compare("逾期天数", ">", 30)),
    (
        "grade == 'C' and (score < 6 or not custom_made == True)\n or score is None",
        Or(
            [
                And(
                    [
                        Compare("grade", "==", "C"),
                        Or([Compare("score", "<", 6), Not(Compare("custom_made", "==", True))]),
                    ]
                ),
                Missing("score"),
            ]
        ),
    ),
]


@pytest.mark.parametrize(("text", "tree"), READ)
def test_what_is_read(text: str, tree: Condition) -> None:
    """Each form of the language, and its tree."""
    assert parse(text, FIELDS) == tree
    assert parse(show(tree), FIELDS) == tree


def test_numbers_come_from_the_text() -> None:
    """0.1 is a tenth, not the float nearest to it."""
    condition = parse("score < 0.1", FIELDS)
    assert isinstance(condition, Compare)
    assert condition.value == Decimal("0.1")


REFUSED = [
    ("", 0, "the end"),
    ("score", 5, "the end"),
    ("custom_made", 11, "custom_made == True"),
    ("score < 5%", 8, "0.05"),
    ("score < 12.50%", 8, "0.125"),
    ("score < 1e3", 8, "plain digits"),
    ("score < 0x1f", 8, "plain digits"),
    ("abs(score) < 2", 0, "calls are not"),
    ("score < max(2)", 8, "calls are not"),
    ("__import__('os')", 0, "calls are not"),
    ("score.real < 2", 5, "attributes are not"),
    ("score[0] < 2", 5, "subscripts are not"),
    ("score + 1 < 2", 6, "arithmetic is not"),
    ("score < 2 - 1", 10, "arithmetic is not"),
    ("score * 2 < 2", 6, "arithmetic is not"),
    ("score < coverage", 8, "not with another field"),
    ("grade == A", 9, "'A' for text"),
    ("grade == 'F'", 9, "A, B, C, D, E"),
    ("grade < 'B'", 6, "== or !="),
    ("custom_made > True", 12, "== or !="),
    ("scor < 80", 0, "'score'"),
    ("score < '80'", 8, "without quotes"),
    ("score == True", 9, "without quotes"),
    ("custom_made == 1", 15, "True or False"),
    ("due_on > '2026-02-30'", 9, "quoted day"),
    ("due_on > '20260228'", 9, "quoted day"),
    ("due_on > 5", 9, "quoted day"),
    ("score == None", 9, "is None"),
    ("score is 3", 6, "compare with =="),
    ("score = 3", 6, "=="),
    ("score < 80 && grade == 'A'", 11, "and"),
    ("grade == ‘A’", 9, "straight quotes"),
    ("name == 'abc", 8, "close the quotes"),
    (r"name == 'a\x'", 10, r"\uXXXX"),
    ("0.6 <= coverage > 0.8", 16, "rises throughout"),
    ("1 < score < 2 < 3", 14, "no other"),
    ("score < 1 < 2", 10, "no other"),
    ("1 < 2", 4, "a field"),
    ("(score) < 80", 6, "a comparison"),
    ("(score < 80", 11, "closing parenthesis"),
    ("score < 80)", 10, "the end"),
    ("score in ()", 10, "a number"),
    ("score in 5", 9, "in parentheses"),
    ("score in (1, 1.0)", 9, "each constant once"),
    ("score in (1 2)", 12, "a comma"),
    ("score < -", 9, "after the sign"),
    ("coverage < 0.60001", 11, "at most 4 decimals"),
    ("oldest_overdue_days > 30.5", 22, "at most 0 decimals"),
    ("overdue_amount > 0.005", 17, "at most 2 decimals"),
    ("score < 1234567890123456", 8, "15 significant digits"),
    ("score < 1000000000000000000", 8, "below 10**18"),
    ("score < 1 and\n  grad == 'A'", 16, "'grade'"),
    ("score < 1\x00", 9, "fields, numbers"),
    ("lambda: 1", 6, "fields, numbers"),
    ("score < ٣", 8, "fields, numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "said"), REFUSED)
def test_what_is_refused(text: str, at: int, said: str) -> None:
    """Each fault has its place, and says what could stand there."""
    with pytest.raises(ConditionError) as caught:
        parse(text, FIELDS, "checks[2].when")
    assert caught.value.at == at
    assert caught.value.path == "checks[2].when"
    assert said.lower() in str(caught.value).lower()


def test_the_caret_stands_under_the_place() -> None:
    """In its own line, below wide characters too, and in view however long the line."""
    with pytest.raises(ConditionError) as caught:
        parse("score < 1 and\n  逾期天数 > 1 and grad == 'A'", FIELDS)
    assert caught.value.pointed == "    逾期天数 > 1 and grad == 'A'\n    \u3000\u3000\u3000\u3000         ^"
    with pytest.raises(ConditionError) as caught:
        parse("score < 1 and " * 100 + "scor < 1", FIELDS)
    line, caret = caught.value.pointed.splitlines()
    assert line[caret.index("^") :] == "scor < 1"
    assert len(line) < 150


def test_the_error_travels() -> None:
    """Pickled, or seen from further out, it keeps its place."""
    with pytest.raises(ConditionError) as caught:
        parse("scor < 1", FIELDS)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert str(caught.value.under("rows[1]")).startswith("rows[1].condition: 'scor' given")


BOMBS = [
    "(" * 1_990 + "score",
    "not " * 498 + "score<1",
    "(" * 990 + "score<1" + ")" * 990,
    "-" * 1_990 + "1 < score",
    "not(" * 300 + "score<1" + ")" * 300,
    "score<1 and " * 160 + "(" * 40,
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_deep_nesting_is_refused(bomb: str) -> None:
    """Within the length, no depth reaches the stack."""
    with pytest.raises(ConditionError):
        parse(bomb, FIELDS)


def test_the_limits() -> None:
    """2,000 characters and 16 levels are read, one more is not."""
    room = "score < 1".ljust(2_000)
    assert parse(room, FIELDS) == Compare("score", "<", 1)
    with pytest.raises(InvalidInput, match="2001 characters"):
        parse(room + " ", FIELDS)
    deep = "not " * 15 + "score < 1"
    assert show(parse(deep, FIELDS)) == deep
    with pytest.raises(ConditionError, match="16 levels"):
        parse("not " + deep, FIELDS)
    with pytest.raises(InvalidInput, match="16 levels"):
        Not(parse(deep, FIELDS))


def test_wide_is_not_deep() -> None:
    """Many parts side by side are one level."""
    assert len(parse(" or ".join(["score<1"] * 180), FIELDS).args) == 180  # type: ignore[union-attr]


@given(
    st.text(alphabet=st.sampled_from("score<>=!()[],'\"\\ andornotisNone0123456789._%-+\n逾"), max_size=60)
    | st.text(max_size=60)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a condition or a ConditionError comes out, and no warning of Python's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            condition = parse(text, FIELDS)
        except ConditionError as error:
            place = error.at
        else:
            check_condition(condition, FIELDS)
            place = 0
        assert 0 <= place <= len(text)


def test_trees_by_hand_obey_the_same_rules() -> None:
    """What cannot be written cannot be built, or does not pass the check against the fields."""
    for build in (
        lambda: Compare("score", "<", 0.1),
        lambda: Compare("score", "~", 1),  # type: ignore[arg-type]
        lambda: Compare("grade", "<", "A"),
        lambda: Compare("score", "<", Decimal("NaN")),
        lambda: Compare("score", "<", Decimal("1E-19")),
        lambda: In("score", ()),
        lambda: In("score", (Decimal(1), "A")),
        lambda: In("name", "abc"),
        lambda: And([Missing("score")]),
        lambda: Or([Missing("score"), "score < 1"]),  # type: ignore[list-item]
    ):
        with pytest.raises(InvalidInput):
            build()
    for tree in (Compare("scor", "<", 1), Compare("grade", "==", "F"), Compare("score", "==", "A"), Missing("x")):
        with pytest.raises(InvalidInput):
            check_condition(tree, FIELDS)


def test_true_is_not_one() -> None:
    """Trees that differ in the type of a constant differ."""
    assert Compare("x", "==", True) != Compare("x", "==", 1)
    assert hash(Compare("x", "<", Decimal("0.80"))) == hash(Compare("x", "<", Decimal("0.8")))
