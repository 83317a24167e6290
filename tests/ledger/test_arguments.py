"""Wrong calls are refused by name before the store is asked, and so on every store alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import HmacSigner, Ledger, MemoryStore
from tampered import AT, DAY, SALT, penalty

#: No entry and no stream has such a name: not in form C, a NUL, half a surrogate pair, no text.
NO_NAMES = ["e\u0301", "\0", "\ud800", None, 7]


@pytest.fixture
def ledger() -> Ledger:
    """Two events of one stream."""
    made = Ledger(MemoryStore(), name="repair")
    made.append(penalty("a"), penalty("b"), recorded_at=AT, salt=SALT)
    return made


@pytest.mark.parametrize("name", NO_NAMES)
@pytest.mark.parametrize(
    "call",
    [
        lambda ledger, name: ledger.find(name),
        lambda ledger, name: ledger.prove(name),
        lambda ledger, name: ledger.redact(name, redaction_id="r", valid_from=DAY, recorded_at=AT, salt=SALT),
    ],
)
def test_a_text_that_is_no_id(ledger: Ledger, call: Callable[[Ledger, Any], object], name: Any) -> None:
    """It is not looked for: what is not found would be taken for not recorded."""
    with pytest.raises(InvalidInput) as caught:
        call(ledger, name)
    assert caught.value.path == "entry_id"


@pytest.mark.parametrize("name", [name for name in NO_NAMES if name is not None])
@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda ledger, name: ledger.events(stream=name), "stream"),
        (lambda ledger, name: ledger.accounts(stream=name), "stream"),
        (lambda ledger, name: ledger.adjustments(as_of=DAY, stream=name), "stream"),
        (lambda ledger, name: ledger.append(recorded_at=AT, salt=SALT, expected={name: 0}), "expected[{!r}]"),
    ],
)
def test_a_text_that_is_no_stream(ledger: Ledger, call: Callable[[Ledger, Any], object], path: str, name: Any) -> None:
    """It would look like a stream without events, and a customer like one without penalties."""
    with pytest.raises(InvalidInput) as caught:
        call(ledger, name)
    assert caught.value.path == path.format(name)


def test_other_names_are_looked_for(ledger: Ledger) -> None:
    """What could be recorded, and is not, is not there."""
    assert ledger.find("é") is None
    assert list(ledger.events(stream="é")) == []
    assert ledger.adjustments(as_of=date(2026, 3, 1), stream="é") == ()


@pytest.mark.parametrize("size", [0, 1])
def test_a_proof_in_a_ledger_too_small(ledger: Ledger, size: int) -> None:
    """The caller is told by the name of what he gave."""
    with pytest.raises(InvalidInput, match=f"among the first {size}") as caught:
        ledger.prove("b", size)
    assert caught.value.path == "entry_id"


def test_verify_takes_checkpoints(ledger: Ledger) -> None:
    """One, several or none; a signed one has to be verified first."""
    kept, signed = ledger.checkpoint(), ledger.checkpoint().signed(HmacSigner(b"k" * 32, name="repair"))
    for given in (None, kept, [], [kept, ledger.checkpoint(1)], iter([kept])):
        assert ledger.verify(given) == ()  # type: ignore[arg-type]
    for wrong, path in ((signed, "against[0]"), ([kept, signed], "against[1]"), (kept.text, "against[0]")):
        with pytest.raises(InvalidInput, match="a Checkpoint") as caught:
            ledger.verify(wrong)  # type: ignore[arg-type]
        assert caught.value.path == path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"s" * 15, "'15 bytes'"),
        (b"", "'0 bytes'"),
        ("s" * 16, "'str'"),
        (None, "'NoneType'"),
    ],
)
def test_a_salt_that_is_none(ledger: Ledger, given: Any, said: str) -> None:
    """Its length or its type, and never the salt itself."""
    with pytest.raises(InvalidInput) as caught:
        ledger.append(penalty("c"), recorded_at=AT, salt=given)
    instead = "Give secrets.token_bytes(16)"
    assert str(caught.value) == f"salt: {said} given; accepted: at least 16 random bytes. {instead}"


def test_what_is_no_entry(ledger: Ledger) -> None:
    """By its place in the call."""
    with pytest.raises(InvalidInput) as caught:
        ledger.append(penalty("c"), "d", recorded_at=AT, salt=SALT)  # type: ignore[arg-type]
    assert str(caught.value) == "entries[1]: 'd' given; accepted: an Entry"
