"""What a verification says of damaged rows: the path, the code, and every figure."""

from __future__ import annotations

from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, Entry, Ledger, MemoryStore, Row
from creditkit.reasons import text
from tampered import AT, DAY, SALT, over, penalty, rewritten, rows_of


def made() -> Ledger:
    """Two streams, the first with a balance at its end."""
    ledger = Ledger(MemoryStore(), name="repair")
    balance = Entry("s", "c-1", "balance", effect={"asserts": "-24"}, valid_from=DAY)
    ledger.append(penalty("a"), penalty("o", "c-2"), penalty("b"), balance, recorded_at=AT, salt=SALT)
    return ledger


ROWS = rows_of(made())


def changed(pos: int, /, **fields: Any) -> list[Row]:
    return [row._replace(**fields) if row.pos == pos else row for row in ROWS]


def said(rows: list[Row]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.path, one.reason.code, dict(one.reason.figures)) for one in over(rows).verify()]


@pytest.mark.parametrize(
    ("pos", "fields", "path", "code", "figures"),
    [
        (2, {"pos": 7}, "events[7]", "event_misplaced", {"given": 7, "due": 2}),
        (2, {"seq": 5}, "events[2]", "event_out_of_sequence", {"stream": "c-1", "given": 5, "due": 1}),
        (2, {"ledger": "x"}, "events[2]", "event_of_other_ledger", {"given": "x", "accepted": "repair"}),
        (2, {"entry_id": "o"}, "events[2]", "event_id_again", {"given": "o", "first": 1}),
        (2, {"entry_id": "a"}, "events[2]", "event_id_again", {"given": "a", "first": 0}),
        (2, {"leaf": bytes(32)}, "events[2]", "event_leaf_differs", {}),
        (2, {"prev": bytes(32)}, "events[2]", "event_prev_differs", {"stream": "c-1"}),
        (2, {"payload": "{}x"}, "events[2]", "event_payload_differs", {}),
        (2, {"payload": None}, "events[2]", "event_half_removed", {"left": "salt"}),
        (2, {"salt": None}, "events[2]", "event_half_removed", {"left": "payload"}),
        (2, {"valid_from": "2026-02-30"}, "events[2]", "event_days_unfit", {"given": "2026-02-30 None"}),
        (2, {"recorded_at": "now"}, "events[2]", "event_time_unfit", {"given": "now"}),
        (2, {"stream": " "}, "events[2]", "event_text_unfit", {"accepted": "an id, a stream and a type"}),
        (
            2, {"commit": None}, "events[2]", "event_unreadable",
            {"given": "'NoneType' object has no attribute 'hex'"},
        ),
        (
            0, {"recorded_at": "2026-03-02T09:00:00.000000Z"}, "events[1]", "event_not_later",
            {"given": "2026-03-01T09:00:00.000001Z", "before": "2026-03-02T09:00:00.000000Z"},
        ),
    ],
)  # fmt: skip
def test_one_damaged_field(pos: int, fields: dict[str, Any], path: str, code: str, figures: dict[str, Any]) -> None:
    """Among what is found: the finding about that field."""
    assert (path, code, figures) in said(changed(pos, **fields))


FORM, NUL = "text in Unicode's form C", "text without NUL characters"
NUMBER = "a number below 10**9 in plain digits, with at most 6 decimals"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"type": "e\u0301"}, [("event_text_unfit", {"accepted": FORM})]),
        ({"type": "\u00e9"}, []),
        ({"effect": '{"note":"n\\n\u0301","points":"-12"}'}, []),
        ({"entry_id": "a\0"}, [("event_text_unfit", {"accepted": NUL})]),
        ({"policy": "\0"}, [("event_text_unfit", {"accepted": NUL})]),
        ({"effect": '{"note":"\\u0000","points":"-12"}'}, []),
        (
            {"recorded_at": "2026-03-01T09:00:00.0000x0Z"},
            [("event_time_unfit", {"given": "2026-03-01T09:00:00.0000x0Z"})],
        ),
        ({"valid_to": DAY.isoformat()}, []),
        ({"entry_id": "o"}, [("event_id_again", {"given": "o", "first": 1})]),
        (
            {"effect": '{"points":"many"}'},
            [("event_terms_unfit", {"given": "points: many", "accepted": NUMBER})],
        ),
        ({"effect": '{"reverses":"nobody"}'}, [("reversal_unfit", {"given": "nobody"})]),
        ({"effect": '{"reverses":"o"}'}, [("reversal_unfit", {"given": "o"})]),
        ({"effect": '{"reverses":"b"}'}, [("reversal_unfit", {"given": "b"})]),
        ({"effect": '{"reverses":"s"}'}, [("reversal_unfit", {"given": "s"})]),
        ({"type": "redaction", "effect": '{"redacts":"nobody"}'}, [("redaction_unfit", {"given": "nobody"})]),
        ({"type": "redaction", "effect": '{"redacts":"o"}'}, [("redaction_unfit", {"given": "o"})]),
        ({"type": "redaction", "effect": '{"redacts":"s"}'}, [("redaction_unfit", {"given": "s"})]),
        ({"type": "redaction", "effect": "{}"}, [("redaction_unfit", {"given": None})]),
    ],
)
def test_what_hashes_and_does_not_fit(fields: dict[str, Any], found: list[tuple[str, dict[str, Any]]]) -> None:
    """One event that its writer has hashed anew; the balance behind it is another matter."""
    here = [one for one in said(rewritten(changed(2, **fields))) if one[0] == "events[2]"]
    assert here == [("events[2]", *one) for one in found]


@pytest.mark.parametrize(
    "tail", ["09:00:00.0000x0Z", "09:00:01.00 004Z", "09:60:00.000000Z", "09:00:61.000000Z", "24:00:00.000000Z"]
)
def test_the_last_event_has_no_time(tail: str) -> None:
    """In a block that is sound otherwise, above and below what a digit may be."""
    given = f"2026-03-01T{tail}"
    assert said(rewritten(changed(3, recorded_at=given))) == [("events[3]", "event_time_unfit", {"given": given})]


def test_a_text_with_an_escape_beside_one_that_does_not_fit() -> None:
    """Row by row, too, an effect may speak of a NUL; and one that is a list is said to be unfit once."""
    spoken = '{"note":"\\u0000","points":"-12"}'
    for effect, more in ((spoken, []), ('["\\\\"]', [("events[2]", "event_terms_unfit")])):
        rows = [row._replace(effect=effect) if row.pos == 2 else row for row in changed(0, type="e\u0301")]
        found = [one[:2] for one in said(rewritten(rows)) if one[0] != "events[3]"]
        assert found == [("events[0]", "event_text_unfit"), *more]


def test_a_position_that_is_none() -> None:
    """The events behind it are where they are due."""
    found = said(changed(2, pos="2"))
    assert [one[:2] for one in found] == [("events['2']", "event_misplaced"), ("events[3]", "balance_unchecked")]
    assert found[0][2] == {"given": "2", "due": 2}


def test_an_event_without_a_name() -> None:
    """It is found, and no other event is taken for a repair of it."""
    assert [one[:2] for one in said(rewritten(changed(2, entry_id="")))] == [("events[2]", "event_text_unfit")]


@pytest.mark.parametrize("name", ["", " "])
def test_a_repair_of_nobody(name: str) -> None:
    """It is found behind one that reads alike and names somebody, in a block and row by row."""
    rows = changed(0, effect='{"points":"3","repairs":"o"}')
    rows = [row._replace(effect=f'{{"points":"3","repairs":"{name}"}}') if row.pos == 2 else row for row in rows]
    figures = {"given": f"effect.repairs: {name}", "accepted": "the id of an entry"}
    assert ("events[2]", "event_terms_unfit", figures) in said(rewritten(rows))


def test_an_event_that_is_taken_back_twice() -> None:
    """The second says what the first did already; also one behind it, of what stands elsewhere."""
    rows = changed(2, effect='{"reverses":"a"}')
    rows[3] = rows[3]._replace(type="x", effect='{"reverses":"a"}')
    assert said(rewritten(rows)) == [("events[3]", "reversal_again", {"given": "a"})]
    elsewhere = changed(1, pos=7)
    elsewhere[2] = elsewhere[2]._replace(entry_id="o")
    assert ("events[2]", "event_id_again", {"given": "o", "first": 7}) in said(elsewhere)


@pytest.mark.parametrize("name", ["c", 'c"1', "c\\", "客户"])
def test_a_repair_that_came_first(name: str) -> None:
    """Whatever the id is that it names, and whatever stands behind it."""
    ledger = Ledger(MemoryStore(), name="repair")
    before = Entry("r", "c-1", "x", repairs=name, effect={"share": "0.8", "zeta": 'a "b"'}, valid_from=DAY)
    plain = Entry("q", "c-1", "x", repairs=name, effect={"share": "0.8"}, valid_from=DAY)
    ledger.append(before, plain, penalty(name, points="3"), recorded_at=AT, salt=SALT)
    warned = [(one.severity, one.path, one.reason.code, dict(one.reason.figures)) for one in ledger.verify()]
    unfit = ("repair_unfit", {"given": name})
    assert warned == [("warning", "events[0]", *unfit), ("warning", "events[1]", *unfit)]


def test_balances() -> None:
    """What was asserted and what is there; or why that cannot be told."""
    broken = ("events[3]", "balance_broken", {"asserted": "-24", "found": "-15"})
    assert said(rewritten(changed(0, effect='{"points":"-3"}'))) == [broken]
    terms, balance = said(rewritten(changed(0, effect='{"points":"many"}')))
    assert terms[:2] == ("events[0]", "event_terms_unfit")
    assert set(terms[2]) == {"given", "accepted"}
    problem = "the stream has events that do not read"
    assert balance == ("events[3]", "balance_unchecked", {"problem": problem})
    nothing = ("events[3]", "balance_unchecked", {"problem": "it asserts nothing"})
    assert nothing in said(rewritten(changed(3, effect="{}")))


@pytest.mark.parametrize(("pos", "given", "due"), [(0, 0, 1), (7, 3, 8)])
def test_a_balance_over_events_out_of_order(pos: int, given: int, due: int) -> None:
    """Why the points cannot be told: the first event that comes too late, and what could have stood there."""
    problem = f"events: {given} given; accepted: events in order, from position {due} on"
    assert ("events[3]", "balance_unchecked", {"problem": problem}) in said(changed(2, pos=pos))


def test_checkpoints_that_do_not_fit() -> None:
    """Of another ledger, of one that was longer, of one that was another; the one of its own fits."""
    ledger = made()
    given = [Checkpoint("x", 1, bytes(32)), Checkpoint("repair", 9, bytes(32)), Checkpoint("repair", 2, bytes(32))]
    found = [
        (one.path, one.reason.code, dict(one.reason.figures)) for one in ledger.verify([*given, ledger.checkpoint()])
    ]
    assert found == [
        ("against[0]", "checkpoint_of_other_ledger", {"given": "x", "accepted": "repair"}),
        ("against[1]", "checkpoint_longer", {"size": 9, "events": 4}),
        ("against[2]", "checkpoint_differs", {"size": 2}),
    ]


def test_every_finding_reads_in_both_languages() -> None:
    """The figures fit the sentences."""
    for finding in [*over(changed(2, pos=7)).verify(), *over(rewritten(changed(0, effect='{"points":"-3"}'))).verify()]:
        assert text(finding.reason, "en") != text(finding.reason, "zh")


def test_a_store_of_another_ledger() -> None:
    """Which one it holds."""
    store = made().store
    with pytest.raises(InvalidInput) as caught:
        Ledger(store, name="limits").append(penalty("z"), recorded_at=AT, salt=SALT)
    assert caught.value.path == "name"
    assert str(caught.value) == "name: 'limits' given; accepted: 'repair', the ledger that the store holds"


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (["c-1"], "expected: ['c-1'] given; accepted: how many events, by stream. Write {'c-7f3a': 3}"),
        ({"c-1": "2"}, "expected['c-1']: '2' given; accepted: how many events the stream must have"),
        ({"c-1": -1}, "expected['c-1']: -1 given; accepted: how many events the stream must have"),
        ({"c-1": True}, "expected['c-1']: True given; accepted: how many events the stream must have"),
    ],
)
def test_what_cannot_be_expected(expected: Any, message: str) -> None:
    """By the stream."""
    with pytest.raises(InvalidInput) as caught:
        made().append(penalty("z"), recorded_at=AT, salt=SALT, expected=expected)
    assert str(caught.value) == message
