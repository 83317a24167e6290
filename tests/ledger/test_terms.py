"""What an effect may say about its points, and what is refused when it is recorded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import Cap, terms_of
from creditkit.ledger._terms import UNIT


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        ({}, "other"),
        ({"points": "0"}, "other"),
        ({"points": "0", "final": "yes", "decay": "linear"}, "other"),
        ({"amount": "12.50", "currency": "EUR"}, "other"),
        ({"asserts": "-12"}, "other"),
        ({"redacts": "e-1"}, "other"),
        ({"points": "-3", "final": "yes", "decay": "linear"}, "penalty"),
        ({"points": "3"}, "credit"),
        ({"points": "0.000001"}, "credit"),
        ({"points": "-0.000001"}, "penalty"),
        ({"points": "3", "repairs": "p"}, "repair"),
        ({"points": "0", "repairs": "p"}, "repair"),
        ({"share": "0.8", "repairs": "p"}, "repair"),
        ({"points": "1", "up_to": "lost", "after_days": "90"}, "conduct"),
        ({"reverses": "p"}, "reversal"),
    ],
)
def test_kinds(figures: dict[str, str], kind: str) -> None:
    """What the event is to the fold."""
    assert terms_of(figures).kind == kind


@pytest.mark.parametrize(
    ("figures", "path"),
    [
        ({"points": "x"}, "points"),
        ({"points": "1e3"}, "points"),
        ({"points": "1.2345678"}, "points"),
        ({"points": "1000000000"}, "points"),
        ({"points": "+3"}, "points"),
        ({"points": "٣"}, "points"),
        ({"points": "-3", "repairs": "p"}, "points"),
        ({"points": "-3", "up_to": "lost"}, "points"),
        ({"up_to": "lost"}, "points"),
        ({"points": "3", "reverses": "p"}, "points"),
        ({"repairs": "p", "reverses": "q"}, "repairs"),
        ({"repairs": "p"}, "effect.share"),
        ({"repairs": "p", "points": "3", "share": "1"}, "effect.share"),
        ({"share": "0.8"}, "effect.share"),
        ({"share": "0.8", "points": "-3"}, "effect.share"),
        *(({"repairs": "p", "share": text}, "effect.share") for text in ("80%", "1.1", "-0.5", "", ".5", "1.", "0,8")),
        ({"repairs": "p", "share": "1", "round": "ceiling"}, "effect.round"),
        ({"repairs": "p", "share": "1", "decimals": "7"}, "effect.decimals"),
        ({"repairs": "p", "share": "1", "decimals": "-1"}, "effect.decimals"),
        ({"repairs": "p", "share": "1", "decimals": "²"}, "effect.decimals"),
        ({"repairs": "p", "share": "1", "up_to": "lost"}, "effect.up_to"),
        ({"points": "1", "up_to": "all"}, "effect.up_to"),
        ({"points": "1", "after_days": "90"}, "effect.after_days"),
        ({"points": "1", "up_to": "lost", "after_days": "-1"}, "effect.after_days"),
        ({"points": "1", "up_to": "lost", "after_days": "100000"}, "effect.after_days"),
        ({"points": "-3", "decay": "steps"}, "effect.decay"),
        ({"points": "3", "decay": "linear"}, "effect.decay"),
        ({"points": "-3", "final": "no"}, "effect.final"),
        ({"repairs": "p", "share": "1", "final": "yes"}, "effect.final"),
        ({"asserts": "zero"}, "effect.asserts"),
        ({"asserts": "3", "points": "-3"}, "effect.asserts"),
        ({"redacts": "e", "reverses": "p"}, "effect.redacts"),
        *(
            ({"points": "-3", "caps": text}, "effect.caps[0]")
            for text in ("", "a", "a=9", "a=9/0", "a=-9/3", "=9/3", "a=9/123456")
        ),
        ({"points": "-3", "caps": "a=9/365  b=1/1"}, "effect.caps[1]"),
        ({"points": "-3", "caps": "a=9/365 a=1/1"}, "effect.caps[1]"),
    ],
)
def test_what_does_not_read_is_refused(figures: dict[str, str], path: str) -> None:
    """With the path of the term, as the caller wrote it."""
    with pytest.raises(InvalidInput) as caught:
        terms_of(figures)
    assert caught.value.path == path


def test_every_term() -> None:
    """As it is kept."""
    terms = terms_of({"points": "-2.50", "caps": "a=9/365 承诺=0.5/1", "decay": "linear", "after": "host"})
    assert (terms.points, terms.decimals, terms.decays, terms.final) == (-2_500_000, 2, True, False)
    assert terms.caps == (Cap("a", 9 * UNIT, 365), Cap("承诺", UNIT // 2, 1))
    terms = terms_of({"repairs": "p", "share": "0.80", "round": "up", "decimals": "1"})
    assert (terms.share, terms.rounding, terms.decimals) == (Fraction(4, 5), "up", 1)


@pytest.mark.parametrize(
    ("rounding", "decimals", "lost", "restored"),
    [
        ("down", "0", "12", "9"),
        ("half_even", "0", "12", "10"),
        ("up", "0", "12", "10"),
        ("down", "1", "12", "9.6"),
        ("up", "0", "1.5", "1.5"),
        ("down", "0", "1", "0"),
        ("half_even", "0", "0.625", "0"),
        ("half_even", "0", "1.875", "1.875"),
        ("half_even", "0", "2", "2"),
    ],
)
def test_a_share_is_rounded_once(rounding: str, decimals: str, lost: str, restored: str) -> None:
    """At its own decimals, and never to more than was lost."""
    terms = terms_of({"repairs": "p", "share": "0.8", "round": rounding, "decimals": decimals})
    assert Fraction(terms.restores(int(Fraction(lost) * UNIT)), UNIT) == Fraction(restored)


@given(st.dictionaries(st.text("abcdefgh_", min_size=1), st.text(), max_size=4))
def test_terms_of_the_host_pass(figures: dict[str, str]) -> None:
    """Whatever they say."""
    assert terms_of({**figures, "points": "-1"}).kind == "penalty"
