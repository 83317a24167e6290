"""Reasons and their texts in both languages."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.money import Money
from creditkit.reasons import REJECTIONS, Finding, Reason, Rejection, text
from creditkit.reasons._chinese import CHINESE
from creditkit.reasons._english import ENGLISH


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_code_has_both_texts() -> None:
    """The two catalogues hold the same codes, and every rejection is among them."""
    assert ENGLISH.keys() == CHINESE.keys()
    assert set(REJECTIONS) <= ENGLISH.keys()
    assert list(REJECTIONS) == sorted(set(REJECTIONS))


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_both_texts_use_the_same_figures(code: str) -> None:
    """A figure that one language shows is not lost in the other."""
    assert names_in(ENGLISH[code]) == names_in(CHINESE[code])
    assert not ENGLISH[code].endswith(".")


@pytest.mark.parametrize(
    ("figure", "english", "chinese"),
    [
        (Money("12.50", "EUR"), "12.50 EUR", "12.50 EUR"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("0.5000"), "0.5000", "0.5000"),
        (date(2025, 1, 31), "2025-01-31", "2025-01-31"),
        (True, "yes", "是"),
        (False, "no", "否"),
        (None, "nothing", "无"),
        (7, "7", "7"),
        ("x" * 100, "'" + "x" * 78 + "…", "'" + "x" * 78 + "…"),
    ],
)
def test_figures_as_people_read_them(figure: object, english: str, chinese: str) -> None:
    """Plain decimals, ISO days, short texts."""
    template = {"house_rule": "{figure}"}
    reason = Reason("house_rule", {"figure": figure})  # type: ignore[dict-item]
    assert text(reason, "en", template) == english
    assert text(reason, "zh", template) == chinese


def test_what_has_no_template_is_said_all_the_same() -> None:
    """A code of the host, with and without figures; a figure that is not there; an unknown language."""
    assert text(Reason("house_rule")) == "house_rule"
    assert text(Reason("house_rule", {"days": 61})) == "house_rule: days 61"
    assert "…" in text(Reason("currency_mismatch", {"given": "USD"}))
    assert text(Reason("id_missing"), "en", {"id_missing": "no number"}) == "no number"
    with pytest.raises(InvalidInput, match=r"^language: 'de'"):
        text(Reason("id_missing"), "de")  # type: ignore[arg-type]


LOST: dict[str, Any] = {
    "characteristic": "overdue_amount",
    "value": Decimal("5.00"),
    "points": 2,
    "maximum": 8,
    "lost": 6,
}


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("overdue_amount", "'overdue_amount': 5.00 earns 2 of 8 points", "'overdue_amount': 5.00,得 2 分,满分 8 分"),
        ("overdue_amount_missing", "'overdue_amount' is not known: 2 of 8 points", None),
        ("overdue_amount_unseen", "'overdue_amount': 5.00 is in no bin and earns 2 of 8 points", None),
    ],
)
def test_lost_points_are_said_in_words(code: str, english: str, chinese: str | None) -> None:
    """The code names the characteristic, which may be called as a check is; the figures tell them apart."""
    reason = Reason(code, LOST)
    assert text(reason) == english
    assert chinese is None or text(reason, "zh") == chinese
    assert text(reason, "zh", {"label:overdue_amount": "逾期金额"}).startswith("逾期金额: ")
    assert text(reason, "en", {code: "bad"}) == "bad"


def test_braces_in_a_figure_are_harmless() -> None:
    """Text from a file cannot reach into the template."""
    assert text(Reason("currency_unknown", {"given": "{given.__class__}"})).startswith("'{given.__class__}'")


@pytest.mark.parametrize(
    "value",
    [
        Reason("a", {"days": 61}, "checks[2]"),
        Finding("warning", "parties[C]", Reason("a", {"days": 61}), {"n": 1}),
        Rejection("invoices", 1, None, Reason("a", {"days": 61})),
    ],
)
def test_values(value: Reason | Finding | Rejection) -> None:
    """They compare by content, hash, and survive pickling and copying."""
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert again == value
        assert hash(again) == hash(value)
    assert value != Reason("b")


def test_figures_are_read_only() -> None:
    """A reason keeps what it was made with."""
    given = {"days": 61}
    reason = Reason("a", given)
    given["days"] = 62
    assert reason.figures["days"] == 61
    with pytest.raises(TypeError):
        reason.figures["days"] = 63  # type: ignore[index]
