"""Laws of privacy: names that tell nothing, erasure that leaves nothing, proofs that nothing else changed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any, TypeAlias

import attrs

from creditkit.ledger import Checkpoint, ErasureProof, Row, Stored
from creditkit.ledger._encoding import leaf_of

#: The pseudonym of a party, under a key.
NamesOf: TypeAlias = Callable[[bytes], Callable[[str], str]]
#: Whether a proof of erasure holds, under a checkpoint of now and one of before.
VerifyErasure: TypeAlias = Callable[[ErasureProof, Checkpoint, Checkpoint], bool]

_KEY, _OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
#: A party's id of so many characters does not stand in a name by chance.
_TELLING = 6


def check_pseudonyms(names: NamesOf, party_ids: Iterable[str]) -> None:
    """A pseudonym is the party's own, the same each time, of one length, and tells nothing without the key.

    Args:
        names: for a key, the function from a party's id to its pseudonym: ``lambda key: Pseudonyms(key).of``.
        party_ids: any.
    """
    ids = sorted(set(party_ids))
    found = dict(zip(ids, map(names(_KEY), ids), strict=True))
    again = dict(zip(ids, map(names(_KEY), ids), strict=True))
    assert found == again, "the same key gives a party another pseudonym"
    assert len(set(found.values())) == len(ids), "two parties share a pseudonym"
    assert len(set(map(len, found.values()))) <= 1, "the length of a pseudonym tells of the party"
    for party, name in found.items():
        told = len(party) >= _TELLING and party.casefold() in name.casefold()
        assert not told, f"the pseudonym {name} names the party"
    same = set(found.values()) & set(map(names(_OTHER_KEY), ids))
    assert not same, f"the pseudonym {min(same, default='')} needs no key: whoever guesses the party can make it"


def _verify(proof: ErasureProof, against: Checkpoint, before: Checkpoint) -> bool:
    return proof.verify(against, before)


def check_erasure_proof(
    proof: ErasureProof, against: Checkpoint, before: Checkpoint, *, verify: VerifyErasure = _verify
) -> None:
    """A proof of erasure holds, and fails as soon as anything in it is not as it was.

    Every field of both events is changed in turn, once as a clumsy writer would and once with the leaf made to fit;
    so are the hashes, and the checkpoints.

    Args:
        proof: one that holds.
        against: the checkpoint that it leads to.
        before: one of before the redaction.
        verify: what is held to it.
    """
    assert verify(proof, against, before), "the proof does not hold"
    for what, changed in _changed(proof):
        assert not verify(changed, against, before), f"the proof still holds with another {what}"
    for what, now, then in (
        ("checkpoint of now", _forged(against), before), ("checkpoint of before", against, _forged(before)),
        ("checkpoint of before: the one of now", against, against),
    ):  # fmt: skip
        assert not verify(proof, now, then), f"the proof still holds under another {what}"


def _forged(checkpoint: Checkpoint) -> Checkpoint:
    return attrs.evolve(checkpoint, root=_flipped(checkpoint.root))


def _flipped(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 1]) + digest[1:]


def _changed(proof: ErasureProof) -> Iterator[tuple[str, ErasureProof]]:
    for name in ("erased", "redaction"):
        stored: Stored = getattr(proof, name)
        for field, row in _rows(stored.row):
            yield f"{name}.{field}", _with(proof, name, Stored(row))
            if field != "leaf":
                fitting = Stored(row._replace(leaf=leaf_of(row)))
                if fitting != stored:
                    yield f"{name}.{field}, its leaf made to fit", _with(proof, name, fitting)
    yield "redaction: the event itself", attrs.evolve(proof, redaction=proof.erased, recorded=proof.inclusion)
    yield "erased: the redaction", attrs.evolve(proof, erased=proof.redaction, inclusion=proof.recorded)
    for name in ("inclusion", "recorded", "growth"):
        part = getattr(proof, name)
        for i in range(len(part.hashes)):
            hashes = (*part.hashes[:i], _flipped(part.hashes[i]), *part.hashes[i + 1 :])
            yield f"{name}.hashes[{i}]", _with(proof, name, attrs.evolve(part, hashes=hashes))


def _with(proof: ErasureProof, name: str, value: object) -> ErasureProof:
    changes: dict[str, Any] = {name: value}
    return attrs.evolve(proof, **changes)


def _rows(row: Row) -> Iterator[tuple[str, Row]]:
    """The row with each field changed; salt and payload also come back, or go one without the other."""
    for field, value in row._asdict().items():
        if field not in ("salt", "payload"):
            yield field, row._replace(**{field: _other(field, value)})
    if row.salt is None:
        yield "payload", row._replace(salt=bytes(16), payload='{"who":"somebody"}')
        yield "payload without salt", row._replace(payload="{}")
        yield "salt without payload", row._replace(salt=bytes(16))
    else:
        yield "payload", row._replace(payload='{"who":"somebody"}')
        yield "salt", row._replace(salt=_flipped(row.salt))
        yield "salt: none", row._replace(salt=None)


def _other(field: str, value: object) -> Any:
    if isinstance(value, bytes):
        return _flipped(value)
    if isinstance(value, int):
        return value + 1
    if value is None:
        return bytes(32) if field == "prev" else "2099-12-31"
    return {"effect": '{"points":"99"}', "causes": '["x"]'}.get(field, f"{value}x")


#: Where a walk stops: beyond these lies the whole interpreter.
_BOUNDS = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, CodeType, FrameType)


def check_nothing_left(texts: Iterable[str], *holders: object) -> None:
    """None of the texts can be reached from any of the objects, by whatever attribute, list or cache.

    After a redaction: the texts of the payload; the ledger and its store, what was made of them before and is still
    in use, the lines that are exported.

    Args:
        texts: what must be gone.
        holders: where to look; what is kept outside Python, such as the pages of a database, is not seen.
    """
    wanted = tuple(texts)
    seen: dict[int, object] = {}
    waiting: list[Any] = list(holders)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _BOUNDS):
            continue
        seen[id(one)] = one
        if isinstance(one, (str, bytes, bytearray)):
            whole = one if isinstance(one, str) else bytes(one).decode("utf-8", "replace")
            left = next((text for text in wanted if text in whole), None)
            assert left is None, f"{left!r} is still there, in {_shortened(whole)}"
        else:
            waiting += gc.get_referents(one)


def _shortened(text: str, most: int = 80) -> str:
    """A text, or its beginning."""
    return repr(text if len(text) <= most else f"{text[:most]}…")
