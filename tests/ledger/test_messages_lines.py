"""What the refusals of lines say, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

import pytest

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger import Ledger, MemoryStore, check_lines, from_line, from_lines, to_lines
from tampered import AT, SALT, penalty


def ledger() -> Ledger:
    made = Ledger(MemoryStore(), name="repair")
    made.append(*[penalty(f"e{i}", f"c-{i % 2}", payload={"k": "v"}) for i in range(4)], recorded_at=AT, salt=SALT)
    return made


LINES = list(to_lines(ledger().store))


def one(old: str, new: str) -> object:
    """One line, with a text in it changed."""
    assert old in LINES[0]
    return from_line(LINES[0].replace(old, new, 1))


def fitted(i: int, **header: Any) -> str:
    """A line with another header, its leaf made to fit."""
    value = json.loads(LINES[i])
    value["header"].update(header)
    value["leaf"] = sha256(b"\0" + canonical(value["header"]).encode()).hexdigest()
    return canonical(value)


def alone(**header: Any) -> object:
    return from_line(fitted(0, **header))


def second(store: Any = None, **header: Any) -> object:
    """The third line of the ledger after two that are right, its header changed."""
    return from_lines([*LINES[:2], fitted(2, **header)], store or MemoryStore())


def short(lines: Iterable[str]) -> MemoryStore:
    """A store of these lines."""
    store = MemoryStore()
    from_lines(lines, store)
    return store


CASES = [
    (
        lambda: one('"ledger":"repair"', '"ledger":"e\u0301"'),
        "header.ledger: 'e\u0301' given; accepted: text in Unicode's form C",
    ),
    (
        lambda: one('"ledger":"repair"', '"ledger":"\\ud800"'),
        "header.ledger: '\\ud800' given; accepted: text without halves of surrogate pairs",
    ),
    (lambda: from_line(""), "line: '' given; accepted: an object in JSON"),
    (lambda: from_line("{"), "line: '{' given; accepted: an object in JSON"),
    (
        lambda: from_line(LINES[0] + "\r\n"),
        "line: '\\r\\n' given; accepted: a line that ends in \\n alone. Keep the line ends when a file is copied",
    ),
    (
        lambda: from_line("\ufeff" + LINES[0]),
        "line: '\\ufeff' given; accepted: a line without a byte order mark. Write the file in UTF-8 without one",
    ),
    (lambda: from_line("[]"), "line: '[]' given; accepted: an object in JSON"),
    (lambda: from_line(None), "line: None given; accepted: an object in JSON"),
    (
        lambda: from_line("[" * 100_000),
        (
            "line: '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[… given; accepted: "
            "an object in JSON"
        ),
    ),
    (lambda: from_line("{}"), "line: [] given; accepted: an object with the keys header, leaf, payload, salt"),
    (
        lambda: from_line('{"header": {}}'),
        "line: ['header'] given; accepted: an object with the keys header, leaf, payload, salt",
    ),
    (
        lambda: from_line('{"header":{},"leaf":"","payload":{},"salt":""}'),
        (
            "header: [] given; accepted: an object with the keys causes, commit, effect, id, ledger, policy, pos, "
            "prev, recorded_at, seq, stream, type, valid_from, valid_to"
        ),
    ),
    (lambda: from_line('{"header":7,"leaf":"","payload":{},"salt":""}'), "header: 7 given; accepted: an object"),
    (lambda: from_line('{"header":{},"leaf":7,"payload":{},"salt":""}'), "leaf: 7 given; accepted: text"),
    (lambda: one('"payload":{"k":"v"}', '"payload":[]'), "payload: [] given; accepted: an object or null"),
    (
        lambda: one('"salt":"', '"salt":7,"x":"'),
        (
            "line: ['header', 'leaf', 'payload', 'salt', 'x'] given; accepted: an object with the keys header, leaf, "
            "payload, salt"
        ),
    ),
    (
        lambda: one('"leaf":"', '"leaf": "'),
        (
            'line: \'{"header":{"causes":[],"commit":"52003e7c8dc83d7281d17a2047a363412304f348522b6… given; accepted: '
            "canonical JSON: keys sorted, no spaces, nothing escaped that need not be"
        ),
    ),
    (lambda: one('"pos":0', '"pos":"0"'), "header.pos: '0' given; accepted: a whole number"),
    (lambda: one('"pos":0', '"pos":false'), "header.pos: False given; accepted: a whole number"),
    (lambda: one('"policy":null', '"policy":7'), "header.policy: 7 given; accepted: text or null"),
    (
        lambda: one('"policy":null,', ""),
        (
            "header: ['causes', 'commit', 'effect', 'id', 'ledger', 'pos', 'prev', 'recorded_at', 's… given; accepted: "
            "an object with the keys causes, commit, effect, id, ledger, policy, pos, prev, recorded_at, seq, stream, "
            "type, valid_from, valid_to"
        ),
    ),
    (lambda: one('"causes":[]', '"causes":{}'), "header.causes: {} given; accepted: a list"),
    (lambda: one('"causes":[]', '"causes":["a",1]'), "header.causes[1]: 1 given; accepted: text"),
    (lambda: one('"points":"-12"', '"points":-12'), "header.effect.points: -12 given; accepted: text"),
    (lambda: one('"effect":{"points":"-12"}', '"effect":[]'), "header.effect: [] given; accepted: an object"),
    (lambda: one('"k":"v"', '"k":7'), "payload.k: 7 given; accepted: text"),
    (
        lambda: one('"k":"v"', '"k":"w"'),
        'payload: \'{"k":"w"}\' given; accepted: the payload that the header\'s commit is of',
    ),
    (lambda: one('"k":"v"', '"k":"e\u0301"'), "payload.k: 'é' given; accepted: text in Unicode's form C"),
    (
        lambda: one('"k":"v"', '"k":"\\ud83d"'),
        "payload.k: '\\ud83d' given; accepted: text without halves of surrogate pairs",
    ),
    (
        lambda: one('"k":"v"', '"é":"v"'),
        "payload.é: 'é' given; accepted: an ASCII key. What a user names is a value, not a key",
    ),
    (
        lambda: one('"k":"v"', '"k":"\\u0000"'),
        "payload.k: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none",
    ),
    (
        lambda: one('"k":"v"', '"k":"\\u0041"'),
        (
            'line: \'{"header":{"causes":[],"commit":"52003e7c8dc83d7281d17a2047a363412304f348522b6… given; accepted: '
            "canonical JSON: keys sorted, no spaces, nothing escaped that need not be"
        ),
    ),
    (
        lambda: one("promise_broken", "promise_kept"),
        (
            "leaf: 'c6607efb4a62b5e3e0c8c90dab636f0bf94fb67932fd7b5bc72241918ff1a70d' given; accepted: the hash of the "
            "header"
        ),
    ),
    (lambda: one('"pos":0', '"pos":-1'), "header.pos: -1 given; accepted: a whole number from 0, below 2**53"),
    (
        lambda: one('"seq":0', '"seq":9007199254740992'),
        "header.seq: 9007199254740992 given; accepted: a whole number from 0, below 2**53",
    ),
    (lambda: one('"seq":0', '"seq":-1'), "header.seq: -1 given; accepted: a whole number from 0, below 2**53"),
    (
        lambda: one('"leaf":"', '"leaf":"zz'),
        (
            "leaf: 'zzc6607efb4a62b5e3e0c8c90dab636f0bf94fb67932fd7b5bc72241918ff1a70d' given; accepted: hexadecimal "
            "digits"
        ),
    ),
    (
        lambda: one('"leaf":"', '"leaf":"00'),
        (
            "leaf: '00c6607efb4a62b5e3e0c8c90dab636f0bf94fb67932fd7b5bc72241918ff1a70d' given; accepted: 64 "
            "hexadecimal digits"
        ),
    ),
    (
        lambda: one('"commit":"', '"commit":"zz'),
        (
            "header.commit: 'zz52003e7c8dc83d7281d17a2047a363412304f348522b660d75284c6b44973295' given; accepted: "
            "hexadecimal digits"
        ),
    ),
    (
        lambda: one('"commit":"', '"commit":"00'),
        (
            "header.commit: '0052003e7c8dc83d7281d17a2047a363412304f348522b660d75284c6b44973295' given; accepted: 64 "
            "hexadecimal digits"
        ),
    ),
    (
        lambda: one('"salt":"', '"salt":"0'),
        "salt: '083b6efbd13c737626ce30f23379688729241044cfc31f121e99434af7819a0e9' given; accepted: hexadecimal digits",
    ),
    (
        lambda: from_line(canonical({**json.loads(LINES[0]), "salt": None})),
        "salt: None given; accepted: null where the payload is null, and only there",
    ),
    (
        lambda: from_line(canonical({**json.loads(LINES[0]), "payload": None})),
        (
            "salt: '83b6efbd13c737626ce30f23379688729241044cfc31f121e99434af7819a0e9' given; accepted: null where the "
            "payload is null, and only there"
        ),
    ),
    (lambda: alone(prev="00"), "header.prev: '00' given; accepted: 64 hexadecimal digits"),
    (lambda: alone(prev="z"), "header.prev: 'z' given; accepted: hexadecimal digits"),
    (
        lambda: alone(recorded_at="2026-03-01T09:00:00Z"),
        "header.recorded_at: '2026-03-01T09:00:00Z' given; accepted: a time such as 2026-03-01T08:30:00.000000Z",
    ),
    (
        lambda: alone(recorded_at=""),
        "header.recorded_at: '' given; accepted: a time such as 2026-03-01T08:30:00.000000Z",
    ),
    (
        lambda: alone(recorded_at="0001-01-01T00:00:00.000000+01:00"),
        (
            "header.recorded_at: '0001-01-01T00:00:00.000000+01:00' given; accepted: a time such as "
            "2026-03-01T08:30:00.000000Z"
        ),
    ),
    (
        lambda: alone(recorded_at="2026-03-01T09:00:00.000000"),
        "header.recorded_at: '2026-03-01T09:00:00.000000' given; accepted: a time such as 2026-03-01T08:30:00.000000Z",
    ),
    (
        lambda: alone(recorded_at="9999-01-01T00:00:00.000000Z"),
        "header.recorded_at: '9999-01-01T00:00:00.000000Z' given; accepted: a time such as 2026-03-01T08:30:00.000000Z",
    ),
    (lambda: alone(valid_from="20260301"), "header.valid_from: '20260301' given; accepted: a day such as 2026-03-01"),
    (
        lambda: alone(valid_from="2026-02-30"),
        "header.valid_from: '2026-02-30' given; accepted: a day such as 2026-03-01",
    ),
    (lambda: alone(valid_to="20270101"), "header.valid_to: '20270101' given; accepted: a day such as 2026-03-01"),
    (lambda: alone(valid_to="x"), "header.valid_to: 'x' given; accepted: a day such as 2026-03-01"),
    (
        lambda: alone(valid_to="2026-02-01"),
        "header.valid_to: datetime.date(2026, 2, 1) given; accepted: a date on or after 2026-03-01",
    ),
    (lambda: alone(effect={"points": "x"}), "header.points: 'x' given; accepted: a number in plain digits"),
    (lambda: alone(effect={"repairs": ""}), "header.repairs: '' given; accepted: a text that is not empty"),
    (lambda: alone(effect={"reverses": ""}), "header.reverses: '' given; accepted: a text that is not empty"),
    (
        lambda: alone(effect={"note": "\0"}),
        "header.effect.note: '\\x00' given; accepted: text without NUL characters. PostgreSQL keeps none",
    ),
    (lambda: alone(causes=[""]), "header.causes[0]: '' given; accepted: the id of an entry"),
    (lambda: alone(id=""), "header.entry_id: '' given; accepted: a text that is not empty"),
    (lambda: alone(stream=" "), "header.stream: ' ' given; accepted: a text that is not empty"),
    (lambda: alone(type=""), "header.type: '' given; accepted: a text that is not empty"),
    (lambda: alone(policy=""), "header.policy: '' given; accepted: a text that is not empty"),
    (
        lambda: second(ledger="another"),
        "lines[2].header.ledger: 'another' given; accepted: the ledger of the event before, repair",
    ),
    (lambda: second(pos=1), "lines[2].header.pos: 1 given; accepted: 2, the next one"),
    (lambda: second(pos=3), "lines[2].header.pos: 3 given; accepted: 2, the next one"),
    (lambda: second(seq=0), "lines[2].header.seq: 0 given; accepted: 1, the next one"),
    (lambda: second(stream="new"), "lines[2].header.seq: 1 given; accepted: 0, the next one"),
    (
        lambda: second(stream="new", seq=0),
        (
            "lines[2].header.prev: 'c6607efb4a62b5e3e0c8c90dab636f0bf94fb67932fd7b5bc72241918ff1a70d' given; accepted: "
            "the leaf of the stream's event before"
        ),
    ),
    (lambda: second(prev=None), "lines[2].header.prev: None given; accepted: the leaf of the stream's event before"),
    (
        lambda: second(prev="00" * 32),
        (
            "lines[2].header.prev: '0000000000000000000000000000000000000000000000000000000000000000' given; accepted: "
            "the leaf of the stream's event before"
        ),
    ),
    (
        lambda: second(recorded_at="2026-03-01T09:00:00.000001Z"),
        (
            "lines[2].header.recorded_at: '2026-03-01T09:00:00.000001Z' given; accepted: a time after "
            "2026-03-01T09:00:00.000001Z"
        ),
    ),
    (
        lambda: second(recorded_at="2026-03-01T08:00:00.000000Z"),
        (
            "lines[2].header.recorded_at: '2026-03-01T08:00:00.000000Z' given; accepted: a time after "
            "2026-03-01T09:00:00.000001Z"
        ),
    ),
    (lambda: second(id="e0"), "lines[2].header.id: 'e0' given; accepted: an id that is not in the ledger"),
    (lambda: from_lines(LINES[2:], MemoryStore()), "lines[0].header.pos: 2 given; accepted: 0, the next one"),
    (lambda: from_lines(LINES[3:], short(LINES[:2])), "lines[0].header.pos: 3 given; accepted: 2, the next one"),
    (
        lambda: from_lines([fitted(2, id="e1")], short(LINES[:2])),
        "lines[0].header.id: 'e1' given; accepted: an id that is not in the ledger",
    ),
    (
        lambda: from_lines([fitted(2, ledger="x")], short(LINES[:2])),
        "lines[0].header.ledger: 'x' given; accepted: the ledger of the event before, repair",
    ),
    (
        lambda: from_lines([fitted(2, seq=2)], short(LINES[:2])),
        "lines[0].header.seq: 2 given; accepted: 1, the next one",
    ),
    (
        lambda: from_lines([fitted(2, prev=None)], short(LINES[:2])),
        "lines[0].header.prev: None given; accepted: the leaf of the stream's event before",
    ),
    (
        lambda: from_lines([fitted(2, recorded_at="2026-03-01T09:00:00.000001Z")], short(LINES[:2])),
        (
            "lines[0].header.recorded_at: '2026-03-01T09:00:00.000001Z' given; accepted: a time after "
            "2026-03-01T09:00:00.000001Z"
        ),
    ),
    (lambda: from_lines([LINES[0], "?"], MemoryStore()), "lines[1]: '?' given; accepted: an object in JSON"),
]


@pytest.mark.parametrize(("call", "message"), CASES)
def test_what_a_refusal_says(call: Callable[[], object], message: str) -> None:
    """Where, what was given, what is accepted, and what to do."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message


def test_what_findings_say() -> None:
    """Path, what was given and what is accepted; it goes on with what a wrong line says."""
    lines = ["?", LINES[1], LINES[2].replace("promise", "x", 1), LINES[3], fitted(3, pos=9)]
    found = check_lines(lines)
    assert {(one.severity, one.reason.code) for one in found} == {("error", "line_refused")}
    leaf = json.loads(LINES[2])["leaf"]
    assert [(one.path, one.reason.figures["given"], one.reason.figures["accepted"]) for one in found] == [
        ("lines[0]", "?", "an object in JSON"),
        ("lines[2].leaf", leaf, "the hash of the header"),
        ("lines[4].header.pos", "9", "4, the next one"),
    ]


def test_the_largest_position() -> None:
    """As large as every reader of JSON takes it; alone, a line may stand anywhere."""
    assert from_line(fitted(0, pos=2**53 - 1, seq=2**53 - 1)).pos == 2**53 - 1
