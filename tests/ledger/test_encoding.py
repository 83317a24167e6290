"""The header's template is canonical JSON, and every hash is what the design says it is."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b, sha256

import pytest
from hypothesis import given, settings

from creditkit.canonical import canonical
from creditkit.ledger import Entry, Ledger, MemoryStore, Row
from creditkit.ledger._encoding import Quoted, Salts, commit_of, header_of, ids_text, leaf_of, moment_text, texts_text
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
    assert receipt.stored.leaf.hex() == "6abb1b4e502bc3a33685caa04f23cdbf34dae702c2267373587cf529b0e9ea35"


@pytest.mark.parametrize("length", [16, 32, 63, 64, 65, 200])
def test_salts_are_keyed(length: int) -> None:
    """By keyed BLAKE2b, for salts shorter and longer than a key may be; one batch's salts share no state."""
    given = bytes(range(200))[:length]
    salts = Salts(given)
    for entry_id in ("late-1", "李", "late-1"):
        key = given if length <= 64 else sha256(given).digest()
        keyed = blake2b(entry_id.encode(), digest_size=32, key=key).digest()
        assert salts.of(entry_id) == keyed


def test_texts_by_hand() -> None:
    """Sorted by key, escaped as canonical JSON escapes, other scripts as they are."""
    texts = {"why": 'a "b"\n\\\t\x1f', "by": "李 €", "Z": ""}
    assert texts_text(texts) == canonical(dict(texts))
    assert texts_text(texts) == '{"Z":"","by":"李 €","why":"a \\"b\\"\\n\\\\\\t\\u001f"}'
    assert ids_text(('b"', "a", "李")) == '["b\\"","a","李"]'
    assert (texts_text({}), ids_text(())) == ("{}", "[]")


def test_moments_by_hand() -> None:
    """In UTC, to the microsecond, of one length, wherever the clock stood."""
    eight = timezone(timedelta(hours=8))
    assert moment_text(datetime(2026, 3, 1, 8, 30, tzinfo=eight)) == "2026-03-01T00:30:00.000000Z"
    assert moment_text(datetime(33, 3, 1, 8, 30, 1, 7, tzinfo=UTC)) == "0033-03-01T08:30:01.000007Z"


def test_hashes_by_hand() -> None:
    """Salt before payload; 0x00 before the header."""
    assert commit_of(b"salt", '{"k":"é"}') == sha256(b'salt{"k":"\xc3\xa9"}').digest()
    row = Row(
        "repair", 7, "c-1", 3, "e", "late", "2026-01-01", "2026-02-01", "2026-01-01T00:00:00.000000Z", '{"a":"b"}',
        "f0", '["x"]', b"\xab" * 32, b"\xcd" * 32, b"", None, None,
    )  # fmt: skip
    header = (
        '{"causes":["x"],"commit":"' + "cd" * 32 + '","effect":{"a":"b"},"id":"e","ledger":"repair","policy":"f0",'
        '"pos":7,"prev":"' + "ab" * 32 + '","recorded_at":"2026-01-01T00:00:00.000000Z","seq":3,"stream":"c-1",'
        '"type":"late","valid_from":"2026-01-01","valid_to":"2026-02-01"}'
    )
    assert header_of(row) == header_of(row[:14]) == header.encode()
    assert leaf_of(row) == leaf_of(row[:14]) == sha256(b"\x00" + header.encode()).digest()


def test_texts_are_put_in_quotes_once() -> None:
    """As they stand in a header, and kept; None is null."""
    quoted = Quoted()
    assert (quoted[None], quoted['a "b"'], quoted["李"]) == ("null", '"a \\"b\\""', '"李"')
    assert dict(quoted) == {None: "null", 'a "b"': '"a \\"b\\""', "李": '"李"'}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is set on POSIX only")
def test_the_zone_of_the_host_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands, times are written in UTC."""
    with monkeypatch.context() as host:
        host.setenv("TZ", "XXX-8")
        time.tzset()
        assert moment_text(datetime(2026, 3, 1, 8, 30, tzinfo=UTC)) == "2026-03-01T08:30:00.000000Z"
    time.tzset()
