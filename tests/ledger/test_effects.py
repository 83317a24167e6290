"""Texts of effects and of causes: what is refused, and what is remembered."""

from __future__ import annotations

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import _effects
from creditkit.ledger._effects import Effects

JSON = "canonical JSON of texts by key"


@pytest.mark.parametrize(
    ("effect", "message"),
    [
        ('{"points":"3","repairs":" "}', "effect.repairs: ' ' given; accepted: the id of an entry"),
        ('{"points":"3","repairs":""}', "effect.repairs: '' given; accepted: the id of an entry"),
        ('{"points":"3","repairs":"}', 'effect: \'{"points":"3","repairs":"}\' given; accepted: ' + JSON),
        ('{"reverses":"\\t"}', "effect.reverses: '\\t' given; accepted: the id of an entry"),
        ('{"redacts":""}', "effect.redacts: '' given; accepted: the id of an entry"),
        ("[]", "effect: '[]' given; accepted: " + JSON),
        ('{"a":1}', "effect: '{\"a\":1}' given; accepted: " + JSON),
    ],
)
def test_effects_that_are_refused(effect: str, message: str) -> None:
    """Each time, word for word, whatever was sound before: one that names nobody is not taken for one that does."""
    effects = Effects()
    effects.check('{"points":"3","repairs":"a"}')
    for _ in range(2):
        with pytest.raises(InvalidInput) as caught:
            effects.check(effect)
        assert str(caught.value) == message


@pytest.mark.parametrize("causes", ['["a",""]', "[1]", "{}", '["a" ]', "[", '"a"'])
def test_causes_that_are_refused(causes: str) -> None:
    """Each time, word for word."""
    effects = Effects()
    effects.check_causes("[]")
    effects.check_causes('["a"]')
    for _ in range(2):
        with pytest.raises(InvalidInput) as caught:
            effects.check_causes(causes)
        assert str(caught.value) == f"causes: {causes!r} given; accepted: canonical JSON of ids in a list"


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the bound all is forgotten, and read again; what names an entry is remembered without the name."""
    read: list[str] = []
    parsed = _effects._parsed
    monkeypatch.setattr(_effects, "_REMEMBERED", 2)
    monkeypatch.setattr(_effects, "_parsed", lambda text: (read.append(text), parsed(text))[1])
    effects = Effects()
    for name in "ab":
        effects.check(f'{{"points":"3","repairs":"{name}"}}')
    assert read == ['{"points":"3","repairs":"a"}']
    for points in "1121":
        effects.check(f'{{"points":"{points}"}}')
    # 3 and 1 are two; 2 takes their place, and 1 is remembered beside it.
    assert read[1:] == ['{"points":"1"}', '{"points":"2"}', '{"points":"1"}']
    read.clear()
    for causes in ["[]", '["a"]', '["a"]', '["b"]', '["c"]', '["c"]', '["a"]']:
        effects.check_causes(causes)
    assert read == ['["a"]', '["b"]', '["c"]', '["a"]']
