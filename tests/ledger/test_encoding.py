"""The header's template is canonical JSON, and every hash is what the design says it is."""

from __future__ import annotations

import json
from hashlib import sha256

from hypothesis import given, settings

from creditkit.canonical import canonical
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.ledger._encoding import header_of, leaf_of
from creditkit.testing import entries, ledgers
from tampered import AT, SALT, penalty


@settings(max_examples=25)
@given(ledgers())
def test_headers_are_canonical(ledger: Ledger) -> None:
    """Whatever is recorded: the bytes are those that ``canonical`` makes of the parts."""
    for stored in ledger.events():
        row = stored.row
        header = {
            "ledger": row.ledger, "pos": row.pos, "stream": row.stream, "seq": row.seq, "id": row.entry_id,
            "type": row.type, "valid_from": row.valid_from, "valid_to": row.valid_to, "recorded_at": row.recorded_at,
            "effect": dict(stored.figures), "policy": row.policy, "causes": list(stored.causes),
            "prev": None if row.prev is None else row.prev.hex(), "commit": row.commit.hex(),
        }  # fmt: skip
        assert header_of(row).decode() == canonical(header)
        assert leaf_of(row) == row.leaf == sha256(b"\x00" + header_of(row)).digest()


@given(entries())
def test_entries_come_back(entry: Entry) -> None:
    """Of whatever content; the payload is canonical, too."""
    (receipt,) = Ledger(MemoryStore(), name="drawn").append(entry, recorded_at=AT, salt=SALT)
    row = receipt.stored.row
    assert receipt.stored.entry == entry
    assert row.payload == canonical(dict(entry.payload))
    assert json.loads(row.effect) == entry.figures
    assert row.salt is not None
    assert row.commit == sha256(row.salt + row.payload.encode()).digest()


def test_a_header_by_hand() -> None:
    """The first event of a ledger, byte by byte, as written down when the format was set."""
    (receipt,) = Ledger(MemoryStore(), name="repair").append(
        penalty("late-1", payload={"who": "李"}), recorded_at=AT, salt=SALT
    )
    assert header_of(receipt.stored.row).decode() == (
        '{"causes":[],"commit":"' + receipt.stored.row.commit.hex() + '","effect":{"points":"-12"},"id":"late-1",'
        '"ledger":"repair","policy":null,"pos":0,"prev":null,"recorded_at":"2026-03-01T09:00:00.000000Z","seq":0,'
        '"stream":"c-1","type":"promise_broken","valid_from":"2026-03-01","valid_to":null}'
    )
    assert receipt.stored.leaf.hex() == "990c1efa22c4678697ecc6a949ec4b2c5c78e84a9cfe0c0e6a56a3c690ca06b1"
