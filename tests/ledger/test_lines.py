"""A ledger as JSON lines, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger import (
    Entry,
    Ledger,
    MemoryStore,
    Store,
    Stored,
    check_lines,
    from_line,
    from_lines,
    to_line,
    to_lines,
)
from creditkit.reasons import text
from creditkit.testing import check_lines_round_trip

SALT = b"sixteen bytes ok"
DAY = date(2026, 1, 1)


def at(minute: int) -> datetime:
    return datetime(2026, 1, 2, 3, minute, tzinfo=UTC)


@pytest.fixture
def ledger() -> Ledger:
    """Ten events of three streams, with all that a header can say; one is redacted."""
    made = Ledger(MemoryStore(), name="Vergütung 修复")
    made.append(
        Entry("a", "c-1", "promise_broken", points="-12.5", valid_from=DAY, valid_to=date(2026, 12, 31),
              payload={"who": "Jürgen \"J.\"\n", "emoji": "😂 \u2028 \\u0041"}, effect={"note": "\t </script> \x7f"}),
        Entry("b", "c-2", "paid", valid_from=DAY, causes=("x", "“y”"), policy="f00d"),
        Entry("c", "c-1", "resolved", points=3, repairs="a", valid_from=DAY),
        recorded_at=at(0), salt=SALT,
    )  # fmt: skip
    made.append(
        *[Entry(f"e-{i}", f"c-{i % 3}", "late", points=-i, valid_from=DAY, payload={"i": str(i)}) for i in range(6)],
        recorded_at=at(1), salt=SALT,
    )  # fmt: skip
    made.redact("e-2", redaction_id="r", valid_from=DAY, payload={"why": "Art. 17"}, recorded_at=at(2), salt=SALT)
    return made


def rows(store: Store) -> list[Any]:
    return [stored.row for stored in store.scan()]


def changed(line: str, **header: Any) -> str:
    """A line with another header, its leaf made to fit."""
    value = json.loads(line)
    value["header"].update(header)
    value["leaf"] = sha256(b"\0" + canonical(value["header"]).encode()).hexdigest()
    return canonical(value)


def test_there_and_back(ledger: Ledger) -> None:
    """Rows, root and proofs are the same; nothing is found wrong with the copy, against the first one's checkpoint."""
    copy = MemoryStore()
    lines = list(to_lines(ledger.store))
    assert from_lines(lines, copy) == 10
    assert rows(copy) == rows(ledger.store)
    again = Ledger(copy, name=ledger.name)
    assert again.checkpoint() == ledger.checkpoint()
    assert again.verify(against=ledger.checkpoint()) == ()
    assert ledger.prove("a").verify(from_line(lines[0]), again.checkpoint())
    assert check_lines(lines) == ()
    check_lines_round_trip(ledger.store)


def test_a_line_is_verified_with_plain_tools(ledger: Ledger) -> None:
    """Canonical JSON: the text of the header is what is hashed, the text of the payload what is committed to."""
    for line, row in zip(to_lines(ledger.store), rows(ledger.store), strict=True):
        value = json.loads(line)
        assert canonical(value) == line
        header = line[len('{"header":') : line.index(',"leaf":"')]
        assert json.loads(header) == value["header"]
        assert sha256(b"\0" + header.encode()).hexdigest() == value["leaf"] == row.leaf.hex()
        if row.salt is None:
            assert (value["salt"], value["payload"]) == (None, None)
        else:
            payload = line[line.index(',"payload":') + len(',"payload":') : line.index(',"salt":"')]
            commit = sha256(bytes.fromhex(value["salt"]) + payload.encode()).hexdigest()
            assert commit == value["header"]["commit"] == row.commit.hex()


def test_one_line(ledger: Ledger) -> None:
    """It is an event by itself; a newline at its end is passed over, two are not."""
    for stored in ledger.events():
        assert from_line(to_line(stored)) == stored
        assert from_line(to_line(stored) + "\n") == stored
        with pytest.raises(InvalidInput):
            from_line(to_line(stored) + "\n\n")


def test_an_accent_after_a_newline() -> None:
    """Escaped, the two look like an n with an accent, which they are not: such text is recorded, verified and read."""
    made = Ledger(MemoryStore(), name="repair")
    entry = Entry("a", "c", "late", valid_from=DAY, effect={"note": "x\n\u0301"}, payload={"note": "\t\u030c"})
    made.append(entry, recorded_at=at(0), salt=SALT)
    assert made.verify() == ()
    check_lines_round_trip(made.store)


def test_a_part_goes_on_where_the_copy_ends(ledger: Ledger) -> None:
    """A copy is brought up to date with the lines that are new to it."""
    copy = MemoryStore()
    for start, stop in ((0, 4), (4, 5), (5, None)):
        from_lines(to_lines(ledger.store, start, stop), copy)
    assert rows(copy) == rows(ledger.store)
    assert from_lines([], copy) == 0
    with pytest.raises(InvalidInput, match=r"lines\[0\].header.pos"):
        from_lines(to_lines(ledger.store, 3), copy)


def test_all_or_none(ledger: Ledger) -> None:
    """A wrong line at the end leaves nothing behind."""
    copy, lines = MemoryStore(), list(to_lines(ledger.store))
    with pytest.raises(InvalidInput, match=r"lines\[9\]"):
        from_lines([*lines[:9], lines[9][:-1]], copy)
    assert rows(copy) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"leaf":"', '"leaf": "', "lines[0]"), ('{"header"', '{"header":{},"header"', "lines[0]"),
        ("}", "", "lines[0]"),
        ('"pos":0', '"pos":0.0', "lines[0].header.pos"), ('"pos":0', '"pos":false', "lines[0].header.pos"),
        ('"pos":0', '"pos":"0"', "lines[0].header.pos"), ('"seq":0', '"seq":null', "lines[0].header.seq"),
        ('"policy":null', '"policy":7', "lines[0].header.policy"), ('"policy":null,', "", "lines[0].header"),
        ('"policy":null', '"more":1,"policy":null', "lines[0].header"), ('"salt":"', '"salt":"0', "lines[0].salt"),
        ('"causes":[]', '"causes":[1]', "lines[0].header.causes[0]"),
        ('"causes":[]', '"causes":{}', "lines[0].header.causes"),
        ('"points":"-12.5"', '"points":-12', "lines[0].header.effect.points"),
        ('"commit":"', '"commit":"00', "lines[0].header.commit"),
        ('"leaf":"', '"leaf":"zz', "lines[0].leaf"), ("😂", "\\ud83d\\ude02", "lines[0]"),
        ("Jürgen", "J\u0075\u0308rgen", "lines[0].payload.who"),
        ("Jürgen", "Juergen", "lines[0].payload"), ('"points":"-12.5"', '"points":"-12"', "lines[0].leaf"),
        ("promise_broken", "promise_kept", "lines[0].leaf"),
        ('"pos":0', '"pos":-1', "lines[0].header.pos"), ('"seq":0', '"seq":9007199254740992', "lines[0].header.seq"),
        ("Jürgen", "\\u0000", "lines[0].payload.who"), ('"who"', '"wé"', "lines[0].payload.wé"),
        ("Jürgen", "\\ud83d", "lines[0].payload.who"), ('"id":"a"', '"id":"aa"', "lines[0].leaf"),
    ],
)  # fmt: skip
def test_a_changed_line_is_refused(ledger: Ledger, old: str, new: str, path: str) -> None:
    """By the path of what is wrong with it, alone and in a ledger."""
    lines = list(to_lines(ledger.store))
    assert old in lines[0]
    lines[0] = lines[0].replace(old, new, 1)
    with pytest.raises(InvalidInput) as refused:
        from_lines(lines, MemoryStore())
    assert refused.value.path == path
    with pytest.raises(InvalidInput) as alone:
        from_line(lines[0])
    assert alone.value.path == (path.removeprefix("lines[0].") if "." in path else "line")
    assert check_lines(lines)[0].path == path


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ({"ledger": "another"}, "header.ledger"), ({"pos": 5}, "header.pos"), ({"seq": 2}, "header.seq"),
        ({"prev": None}, "header.prev"), ({"prev": "00" * 32}, "header.prev"), ({"id": "a"}, "header.id"),
        ({"recorded_at": "2026-01-02T03:00:00.000001Z"}, "header.recorded_at"), ({"stream": "new"}, "header.seq"),
        ({"recorded_at": "2026-01-02T03:00:00Z"}, "header.recorded_at"), ({"recorded_at": ""}, "header.recorded_at"),
        ({"recorded_at": "2026-01-02T03:09:00.000000+00:00"}, "header.recorded_at"), ({"id": ""}, "header.entry_id"),
        ({"valid_from": "20260101"}, "header.valid_from"), ({"valid_from": "2026-02-30"}, "header.valid_from"),
        ({"valid_to": "2025-12-31"}, "header.valid_to"), ({"valid_to": "20270101"}, "header.valid_to"),
        ({"effect": {"points": "x"}}, "header.points"),
        ({"causes": [""]}, "header.causes[0]"),
        ({"effect": {"note": "a\0b"}}, "header.effect.note"),
        ({"seq": -1}, "header.seq"),
        ({"commit": "00" * 31}, "header.commit"), ({"prev": "00" * 31}, "header.prev"),
    ],
    ids=lambda part: str(part)[:40],
)  # fmt: skip
def test_a_line_that_does_not_follow(ledger: Ledger, header: dict[str, Any], path: str) -> None:
    """Its own leaf fits, so only its place or its meaning gives it away."""
    lines = list(to_lines(ledger.store))
    lines[2] = changed(lines[2], **header)
    with pytest.raises(InvalidInput) as refused:
        from_lines(lines, MemoryStore())
    assert refused.value.path == f"lines[2].{path}"
    assert f"lines[2].{path}" in [finding.path for finding in check_lines(lines)]


@pytest.mark.parametrize("key", ["salt", "payload"])
def test_salt_and_payload_go_together(ledger: Ledger, key: str) -> None:
    """One without the other is no redaction."""
    value = json.loads(next(to_lines(ledger.store)))
    with pytest.raises(InvalidInput) as refused:
        from_line(canonical({**value, key: None}))
    assert refused.value.path == "salt"


@pytest.mark.parametrize("line", ["", "null", "[]", "7", "{", "{}", "[" * 100_000, '"x"', "9" * 5000, None, b"{}"])
def test_what_is_no_line(line: Any) -> None:
    """Anything else is refused, and deep or long ones bring nothing down."""
    with pytest.raises(InvalidInput):
        from_line(line)
    assert len(check_lines([line])) == 1


def test_all_findings(ledger: Ledger) -> None:
    """Every wrong line is told, a missing one by what follows it; each has a text in both languages."""
    lines = list(to_lines(ledger.store))
    assert json.loads(lines[1])["header"]["stream"] == json.loads(lines[5])["header"]["stream"]
    lines[1], lines[4] = "?", lines[4].replace("late", "paid", 1)
    del lines[7]
    found = check_lines(lines)
    paths = [finding.path for finding in found]
    assert paths == ["lines[1]", "lines[4].leaf", "lines[5].header.seq", "lines[7].header.pos"]
    assert {finding.severity for finding in found} == {"error"}
    assert text(found[0].reason) == "'?' stands there; accepted: an object in JSON"
    assert "?" in text(found[0].reason, "zh")


@given(st.data())
def test_no_change_of_a_character_goes_unseen(data: st.DataObject) -> None:
    """Any character of a line put out, or changed into another one, is found."""
    line = next(to_lines(small().store))
    i = data.draw(st.integers(0, len(line) - 1))
    new = data.draw(st.sampled_from(["", " ", "0", "1", "a", '"', "\\", "ü", "}"]))
    if line[i] != new:
        with pytest.raises(InvalidInput):
            from_line(line[:i] + new + line[i + 1 :])


def small() -> Ledger:
    made = Ledger(MemoryStore(), name="repair")
    made.append(Entry("a", "c", "late", points=-1, valid_from=DAY, payload={"k": "v"}), recorded_at=at(0), salt=SALT)
    return made


def through_python(store: Store) -> Iterator[str]:
    """Written by a library that escapes and spaces as it likes."""
    return (json.dumps(json.loads(line)) for line in to_lines(store))


def without_redacted(store: Store) -> Iterator[str]:
    """Leaves out what has no payload any more."""
    return (to_line(stored) for stored in store.scan() if not stored.redacted)


def lenient(lines: Iterable[str], store: Store) -> None:
    """Reads what is there, and records it anew."""
    with store.write() as writer:
        for line in lines:
            row = from_line(line).row
            writer.put(Stored(row._replace(salt=bytes(32), payload="{}") if row.salt is None else row))


def test_the_law_can_fail(ledger: Ledger) -> None:
    """Another form of JSON, an export without the redacted, an import that fills in: each is found out."""
    for broken in (through_python, without_redacted):
        with pytest.raises((AssertionError, InvalidInput)):
            check_lines_round_trip(ledger.store, write=broken)
    with pytest.raises(AssertionError, match="another row"):
        check_lines_round_trip(ledger.store, read=lenient)


def test_what_an_editor_does_to_a_file_is_named(ledger: Ledger) -> None:
    """Other line ends and a byte order mark are seen by no eye."""
    (line, *_) = to_lines(ledger.store)
    for changed, accepted in (
        (line + "\r\n", "a line that ends in"),
        (line + "\r", "a line that ends in"),
        ("\ufeff" + line, "a line without a byte order mark"),
    ):
        with pytest.raises(InvalidInput, match=accepted) as caught:
            from_lines([changed], MemoryStore())
        assert caught.value.path == "lines[0]"
