"""Verification: everything that can be wrong with stored rows is found, each by its position."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, Entry, Ledger, MemoryStore, Row, Stored, _verify
from creditkit.reasons import text
from creditkit.testing import check_tampering_is_found, ledgers
from tampered import AT, DAY, SALT, codes, over, penalty, rewritten, rows_of


def sound() -> Ledger:
    """Eight events: two penalties, a repair, a reversal, a balance, another stream, a redaction, one more."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(
        penalty("a", payload={"who": "Li"}, valid_to=DAY + timedelta(days=9)),
        penalty("b", causes=("x",), policy="f00"),
        Entry("r", "c-1", "repaired", repairs="b", effect={"share": "0.8"}, valid_from=DAY),
        Entry("x", "c-1", "reversal", reverses="a", valid_from=DAY),
        Entry("s", "c-1", "balance", effect={"asserts": "-3"}, valid_from=DAY),
        penalty("o", "客户-2"),
        recorded_at=AT,
        salt=SALT,
    )
    ledger.redact("a", redaction_id="z", valid_from=DAY, recorded_at=AT, salt=SALT)
    ledger.append(penalty("l", "客户-2"), recorded_at=AT, salt=SALT)
    return ledger


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return sound()


@pytest.fixture(scope="module")
def rows(ledger: Ledger) -> list[Row]:
    return rows_of(ledger)


def changed(rows: Sequence[Row], pos: int, /, **fields: Any) -> list[Row]:
    """The rows, one of them with other fields."""
    return [row._replace(**fields) if row.pos == pos else row for row in rows]


def test_a_sound_ledger(ledger: Ledger) -> None:
    """Nothing is found, with and without checkpoints, its own of every size included."""
    checkpoints = [ledger.checkpoint(size) for size in range(len(ledger) + 1)]
    assert ledger.verify() == ()
    assert ledger.verify(checkpoints[3]) == ()
    assert ledger.verify(checkpoints) == ()


@pytest.mark.parametrize(
    ("pos", "fields", "found"),
    [
        (1, {"leaf": bytes(32)}, ["event_leaf_differs"]),
        (1, {"prev": None}, ["event_leaf_differs", "event_prev_differs"]),
        (1, {"commit": bytes(32)}, ["event_leaf_differs", "event_payload_differs"]),
        (1, {"salt": bytes(32)}, ["event_payload_differs"]),
        (1, {"payload": '{"who":"Wu"}'}, ["event_payload_differs"]),
        (1, {"salt": None}, ["event_half_removed", "event_removed_unrecorded"]),
        (1, {"payload": None}, ["event_half_removed", "event_removed_unrecorded"]),
        (1, {"salt": None, "payload": None}, ["event_removed_unrecorded"]),
        (0, {"salt": bytes(32), "payload": "{}"}, ["event_payload_differs", "event_not_removed"]),
        (7, {"policy": "f01"}, ["event_leaf_differs"]),
        (7, {"type": "late"}, ["event_leaf_differs"]),
        (7, {"causes": '["y"]'}, ["event_leaf_differs"]),
        (7, {"effect": '{"points":"-11"}'}, ["event_leaf_differs"]),
        (7, {"entry_id": "b"}, ["event_id_again", "event_leaf_differs"]),
        (7, {"ledger": "limits"}, ["event_of_other_ledger", "event_leaf_differs"]),
        (7, {"seq": 2}, ["event_out_of_sequence", "event_leaf_differs"]),
        (7, {"pos": 8}, ["event_misplaced", "event_leaf_differs"]),
        (7, {"valid_from": "2026-03-02"}, ["event_leaf_differs"]),
        (7, {"valid_to": "2026-03-02"}, ["event_leaf_differs"]),
        (7, {"recorded_at": "2027-03-01T09:00:00.000000Z"}, ["event_leaf_differs"]),
        (7, {"stream": "c-1"}, ["event_out_of_sequence", "event_leaf_differs", "event_prev_differs"]),
    ],
)
def test_one_field_of_one_row(rows: Sequence[Row], pos: int, fields: dict[str, Any], found: list[str]) -> None:
    """Each is found where it is, and every change of the header in the next event of the stream, too."""
    ledger = over(changed(rows, pos, **fields))
    own = [code for path, code in codes(ledger) if path == f"events[{rows[pos]._replace(**fields).pos}]"]
    assert own == found


@pytest.mark.parametrize(
    ("pos", "fields", "found"),
    [
        (1, {"recorded_at": "2026-03-01T09:00:00.000000Z"}, "event_not_later"),
        (1, {"recorded_at": "2026-03-01T09:00:00.00001Z"}, "event_time_unfit"),
        (1, {"recorded_at": "2026-03-01T09:00:00,000001Z"}, "event_time_unfit"),
        (7, {"recorded_at": "2026-03-01T25:00:00.000001Z"}, "event_time_unfit"),
        (7, {"recorded_at": "2026-03-32T09:00:00.000001Z"}, "event_time_unfit"),
        (7, {"recorded_at": "٢٠٢٦-03-01T09:00:00.000001Z"}, "event_time_unfit"),
        (7, {"valid_from": "2026-02-29"}, "event_days_unfit"),
        (7, {"valid_from": "20260301"}, "event_days_unfit"),
        (7, {"valid_from": "2026-W10-1"}, "event_days_unfit"),
        (7, {"valid_to": "2026-02-28"}, "event_days_unfit"),
        (7, {"valid_to": ""}, "event_days_unfit"),
        (7, {"entry_id": " "}, "event_text_unfit"),
        (7, {"type": ""}, "event_text_unfit"),
        (7, {"entry_id": "e\u0301"}, "event_text_unfit"),
        (7, {"entry_id": "a\x00"}, "event_text_unfit"),
        (7, {"effect": '{"points": "-12"}'}, "event_terms_unfit"),
        (7, {"effect": '{"points":-12}'}, "event_terms_unfit"),
        (7, {"effect": '{"points":"1","points":"2"}'}, "event_terms_unfit"),
        (7, {"effect": '{"b":"1","a":"2"}'}, "event_terms_unfit"),
        (7, {"effect": '{"repairs":"b","share":"2"}'}, "event_terms_unfit"),
        (7, {"effect": '{"repairs":"","share":"1"}'}, "event_terms_unfit"),
        (7, {"effect": '{"repairs":"\x01","share":"1"}'}, "event_terms_unfit"),
        (7, {"effect": "[]"}, "event_terms_unfit"),
        (7, {"effect": ""}, "event_terms_unfit"),
        (7, {"effect": "[" * 5_000}, "event_terms_unfit"),
        (7, {"effect": '{"points":"-12","é":"x"}'}, "event_terms_unfit"),
        (7, {"causes": '["a", "b"]'}, "event_terms_unfit"),
        (7, {"causes": '[""]'}, "event_terms_unfit"),
        (7, {"causes": "{}"}, "event_terms_unfit"),
        (7, {"causes": "[1]"}, "event_terms_unfit"),
        (3, {"effect": '{"reverses":"nobody"}'}, "reversal_unfit"),
        (3, {"effect": '{"reverses":"x"}'}, "reversal_unfit"),
        (3, {"effect": '{"reverses":"o"}'}, "reversal_unfit"),
        (4, {"effect": '{"reverses":"a"}', "type": "reversal"}, "reversal_again"),
        (7, {"effect": '{"reverses":"z"}', "stream": "c-1", "seq": 6}, "reversal_unfit"),
        (6, {"effect": '{"redacts":"nobody"}'}, "redaction_unfit"),
        (6, {"effect": '{"redacts":"o"}'}, "redaction_unfit"),
        (6, {"effect": '{"redacts":"z"}'}, "redaction_unfit"),
        (6, {"effect": "{}"}, "redaction_unfit"),
        (6, {"type": "removed"}, "redaction_unfit"),
        (4, {"effect": '{"asserts":"-4"}'}, "balance_broken"),
        (4, {"effect": "{}"}, "balance_unchecked"),
        (1, {"effect": '{"points":"-22"}'}, None),
        (2, {"effect": '{"repairs":"b","share":"0.1"}'}, None),
    ],
)
def test_what_a_ledger_does_not_write(rows: Sequence[Row], pos: int, fields: dict[str, Any], found: str | None) -> None:
    """Found even where all hashes were made anew to fit."""
    ledger = over(rewritten(changed(rows, pos, **fields)))
    at = f"events[{pos}]"
    assert (at, found) in codes(ledger) if found else ("events[4]", "balance_broken") in codes(ledger)


def test_lost_doubled_and_moved_rows(rows: list[Row]) -> None:
    """Gaps and doubled positions are found where they begin, and what follows in order is not blamed."""
    assert codes(over([*rows[:5], *rows[6:]])) == [
        ("events[6]", "event_misplaced"),
        ("events[7]", "event_out_of_sequence"),
        ("events[7]", "event_prev_differs"),
    ]
    assert codes(over([*rows[:6], rows[5], *rows[6:]])) == [
        ("events[5]", "event_misplaced"),
        ("events[5]", "event_out_of_sequence"),
        ("events[5]", "event_id_again"),
        ("events[5]", "event_prev_differs"),
        ("events[5]", "event_not_later"),
    ]
    moved = [code for _, code in codes(over([rows[1], rows[0], *rows[2:]]))]
    assert moved.count("event_misplaced") == 3
    assert codes(over(rows[1:]))[0] == ("events[1]", "event_misplaced")


def test_every_finding_is_reported(rows: list[Row]) -> None:
    """By position, checkpoints last, each with a text in both languages."""
    ledger = over([rows[0]._replace(ledger="x"), rows[1]._replace(leaf=b""), *rows[2:6], rows[6]._replace(effect="")])
    found = ledger.verify([Checkpoint("limits", 0, bytes(32)), Checkpoint("repair", 9, bytes(32))])
    paths = [finding.path for finding in found]
    assert paths == sorted(paths, key=lambda path: (path.startswith("against"), path))
    assert {path.partition("[")[0] for path in paths} == {"events", "against"}
    assert all(text(finding.reason) and text(finding.reason, "zh") for finding in found)
    assert {finding.severity for finding in found} == {"error"}


def test_an_insiders_rewrite_is_found_with_a_checkpoint_only(ledger: Ledger, rows: list[Row]) -> None:
    """Everything is consistent in itself; what was kept elsewhere says that it is another ledger."""
    kept = ledger.checkpoint(6)
    insider = over(rewritten(changed(rows, 5, effect='{"points":"-1"}')))
    assert insider.verify() == ()
    assert codes(insider, kept) == [("against[0]", "checkpoint_differs")]
    shorter = over(rows[:7])
    assert shorter.verify() == ()
    assert codes(shorter, [kept, ledger.checkpoint()]) == [("against[1]", "checkpoint_longer")]
    assert codes(over([]), kept) == [("against[0]", "checkpoint_longer")]
    assert codes(over(rewritten(rows)), [Checkpoint("limits", 0, kept.root), kept]) == [
        ("against[0]", "checkpoint_of_other_ledger")
    ]


def test_a_balance_is_of_its_own_stream() -> None:
    """What does not read in another one leaves it as it is."""
    made = Ledger(MemoryStore(), name="repair")
    balance = Entry("s", "c-1", "balance", effect={"asserts": "-12"}, valid_from=DAY)
    made.append(penalty("a"), penalty("o", "c-2"), balance, recorded_at=AT, salt=SALT)
    rows = rewritten(changed(rows_of(made), 1, effect='{"points":"many"}'))
    assert codes(over(rows)) == [("events[1]", "event_terms_unfit")]
    wrong = rewritten(changed(rows, 0, effect='{"points":"-3"}'))
    assert codes(over(wrong)) == [("events[1]", "event_terms_unfit"), ("events[2]", "balance_broken")]


class Headed(MemoryStore):
    """A store that keeps apart where its ledger ends; here it says so turn by turn, the last one from then on."""

    def __init__(self, ledger: Ledger, *said: tuple[Any, Any]) -> None:
        super().__init__()
        self.said = list(said)
        with self.write() as writer:
            for event in ledger.events():
                writer.put(event)

    def head(self) -> tuple[int, bytes | None]:
        return cast("tuple[int, bytes | None]", self.said.pop(0) if len(self.said) > 1 else self.said[0])


def test_where_the_store_says_that_the_ledger_ends(ledger: Ledger, rows: list[Row]) -> None:
    """More events than are there, fewer, another last one, or what is no number; others may record meanwhile."""
    whole, before, empty = (8, rows[7].leaf), (7, rows[6].leaf), (0, None)

    def found(*said: tuple[Any, Any]) -> list[tuple[str, str, dict[str, Any]]]:
        verified = Ledger(Headed(ledger, *said), name="repair").verify()
        return [(one.path, one.reason.code, dict(one.reason.figures)) for one in verified]

    assert found(whole) == found(before, whole) == found(empty, whole) == found(whole, (9, bytes(32))) == []
    assert found((9, bytes(32))) == [("head", "head_longer", {"size": 9, "events": 8})]
    assert found((200, bytes(32))) == [("head", "head_longer", {"size": 200, "events": 8})]
    assert found((2**63 - 1, bytes(32))) == [("head", "head_longer", {"size": 2**63 - 1, "events": 8})]
    assert found((2**63, bytes(32))) == found((2**63, bytes(32)), whole) == [("head", "head_differs", {"size": 2**63})]
    assert found(before) == [("head", "head_shorter", {"size": 7, "events": 8})]
    assert found(empty) == [("head", "head_shorter", {"size": 0, "events": 8})]
    assert found((8, rows[6].leaf)) == [("head", "head_differs", {"size": 8})]
    assert found((7, rows[7].leaf), whole) == [("head", "head_differs", {"size": 7})]
    assert found(("8", rows[7].leaf)) == [("head", "head_differs", {"size": "8"})]
    assert found(whole, (None, None)) == [("head", "head_differs", {"size": 8})]
    bare = Ledger(Headed(over([]), empty), name="repair")
    assert (bare.verify(), Ledger(Headed(over([]), (0, bytes(32))), name="repair").verify()) == ((), ())


def test_a_last_event_that_is_not_at_its_place(ledger: Ledger, rows: list[Row]) -> None:
    """As many events as were recorded, and none where the last one was."""

    class Moved(Headed):
        def scan(self, start: int = 0, stop: int | None = None, **of: Any) -> Iterator[Stored]:
            return iter(()) if stop == 8 else super().scan(start, stop, **of)

    (found,) = Ledger(Moved(ledger, (8, rows[7].leaf)), name="repair").verify()
    assert (found.path, found.reason.code) == ("head", "head_differs")


def test_what_the_head_says_stands_before_the_checkpoints(ledger: Ledger) -> None:
    """In the order of the events, then where they end, then what was kept elsewhere."""
    store = Headed(ledger, (9, bytes(32)))
    store._state._events[7] = Stored(store._state._events[7].row._replace(type="x"))
    again = Ledger(store, name="repair")
    paths = [one.path for one in again.verify([ledger.checkpoint(), Checkpoint("limits", 0, bytes(32))])]
    assert paths == ["events[7]", "head", "against[0]", "against[1]"]


def test_a_changed_leaf_is_not_believed(ledger: Ledger, rows: list[Row]) -> None:
    """The tree is made of what is hashed anew: a header that was changed alone differs from the checkpoint, too."""
    found = codes(over(changed(rows, 7, type="x")), [ledger.checkpoint(7), ledger.checkpoint()])
    assert found == [("events[7]", "event_leaf_differs"), ("against[1]", "checkpoint_differs")]
    assert codes(over(changed(rows, 7, leaf=bytes(32))), ledger.checkpoint()) == [("events[7]", "event_leaf_differs")]


def test_each_false_balance_is_found() -> None:
    """One that is false does not hide the next; one that holds is not blamed."""
    ledger = Ledger(MemoryStore(), name="repair")
    asserted = ["-12", "-12", "-24", "-24"]
    entries = [
        penalty("a"),
        *(Entry(f"b{i}", "c-1", "balance", effect={"asserts": a}, valid_from=DAY) for i, a in enumerate(asserted)),
    ]
    entries.insert(3, penalty("c"))
    ledger.append(*entries, recorded_at=AT, salt=SALT)
    assert ledger.verify() == ()
    rows = rewritten(changed(changed(rows_of(ledger), 1, effect='{"asserts":"-1"}'), 5, effect='{"asserts":"-2"}'))
    assert codes(over(rows)) == [("events[1]", "balance_broken"), ("events[5]", "balance_broken")]


def test_a_balance_among_garbage(rows: list[Row]) -> None:
    """Where a stream does not read, its balances are said to be unchecked."""
    for fields in ({"effect": "?"}, {"valid_from": "soon"}, {"type": 7}):
        found = codes(over(changed(rows, 1, **cast("dict[str, Any]", fields))))
        assert ("events[4]", "balance_unchecked") in found
    assert ("events[4]", "balance_unchecked") in codes(over([rows[0], rows[4], rows[1]]))


@pytest.mark.parametrize("against", [b"root", "root", [1], [None]])
def test_checkpoints_only(ledger: Ledger, against: Any) -> None:
    """Anything else is a wrong call."""
    with pytest.raises(InvalidInput, match="against"):
        ledger.verify(against)


GARBAGE: list[Any] = [
    None, "", "x", "\ud800", "\x00", "e\u0301", '"', "{}", "[]", 0, -1, 7, 2**70, 1.5, float("nan"), True, b"",
    b"x" * 31, b"x" * 32, bytearray(32), [], {}, (), object(), "9" * 5_000, '{"reverses":"a"}', '{"redacts":"b"}',
    '{"reverses":7}', '{"redacts":null}', '{"asserts":"-3"}', "2026-03-01", "2026-03-01T09:00:00.000000Z", "balance",
    "redaction",
]  # fmt: skip


@pytest.mark.parametrize("field", Row._fields)
@pytest.mark.parametrize("pos", range(8))
def test_garbage_in_any_field_is_found(rows: list[Row], field: str, pos: int) -> None:
    """Whatever a store gives back instead of a text: it is found, and nothing is raised."""
    for value in GARBAGE:
        row = rows[pos]._replace(**{field: value})
        if row != rows[pos] or type(getattr(row, field)) is not type(getattr(rows[pos], field)):
            found = over(changed(rows, pos, **{field: value})).verify(Checkpoint("repair", 8, bytes(32)))
            assert found[:-1] or (field, value) in [("pos", True), ("seq", True), ("pos", 0)], (field, value)


@settings(max_examples=25)
@given(ledgers(), st.data())
def test_mutations_of_drawn_ledgers_are_found(ledger: Ledger, data: st.DataObject) -> None:
    """One row changed, lost, doubled, or two exchanged: never unseen with the checkpoint kept."""
    rows = rows_of(ledger)
    if rows:
        tampered = data.draw(st.sampled_from(MUTATIONS))(list(rows), data.draw(st.randoms(use_true_random=False)))
        if tampered != rows:
            kept = ledger.checkpoint()
            assert over(tampered, "drawn").verify(kept)
            if len(tampered) >= len(rows) or tampered != rows[: len(tampered)]:
                check_tampering_is_found(over(tampered, "drawn"))


def test_mutations_one_by_one(rows: list[Row]) -> None:
    """Two thousand single changes of stored bytes and numbers; only what was cut off at the end needs a checkpoint."""
    chance = random.Random(4)
    for _ in range(2_000):
        tampered = chance.choice(MUTATIONS)(list(rows), chance)
        if tampered != rows and tampered != rows[: len(tampered)]:
            check_tampering_is_found(over(tampered))


def _flip(rows: list[Row], chance: random.Random) -> list[Row]:
    """One character, bit or number of one field."""
    place = chance.randrange(len(rows))
    field = chance.choice([name for name in Row._fields if getattr(rows[place], name) is not None])
    rows[place] = rows[place]._replace(**{field: _other(getattr(rows[place], field), chance)})
    return rows


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice([-1, 1])
    if isinstance(value, bytes):
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    place = chance.randrange(len(value) + 1)
    return value[:place] + chance.choice("0aZ {}") + value[place + chance.randrange(2) :]


def _none(rows: list[Row], chance: random.Random) -> list[Row]:
    place = chance.randrange(len(rows))
    field = chance.choice(["valid_to", "policy", "prev", "salt", "payload"])
    rows[place] = rows[place]._replace(**{field: None})
    return rows


def _drop(rows: list[Row], chance: random.Random) -> list[Row]:
    del rows[chance.randrange(len(rows))]
    return rows


def _double(rows: list[Row], chance: random.Random) -> list[Row]:
    place = chance.randrange(len(rows))
    rows.insert(chance.randrange(len(rows) + 1), rows[place])
    return rows


def _swap(rows: list[Row], chance: random.Random) -> list[Row]:
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return rows


def _exchange(rows: list[Row], chance: random.Random) -> list[Row]:
    """One field of two rows."""
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    field = chance.choice(Row._fields)
    first, second = getattr(rows[one], field), getattr(rows[other], field)
    rows[one], rows[other] = rows[one]._replace(**{field: second}), rows[other]._replace(**{field: first})
    return rows


MUTATIONS: list[Callable[[list[Row], random.Random], list[Row]]] = [
    _flip,
    _flip,
    _none,
    _drop,
    _double,
    _swap,
    _exchange,
]


def found_with(monkeypatch: pytest.MonkeyPatch, block: int | None, ledger: Ledger, kept: Checkpoint) -> object:
    """What is found in blocks of that many rows; None goes row by row."""
    with monkeypatch.context() as patch:
        if block is None:
            patch.setattr(_verify, "sound", lambda _rows, _passed: None)
        else:
            patch.setattr(_verify, "BLOCK", block)
        return ledger.verify(kept)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MUTATIONS), max_size=3), st.randoms(use_true_random=False), st.booleans())
def test_blocks_find_what_rows_find(
    ledger: Ledger,
    rows: list[Row],
    monkeypatch: pytest.MonkeyPatch,
    mutations: list[Callable[[list[Row], random.Random], list[Row]]],
    chance: random.Random,
    again: bool,
) -> None:
    """However many rows are looked at together, and whether the hashes were made to fit or not."""
    tampered = list(rows)
    for mutation in mutations:
        tampered = mutation(tampered, chance)
    if again:
        with suppress(TypeError, AttributeError):
            tampered = rewritten(tampered)
    given, kept = over(tampered), ledger.checkpoint()
    found = found_with(monkeypatch, None, given, kept)
    assert [found_with(monkeypatch, block, given, kept) for block in (1, 2, 3, 5, 1_024)] == [found] * 5


@pytest.mark.parametrize("field", Row._fields)
def test_blocks_find_what_rows_find_in_garbage(
    ledger: Ledger, rows: list[Row], monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """Whatever stands in a field, in the first, a middle and the last event; hashes made to fit where they can be."""
    kept = ledger.checkpoint()
    for pos, value in product((0, 5, 7), GARBAGE):
        tampered = changed(rows, pos, **{field: value})
        with suppress(*_verify.GARBAGE):
            tampered = rewritten(tampered)
        given = over(tampered)
        found = found_with(monkeypatch, None, given, kept)
        assert [found_with(monkeypatch, block, given, kept) for block in (3, 1_024)] == [found] * 2, (pos, value)


def test_a_sound_ledger_goes_by_blocks(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row is for blocks in which something is odd."""
    monkeypatch.setattr(_verify.Verification, "_row", None)
    for block in (1, 3, 1_024):
        assert found_with(monkeypatch, block, ledger, ledger.checkpoint()) == ()


def test_the_law_can_fail(ledger: Ledger) -> None:
    """A ledger that nobody touched is no tampered one."""
    with pytest.raises(AssertionError, match="nothing was found"):
        check_tampering_is_found(ledger)
