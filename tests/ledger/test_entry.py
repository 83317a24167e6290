"""What an entry takes, and how it is refused."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, Ledger, MemoryStore
from tampered import AT, DAY, SALT


@pytest.mark.parametrize(
    ("given", "text"),
    [("-12", "-12"), (5, "5"), (Decimal("-0.50"), "-0.5"), ("1E+2", "100"), ("1.000000000", "1"), ("-0", "0"),
     ("0E-99", "0"), ("999999999.999999", "999999999.999999"), ("1e-6", "0.000001")],
)  # fmt: skip
def test_points_stand_in_plain_digits(given: Any, text: str) -> None:
    """One text for one number."""
    assert Entry("a", "c", "t", points=given, valid_from=DAY).figures == {"points": text}


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"points": 1.5}, "points"),
        ({"points": True}, "points"),
        ({"points": "twelve"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"points": "Infinity"}, "points"),
        ({"points": "1e9"}, "points"),
        ({"points": "-1e999999"}, "points"),
        ({"points": "1e-7"}, "points"),
        ({"points": "1e-999999"}, "points"),
        ({"points": Decimal("sNaN")}, "points"),
        ({"entry_id": ""}, "entry_id"),
        ({"entry_id": 7}, "entry_id"),
        ({"entry_id": "a\x00"}, "entry_id"),
        ({"stream": " "}, "stream"),
        ({"stream": "e\u0301"}, "stream"),
        ({"type": "\ud800"}, "type"),
        ({"valid_from": "2026-03-01"}, "valid_from"),
        ({"valid_to": DAY.replace(year=2025)}, "valid_to"),
        ({"payload": {"who": 7}}, "payload.who"),
        ({"payload": {"who": None}}, "payload.who"),
        ({"payload": {7: "x"}}, "payload.7"),
        ({"payload": {"谁": "x"}}, "payload.谁"),
        ({"payload": {"who": "e\u0301"}}, "payload.who"),
        ({"payload": {"who": "\x00"}}, "payload.who"),
        ({"effect": {"amount": 12}}, "effect.amount"),
        ({"effect": {"points": "1"}}, "effect.points"),
        ({"effect": {"repairs": "1"}}, "effect.repairs"),
        ({"effect": {"reverses": "1"}}, "effect.reverses"),
        ({"repairs": ""}, "repairs"),
        ({"reverses": " "}, "reverses"),
        ({"causes": "abc"}, "causes"),
        ({"causes": ["a", ""]}, "causes[1]"),
        ({"causes": [7]}, "causes[0]"),
        ({"causes": ["\ud800"]}, "causes[0]"),
        ({"policy": ""}, "policy"),
    ],
)
def test_what_an_entry_refuses(parts: dict[str, Any], path: str) -> None:
    """By the path of the argument, as the caller wrote it."""
    with pytest.raises(InvalidInput) as caught:
        Entry(**{"entry_id": "a", "stream": "c", "type": "t", "valid_from": DAY, **parts})
    assert caught.value.path == path


def test_equal_entries() -> None:
    """By content: points by their number, texts by key in any order."""
    one = Entry("a", "c", "t", points="1.0", valid_from=DAY, payload={"a": "1", "b": "2"}, causes=["x"])  # type: ignore[arg-type]
    other = Entry("a", "c", "t", points=1, valid_from=DAY, payload={"b": "2", "a": "1"}, causes=("x",))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Entry("a", "c", "t", points=1, valid_from=DAY, payload={"b": "2"}, causes=("x",))


def full() -> Entry:
    """An entry with something in every part."""
    return Entry(
        "a", "c", "t", points="1.5", valid_from=DAY, valid_to=DAY.replace(day=9), payload={"who": "李", "by": "b"},
        repairs="r", reverses="v", effect={"note": "x", "amount": "7"}, causes=("x", "y"), policy="f0",
    )  # fmt: skip


def test_entries_travel() -> None:
    """Pickled or copied an entry is equal, and what was recorded of it."""
    one = full()
    (receipt,) = Ledger(MemoryStore(), name="repair").append(
        attrs.evolve(one, reverses=None), recorded_at=AT, salt=SALT
    )
    assert receipt.stored.figures["points"] == "1.5"  # read once, which must not travel
    for given in (one, receipt.stored):
        for other in (pickle.loads(pickle.dumps(given)), copy.deepcopy(given)):
            assert other == given
            assert type(other) is type(given)
    assert dict(pickle.loads(pickle.dumps(one)).payload) == {"who": "李", "by": "b"}


def test_all_figures() -> None:
    """Points, what is repaired and what is reversed stand with the host's own."""
    assert full().figures == {"note": "x", "amount": "7", "points": "1.5", "repairs": "r", "reverses": "v"}


def test_an_entry_keeps_what_it_was_given() -> None:
    """A mapping that changes later changes nothing in it, and its own cannot be written to."""
    given = {"who": "me"}
    one = Entry("a", "c", "t", valid_from=DAY, payload=given, effect=given)
    given["who"] = "you"
    assert (dict(one.payload), dict(one.effect)) == ({"who": "me"}, {"who": "me"})
    with pytest.raises(TypeError):
        one.effect["who"] = "you"  # type: ignore[index]
    plain = Entry("a", "c", "t", valid_from=DAY)
    assert (dict(plain.payload), dict(plain.effect), plain.causes, plain.figures) == ({}, {}, (), {})


def test_what_was_recorded_comes_back() -> None:
    """Part by part; of a redacted event all but the payload."""
    ledger = Ledger(MemoryStore(), name="repair")
    one = attrs.evolve(full(), reverses=None)
    (receipt,) = ledger.append(one, recorded_at=AT, salt=SALT)
    stored = receipt.stored
    assert stored.entry == one
    assert (stored.points, stored.policy, stored.causes, stored.redacted) == (one.points, "f0", ("x", "y"), False)
    assert (stored.valid_from, stored.valid_to, stored.recorded_at) == (DAY, DAY.replace(day=9), AT)
    ledger.redact("a", redaction_id="r", valid_from=DAY, recorded_at=AT, salt=SALT)
    redacted = ledger.find("a")
    assert redacted is not None
    assert (redacted.redacted, redacted.payload, redacted.entry) == (True, None, attrs.evolve(one, payload={}))
