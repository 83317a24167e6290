"""Checkpoints, their text, and signatures under it."""

from __future__ import annotations

import hmac
import pickle
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, HmacSigner, Signature, SignedCheckpoint
from creditkit.ledger import _note as note

ROOT = bytes(range(32))
HERE = Checkpoint("repair", 12, ROOT)
OURS = HmacSigner(b"k" * 32, name="repair")
THEIRS = HmacSigner(b"w" * 32, name="auditor.example/key")
SAFE = st.characters(exclude_categories=["Cc", "Cs"])
LINES = st.text(SAFE, min_size=1, max_size=12)


def test_the_text_is_three_lines() -> None:
    """Origin, size, root in base64: as C2SP's tlog-checkpoint has it."""
    assert HERE.text == "repair\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


@given(LINES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=2))
def test_text_round_trip(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    """Read from its text a checkpoint is equal, whatever stands in it; signed, too."""
    checkpoint = Checkpoint(origin, size, root, extensions=extensions)
    assert Checkpoint.parse(checkpoint.text) == checkpoint
    signed = checkpoint.signed(OURS, THEIRS)
    assert SignedCheckpoint.parse(signed.text) == signed
    assert SignedCheckpoint.parse(signed.text).text == signed.text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "checkpoint"),
        ("repair\n12\n", "checkpoint"),
        (HERE.text[:-1], "checkpoint"),
        (HERE.text + "\n", "checkpoint.extensions[0]"),
        (HERE.text.replace("repair", ""), "checkpoint.origin"),
        (HERE.text.replace("12", "012"), "checkpoint.size"),
        (HERE.text.replace("12", "+12"), "checkpoint.size"),
        (HERE.text.replace("12", "-1"), "checkpoint.size"),
        (HERE.text.replace("12", " 12"), "checkpoint.size"),
        (HERE.text.replace("12", "1_2"), "checkpoint.size"),
        (HERE.text.replace("12", "١٢"), "checkpoint.size"),
        (HERE.text.replace("12", ""), "checkpoint.size"),
        (HERE.text.replace("12", str(2**63)), "checkpoint.size"),
        (HERE.text.replace("12", "9" * 5000), "checkpoint.size"),
        (HERE.text.replace("8=", "8"), "checkpoint.root"),
        (HERE.text.replace("8=", "9="), "checkpoint.root"),  # bits to spare
        (HERE.text.replace("AAE", "AA E"), "checkpoint.root"),
        (HERE.text.replace("AAEC", ""), "checkpoint.root"),
        (HERE.text.replace("AAEC", "é"), "checkpoint.root"),
        (HERE.text.replace("\n", "\r\n"), "checkpoint"),
        ("a\tb" + HERE.text, "checkpoint"),
        ("\ud800" + HERE.text, "checkpoint"),
        ("x" * 1_000_000 + HERE.text, "checkpoint"),
        (HERE.text.encode(), "checkpoint"),
    ],
)  # fmt: skip
def test_other_texts_are_refused(text: Any, path: str) -> None:
    """By the path of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        Checkpoint.parse(text)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Checkpoint("", 0, ROOT), "origin"), (lambda: Checkpoint("a\nb", 0, ROOT), "origin"),
        (lambda: Checkpoint("a\0", 0, ROOT), "origin"), (lambda: Checkpoint(b"a", 0, ROOT), "origin"),
        (lambda: Checkpoint("a", -1, ROOT), "size"), (lambda: Checkpoint("a", 2**63, ROOT), "size"),
        (lambda: Checkpoint("a", True, ROOT), "size"), (lambda: Checkpoint("a", 1.0, ROOT), "size"),
        (lambda: Checkpoint("a", 1, ROOT[1:]), "root"), (lambda: Checkpoint("a", 1, "x" * 32), "root"),
        (lambda: Checkpoint("a", 1, ROOT, extensions=["b", ""]), "extensions[1]"),
        (HERE.signed, "signers"), (lambda: SignedCheckpoint(HERE).text, "signatures"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused(make: Any, path: str) -> None:
    """A checkpoint that has no text cannot be made."""
    with pytest.raises(InvalidInput) as refused:
        make()
    assert refused.value.path == path


def test_the_longest_text() -> None:
    """A million characters are read, one more is not."""
    for size, fits in ((1_000_000, True), (1_000_001, False)):
        text = "x" * (size - len(HERE.text)) + HERE.text
        if fits:
            assert Checkpoint.parse(text).text == text
        else:
            with pytest.raises(InvalidInput, match="1000000"):
                Checkpoint.parse(text)


def test_who_signed() -> None:
    """One known good signature is enough, unknown ones are passed over, none known is not enough."""
    signed = HERE.signed(OURS, THEIRS)
    other = HmacSigner(b"o" * 32, name="repair")
    assert signed.verify(OURS)
    assert signed.verify(THEIRS)
    assert signed.verify(OURS, THEIRS, at_least=2)
    assert signed.verify(OURS, other)
    assert not signed.verify(OURS, other, at_least=2)
    assert not signed.verify(other)
    assert not signed.verify()
    assert not SignedCheckpoint(HERE).verify(OURS)


def test_a_wrong_signature_of_a_known_key_spoils_it() -> None:
    """However good the others are, and wherever it stands; of an unknown key it does not."""
    good, bad = note.sign(HERE.text, THEIRS), Signature(OURS.name, OURS.key_id, bytes(32))
    for signatures in [(good, bad), (bad, good), (note.sign(HERE.text, OURS), bad, good)]:
        assert not SignedCheckpoint(HERE, signatures).verify(OURS, THEIRS)
        assert SignedCheckpoint(HERE, signatures).verify(THEIRS)


def test_a_signature_counts_once() -> None:
    """Twice the same key is one key."""
    one = note.sign(HERE.text, OURS)
    assert SignedCheckpoint(HERE, (one, one)).verify(OURS)
    assert not SignedCheckpoint(HERE, (one, one)).verify(OURS, THEIRS, at_least=2)


@pytest.mark.parametrize(
    "changed",
    [Checkpoint("repairs", 12, ROOT), Checkpoint("repair", 13, ROOT), Checkpoint("repair", 12, ROOT[::-1]),
     Checkpoint("repair", 12, ROOT, extensions=["more"])],
)  # fmt: skip
def test_a_signature_is_of_every_line(changed: Checkpoint) -> None:
    """Under another origin, size, root or further line it is wrong."""
    assert not SignedCheckpoint(changed, HERE.signed(OURS).signatures).verify(OURS)


def test_signing_again_replaces() -> None:
    """A key signs once; others stay."""
    twice = HERE.signed(OURS, THEIRS).signed(OURS)
    assert [one.name for one in twice.signatures] == [THEIRS.name, OURS.name]


def test_keys_that_cannot_be_told_apart() -> None:
    """Two verifiers of one name and id are refused, so is asking for no signature."""
    with pytest.raises(InvalidInput, match="verifiers"):
        HERE.signed(OURS).verify(OURS, OURS)
    with pytest.raises(InvalidInput, match="at_least"):
        HERE.signed(OURS).verify(OURS, at_least=0)


def line(name: str = "repair", value: bytes = b"1234sig", dash: str = "—") -> str:
    return f"{dash} {name} {b64encode(value).decode()}\n"


@pytest.mark.parametrize(
    ("signatures", "path"),
    [
        ("", "checkpoint"), ("\n", "checkpoint"), (line()[:-1], "checkpoint"),
        (line(dash="-"), "checkpoint.signatures[0]"), (line() + "more\n", "checkpoint.signatures[1]"),
        (line("two words"), "checkpoint.signatures[0]"), (line("a+b"), "checkpoint.signatures[0].name"),
        (line("a\u00a0b"), "checkpoint.signatures[0].name"), (line(""), "checkpoint.signatures[0].name"),
        (line(value=b"1234"), "checkpoint.signatures[0].value"), (line(value=b""), "checkpoint.signatures[0].value"),
        ("— repair MTIzNHNpZx==\n", "checkpoint.signatures[0].value"),
        ("— repair MTIzNHNpZw\n", "checkpoint.signatures[0].value"),
        ("—  repair MTIzNHNpZw==\n", "checkpoint.signatures[0]"),
        (line().replace("\n", " \n"), "checkpoint.signatures[0]"),
        (line() + "\n" + line(), "checkpoint.extensions[0]"), ("x" * 1_000_000, "checkpoint"),
    ],
)  # fmt: skip
def test_other_signature_lines_are_refused(signatures: str, path: str) -> None:
    """By the path of what is wrong with the note."""
    with pytest.raises(InvalidInput) as refused:
        SignedCheckpoint.parse(f"{HERE.text}\n{signatures}")
    assert refused.value.path == path


def test_a_signed_text_has_a_limit_and_is_text() -> None:
    """However well each of its lines is written."""
    one = HERE.signed(OURS).text
    many = one + line(value=bytes(3_000)) * 250
    for other in (many, one.encode(), None):
        with pytest.raises(InvalidInput) as refused:
            SignedCheckpoint.parse(other)  # type: ignore[arg-type]
        assert refused.value.path == "checkpoint"
    assert SignedCheckpoint.parse(one + line(value=bytes(3_000)) * 240).verify(OURS)


def test_many_signatures_are_read() -> None:
    """A hundred keys on one checkpoint."""
    keys = [HmacSigner(bytes([i]) * 32, name=f"key-{i}") for i in range(100)]
    signed = SignedCheckpoint.parse(HERE.signed(*keys).text)
    assert signed.verify(*keys, at_least=100)


def test_hmac_is_the_standard_one() -> None:
    """The signature is HMAC-SHA256 of the text, by another way of asking for it."""
    (one,) = HERE.signed(OURS).signatures
    assert one.value == hmac.new(b"k" * 32, HERE.text.encode(), sha256).digest()
    public = hmac.new(b"k" * 32, b"creditkit.ledger/hmac-sha256 key id", sha256).digest()
    assert one.key_id == sha256(b"repair\n\xffcreditkit.ledger/hmac-sha256" + public).digest()[:4]
    assert not OURS.verify(HERE.text.encode(), one.value[:-1])


@pytest.mark.parametrize("key", [b"k" * 31, "k" * 32, None])
def test_short_keys_are_refused_and_not_shown(key: Any) -> None:
    """A key shorter than the hash weakens it; the message does not repeat it."""
    with pytest.raises(InvalidInput) as refused:
        HmacSigner(key, name="repair")
    assert refused.value.path == "key"
    assert "kkk" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", None])
def test_names_of_keys(name: Any) -> None:
    """What cannot stand in a signature line cannot be a name."""
    with pytest.raises(InvalidInput) as refused:
        HmacSigner(b"k" * 32, name=name)
    assert refused.value.path == "name"


@pytest.mark.parametrize(("key_id", "value", "path"), [(b"123", b"s", "key_id"), ("1234", b"s", "key_id"),
                                                       (b"1234", b"", "value"), (b"1234", "s", "value")])  # fmt: skip
def test_parts_of_a_signature(key_id: Any, value: Any, path: str) -> None:
    """Four bytes, and at least one."""
    with pytest.raises(InvalidInput) as refused:
        Signature("repair", key_id, value)
    assert refused.value.path == path


def test_secrets_stay_out_of_sight() -> None:
    """Neither key nor signature is in a repr; values travel."""
    assert "kkkk" not in repr(OURS)
    signed = HERE.signed(OURS)
    assert signed.signatures[0].value.hex() not in repr(signed)
    assert ROOT.hex() in repr(signed)
    assert pickle.loads(pickle.dumps(signed)) == signed
