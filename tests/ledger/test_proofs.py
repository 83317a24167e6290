"""Proofs that travel: their texts, and what they show to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import (
    Checkpoint,
    ConsistencyProof,
    Entry,
    HmacSigner,
    InclusionProof,
    Ledger,
    MemoryStore,
    SignedCheckpoint,
    Stored,
    Tree,
)
from creditkit.testing import leaves

OURS = HmacSigner(b"k" * 32, name="repair")
SALT = b"sixteen bytes ok"


@pytest.fixture
def ledger() -> Ledger:
    """Eleven events of three streams."""
    made = Ledger(MemoryStore(), name="repair")
    for i in range(11):
        entry = Entry(f"e-{i}", f"c-{i % 3}", "late", points=-i, valid_from=date(2026, 1, 1), payload={"who": f"{i}"})
        made.append(entry, recorded_at=datetime(2026, 1, 2, 3, i, tzinfo=UTC), salt=SALT)
    return made


def found(ledger: Ledger, entry_id: str) -> Stored:
    stored = ledger.find(entry_id)
    assert stored is not None
    return stored


def test_every_event_is_shown_in_every_checkpoint(ledger: Ledger) -> None:
    """By what the ledger hands out, through its text, without the ledger."""
    for size in range(1, 12):
        trusted = ledger.checkpoint(size)
        for pos in range(size):
            proof = InclusionProof.parse(ledger.prove(f"e-{pos}", size).text)
            record = found(ledger, f"e-{pos}")
            assert proof.index == pos
            assert proof.verify(record, trusted)
            assert proof.verify(record.row, trusted)
            assert proof.verify(record.leaf, trusted)
            assert not proof.verify(found(ledger, f"e-{(pos + 1) % 11}"), trusted)


def test_growth_is_shown_between_all_checkpoints(ledger: Ledger) -> None:
    """And not for a beginning that is another, nor backwards."""
    for size in range(12):
        for old in range(size + 1):
            before, now = ledger.checkpoint(old), ledger.checkpoint(size)
            proof = ConsistencyProof.parse(ledger.prove_growth(old, size).text)
            assert proof.verify(before, now)
            assert old == size or not proof.verify(now, before)
            assert not proof.verify(attrs.evolve(before, root=bytes(32)), now)
            assert not proof.verify(attrs.evolve(before, origin="another"), now)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "another"}, {"size": 10}, {"size": 12}, {"root": bytes(32)}, {"extensions": ("more",)},
    ],
)  # fmt: skip
def test_a_proof_is_of_one_checkpoint(ledger: Ledger, change: dict[str, Any]) -> None:
    """Held against another it shows nothing, be it ever so near; nor does one that carries another."""
    trusted, proof, growth = ledger.checkpoint(), ledger.prove("e-4"), ledger.prove_growth(5)
    other = attrs.evolve(trusted, **change)
    record = found(ledger, "e-4")
    assert proof.verify(record, trusted)
    assert not proof.verify(record, other)
    assert not proof.verify(record.leaf, other)
    assert not attrs.evolve(proof, checkpoint=other).verify(record, trusted)
    assert not growth.verify(ledger.checkpoint(5), other)
    assert not attrs.evolve(growth, checkpoint=other).verify(ledger.checkpoint(5), trusted)
    assert not attrs.evolve(growth, old_size=4).verify(ledger.checkpoint(5), trusted)


@pytest.mark.parametrize(
    "change",
    [
        {"ledger": "another"}, {"pos": 5}, {"stream": "c-2"}, {"seq": 2}, {"entry_id": "e-5"}, {"type": "paid"},
        {"valid_from": "2026-01-02"}, {"valid_to": "2026-02-01"}, {"recorded_at": "2026-01-02T03:04:00.000001Z"},
        {"effect": '{"points":"4"}'}, {"policy": "p"}, {"causes": '["e-1"]'}, {"prev": None}, {"commit": bytes(32)},
        {"leaf": bytes(32)}, {"salt": bytes(32)}, {"payload": '{"who":"5"}'}, {"salt": None}, {"payload": None},
    ],
    ids="-".join,
)  # fmt: skip
def test_a_changed_record_is_not_shown(ledger: Ledger, change: dict[str, Any]) -> None:
    """Whatever is changed in it: header, payload or salt."""
    trusted, proof, row = ledger.checkpoint(), ledger.prove("e-4"), found(ledger, "e-4").row
    assert proof.verify(row, trusted)
    assert not proof.verify(row._replace(**change), trusted)


def test_a_redacted_record_is_shown(ledger: Ledger) -> None:
    """Its header is what it was, so the proof from before holds."""
    proof, trusted = ledger.prove("e-4"), ledger.checkpoint()
    ledger.redact(
        "e-4", redaction_id="r", valid_from=date(2026, 2, 1), recorded_at=datetime(2026, 2, 1, tzinfo=UTC), salt=SALT
    )
    record = found(ledger, "e-4")
    assert record.redacted
    assert proof.verify(record, trusted)
    assert ledger.prove("e-4").verify(record, ledger.checkpoint())
    assert ledger.prove_growth(11).verify(trusted, ledger.checkpoint())


def test_a_proof_carries_the_published_checkpoint(ledger: Ledger) -> None:
    """With its signatures, which its reader verifies before anything else."""
    signed = ledger.checkpoint().signed(OURS)
    for proof in (ledger.prove("e-7").under(signed), ledger.prove_growth(3).under(signed)):
        again = type(proof).parse(proof.text)
        assert again == proof
        assert again.signed.verify(OURS)
        assert again.signed == signed
    with pytest.raises(InvalidInput, match="signed"):
        ledger.prove("e-7", 9).under(signed)
    with pytest.raises(InvalidInput, match="signed"):
        ledger.prove_growth(3, 9).under(signed)


def test_the_texts_are_those_of_c2sp(ledger: Ledger) -> None:
    """Line by line: tlog-proof, and the request of tlog-witness."""
    signed = ledger.checkpoint(2).signed(OURS)
    proof, growth = ledger.prove("e-1", 2).under(signed), ledger.prove_growth(1, 2).under(signed)
    first, beside = found(ledger, "e-0").leaf, found(ledger, "e-1").leaf
    head, body = proof.text.split("\n\n", 1)
    assert head.split("\n") == ["c2sp.org/tlog-proof@v1", "index 1", note64(first)]
    assert body == signed.text
    head, body = growth.text.split("\n\n", 1)
    assert head.split("\n") == ["old 1", note64(beside)]
    assert body == signed.text


def note64(value: bytes) -> str:
    from base64 import b64encode

    return b64encode(value).decode()


@given(leaves(min_size=1), st.data(), st.booleans())
def test_text_round_trip(given_leaves: list[bytes], data: st.DataObject, sign: bool) -> None:
    """Read from its text a proof is equal, signed or not."""
    tree, size = Tree(given_leaves), len(given_leaves)
    checkpoint = Checkpoint("repair", size, tree.root())
    signatures = checkpoint.signed(OURS).signatures if sign else ()
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    one = InclusionProof(index, tree.inclusion(index), checkpoint, signatures)
    assert InclusionProof.parse(one.text) == one
    grown = ConsistencyProof(old, tree.consistency(old), checkpoint, signatures)
    assert ConsistencyProof.parse(grown.text) == grown


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("tlog-proof@v1", "tlog-proof@v2", "proof.version"), ("c2sp", "\ufeffc2sp", "proof.version"),
        ("index 4", "index 04", "proof.index"), ("index 4", "index  4", "proof.index"), ("index 4", "4", "proof.index"),
        ("index 4", "Index 4", "proof.index"), ("index 4\n", "", "proof.index"), ("index 4", "index -4", "proof.index"),
        ("index 4", "extra ?\nindex 4", "proof.extra"), ("index 4", "index 4\nAAAA", "proof.hashes[0]"),
        ("index 4", "index 4\nAA", "proof.hashes[0]"), ("index 4", f"index 4\n{'A' * 43}=" + f"\n{'A' * 43}=" * 63,
         "proof.hashes"), ("\n\n", "\n", "proof"), ("\nrepair\n", "\n", "proof.checkpoint"),
        ("\n11\n", "\n011\n", "proof.checkpoint.size"), ("\n", "\r\n", "proof"), ("index 4", "index 4\t", "proof"),
    ],
)  # fmt: skip
def test_other_texts_are_refused(ledger: Ledger, old: str, new: str, path: str) -> None:
    """By the path of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        InclusionProof.parse(ledger.prove("e-4").text.replace(old, new, 1))
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [("old 5", "old 05", "proof.old"), ("old 5", "old", "proof.old"), ("old 5", "index 5", "proof.old"),
     ("old 5", "old 5\nAAAA", "proof.hashes[0]"), ("\n\n", "\n", "proof")],
)  # fmt: skip
def test_other_growth_is_refused(ledger: Ledger, old: str, new: str, path: str) -> None:
    """By the path of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        ConsistencyProof.parse(ledger.prove_growth(5).text.replace(old, new, 1))
    assert refused.value.path == path


def test_extra_data_is_passed_over(ledger: Ledger) -> None:
    """The format allows it, nothing authenticates it."""
    proof = ledger.prove("e-4")
    assert InclusionProof.parse(proof.text.replace("index", "extra bW9yZQ==\nindex", 1)) == proof


@pytest.mark.parametrize("make", [InclusionProof, ConsistencyProof])
@pytest.mark.parametrize(
    ("number", "hashes", "path"), [(-1, (), None), (0, (b"",), "hashes[0]"), (0, (bytes(32),) * 64, "hashes")]
)
def test_wrong_values_are_refused(make: Any, number: int, hashes: Any, path: str | None) -> None:
    """A proof that has no text cannot be made."""
    with pytest.raises(InvalidInput) as refused:
        make(number, hashes, Checkpoint("repair", 1, bytes(32)))
    assert refused.value.path == (path or ("index" if make is InclusionProof else "old_size"))


def test_the_longest_proofs() -> None:
    """As many hashes as the largest tree needs."""
    checkpoint, hashes = Checkpoint("repair", 2**63 - 1, bytes(32)), (bytes(32),) * 63
    for proof in (InclusionProof(7, hashes, checkpoint), ConsistencyProof(7, hashes, checkpoint)):
        assert type(proof).parse(proof.text) == proof


def test_a_proof_is_shown_in_short(ledger: Ledger) -> None:
    """Its hashes by their number."""
    assert "hashes=<4>" in repr(ledger.prove("e-4"))


def test_a_proof_made_up_needs_a_checkpoint_made_up(ledger: Ledger) -> None:
    """It holds against its own checkpoint, and that checkpoint has no signature that counts."""
    forged = Ledger(MemoryStore(), name="repair")
    forged.append(
        Entry("e-4", "c-1", "late", points=4, valid_from=date(2026, 1, 1)),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=SALT,
    )  # fmt: skip
    liar = HmacSigner(b"l" * 32, name="repair")
    proof = forged.prove("e-4").under(forged.checkpoint().signed(liar))
    record = found(forged, "e-4")
    assert proof.verify(record, proof.checkpoint)
    assert not proof.signed.verify(OURS)
    assert not SignedCheckpoint.parse(proof.signed.text).verify(OURS)
    assert not proof.verify(record, ledger.checkpoint())


def test_a_signed_checkpoint_is_not_trusted_as_it_is(ledger: Ledger) -> None:
    """Its signatures come first; the message says so."""
    signed: Any = ledger.checkpoint().signed(OURS)
    proof, growth = ledger.prove("e-1"), ledger.prove_growth(3)
    plain = signed.checkpoint
    for call, path in (
        (lambda: proof.verify(found(ledger, "e-1"), signed), "against"),
        (lambda: growth.verify(ledger.checkpoint(3), signed), "against"),
        (lambda: growth.verify(ledger.checkpoint(3).signed(OURS), plain), "old"),
        (lambda: ledger.verify(signed), "against[0]"),
    ):
        with pytest.raises(InvalidInput, match=r"a Checkpoint. Of a signed one: signed.verify\(verifier\)") as caught:
            call()
        assert caught.value.path == path


@pytest.mark.parametrize("size", [12, -1, "3"])
def test_growth_from_a_size_that_is_none_is_refused(ledger: Ledger, size: Any) -> None:
    """By the name of the argument."""
    with pytest.raises(InvalidInput, match=r"old_size: .*a whole number from 0 to 11"):
        ledger.prove_growth(size)
