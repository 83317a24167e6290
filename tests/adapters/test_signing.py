"""Ed25519: published signatures, and keys as text."""

from __future__ import annotations

import sys
from typing import Any

import pytest

pytest.importorskip("cryptography")

from creditkit.adapters.signing import Ed25519Signer, Ed25519Verifier, WitnessVerifier
from creditkit.errors import ExtraMissing, InvalidInput
from creditkit.ledger import Checkpoint, Signature, SignedCheckpoint
from creditkit.ledger import _note as note

#: The example of Go's package golang.org/x/mod/sumdb/note, from its documentation.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
#: RFC 8032, section 7.1: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]


def test_the_note_of_go() -> None:
    """Key ids, keys and the note, byte for byte; what the one signs the other verifies."""
    signer, verifier = Ed25519Signer.parse(PRIVATE), Ed25519Verifier.parse(PUBLIC)
    assert signer.verifier == verifier
    assert (signer.key, verifier.key) == (PRIVATE, PUBLIC)
    assert note.written(TEXT, [note.sign(TEXT, signer)]) == NOTE
    text, signatures = note.parse(NOTE, "note")
    assert text == TEXT
    assert note.verify(text, signatures, [verifier], 1)
    assert not note.verify(text.replace("your", "my"), signatures, [verifier], 1)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    """The signatures of the standard."""
    signer = Ed25519Signer(bytes.fromhex(secret), name="repair")
    text, made = bytes.fromhex(message), bytes.fromhex(signature)
    assert signer.verifier.public.hex() == public
    assert signer.sign(text) == made
    assert signer.verifier.verify(text, made)
    assert not signer.verifier.verify(text + b"x", made)
    assert not signer.verifier.verify(text, made[:-1])
    assert not signer.verifier.verify(text, b"")
    assert not signer.verifier.verify(text, bytes(64))


def test_a_checkpoint_is_signed_and_verified() -> None:
    """By the public key alone, through texts."""
    signer = Ed25519Signer(bytes(range(32)), name="repair")
    text = Checkpoint("repair", 7, bytes(32)).signed(signer).text
    assert SignedCheckpoint.parse(text).verify(Ed25519Verifier.parse(signer.verifier.key))
    assert not SignedCheckpoint.parse(text).verify(Ed25519Signer(bytes(32), name="repair").verifier)


def test_a_witness_signs_with_a_time() -> None:
    """C2SP's tlog-cosignature: eight bytes of time, and Ed25519 over two lines and the checkpoint."""
    ours, theirs = Ed25519Signer(bytes(32), name="repair"), Ed25519Signer(bytes(range(32)), name="w.example/1")
    witness = WitnessVerifier(theirs.verifier.public, name=theirs.name)
    checkpoint = Checkpoint("repair", 7, bytes(32))
    made = theirs.sign(b"cosignature/v1\ntime 1679315147\n" + checkpoint.text.encode())
    value = (1679315147).to_bytes(8) + made

    def seen(signature: bytes) -> bool:
        signatures = (*checkpoint.signed(ours).signatures, Signature(witness.name, witness.key_id, signature))
        parsed = SignedCheckpoint.parse(SignedCheckpoint(checkpoint, signatures).text)
        assert parsed.verify(ours.verifier)
        return parsed.verify(ours.verifier, witness, at_least=2)

    assert seen(value)
    assert not seen((1679315148).to_bytes(8) + made)
    assert not seen(made)
    assert not seen(value[:7])
    far = theirs.sign(b"cosignature/v1\ntime %d\n" % 2**63 + checkpoint.text.encode())
    assert not seen((2**63).to_bytes(8) + far)
    assert WitnessVerifier.parse(witness.key) == witness
    assert witness.key_id != theirs.key_id


def test_keys_of_one_kind_are_not_of_the_other() -> None:
    """A signer's key is no witness's key."""
    witness = WitnessVerifier(Ed25519Verifier.parse(PUBLIC).public, name="PeterNeumann")
    for made, key in [(WitnessVerifier, PUBLIC), (Ed25519Verifier, witness.key)]:
        with pytest.raises(InvalidInput, match="type"):
            made.parse(key)
    with pytest.raises(InvalidInput, match="id is"):
        WitnessVerifier.parse(witness.key.replace(witness.key_id.hex(), "00000000"))


@pytest.mark.parametrize(
    "key",
    ["", "PeterNeumann", "PeterNeumann+c74f20a3", PUBLIC.replace("c74f20a3", "c74f20a4"), PUBLIC.replace("Peter", ""),
     PUBLIC.replace("+ARpc", "+BRpc"), PUBLIC[:-1], PUBLIC + "A===", PUBLIC.replace("ARpc", ""), PRIVATE, None, 7],
)  # fmt: skip
def test_other_public_keys_are_refused(key: Any) -> None:
    """Parts that do not belong together, other kinds, other lengths."""
    with pytest.raises(InvalidInput):
        Ed25519Verifier.parse(key)


@pytest.mark.parametrize(
    "key", ["", PUBLIC, PRIVATE.replace("c74f20a3", "c74f20a4"), PRIVATE[:-4], PRIVATE + "?", None]
)
def test_other_private_keys_are_refused_and_not_shown(key: Any) -> None:
    """The message does not repeat what may be a secret."""
    with pytest.raises(InvalidInput) as refused:
        Ed25519Signer.parse(key)
    assert "AYEKFA" not in str(refused.value)
    assert refused.value.path == "key"


@pytest.mark.parametrize("made", [Ed25519Signer, Ed25519Verifier, WitnessVerifier])
@pytest.mark.parametrize(
    ("key", "name"), [(b"short", "repair"), ("x" * 32, "repair"), (bytes(32), "a b"), (bytes(32), "")]
)
def test_wrong_values_are_refused(made: Any, key: Any, name: str) -> None:
    """32 bytes, and a name that can stand in a line."""
    with pytest.raises(InvalidInput):
        made(key, name=name)


def test_secrets_stay_out_of_sight() -> None:
    """The seed is in no repr."""
    assert repr(Ed25519Signer(b"s" * 32, name="repair")) == "Ed25519Signer(name='repair')"


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both say at once what to install."""
    for name in list(sys.modules):
        if name.startswith("cryptography"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    for make in (Ed25519Signer, Ed25519Verifier, WitnessVerifier):
        with pytest.raises(ExtraMissing, match=r"creditkit\[signing\]"):
            make(bytes(32), name="repair")
