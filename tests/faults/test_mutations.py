"""Faults: rows are changed behind the ledger's back, one thing at a time. ``verify`` finds each of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, TypeAlias

import attrs
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from creditkit.adapters.sql import SqlStore
from creditkit.errors import CreditkitError
from creditkit.ledger import Checkpoint, Entry, Ledger, MemoryStore, Row
from creditkit.ledger._encoding import leaf_of
from faults.children import DAY, NAME, WHEN

#: The mutations of one run, and of a long one.
SHORT, DEEP = 1_500, 10_000

_Rows: TypeAlias = list[tuple[Any, ...]]
_Mutate: TypeAlias = Callable[[_Rows, random.Random], str]
COLUMNS = Row._fields
PLACE = {name: place for place, name in enumerate(COLUMNS)}


def entries() -> Iterator[Entry]:
    """Something of everything that a ledger holds."""
    for i in range(9):
        yield Entry(
            f"late-{i}", f"c-{i % 3}", "promise_broken", points=f"-{i + 3}", valid_from=DAY, policy="f" * 64,
            effect={"caps": "promise_broken=9/365", "number": str(i)}, causes=[f"fact-{i}"],
            payload={"who": f"clerk {i}", "why": "überfällig"},
        )  # fmt: skip
        yield Entry(f"kept-{i}", f"c-{i % 3}", "promise_kept", points="1", repairs=f"late-{i}", valid_from=DAY)
    yield Entry("wrong-8", "c-2", "reversal", reverses="late-8", valid_from=DAY)
    yield Entry("note", "c-9", "noted", valid_from=DAY, valid_to=DAY, effect={"amount": "12.50"})


def without_triggers(raw: Any) -> None:
    """Whoever may write the file may do that."""
    for (name,) in raw.cursor().execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.cursor().execute(f"DROP TRIGGER {name}")


class Attacked:
    """A ledger in SQLite and its rows, in tables that take anything: whoever may drop a trigger may do that."""

    def __init__(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        self.ledger = Ledger(SqlStore(self.engine), name=NAME)
        self.ledger.store.create()  # type: ignore[attr-defined]
        for number, entry in enumerate(entries()):
            self.ledger.append(entry, recorded_at=WHEN, salt=number.to_bytes(16))
        self.ledger.redact("late-1", redaction_id="gone-1", valid_from=DAY, recorded_at=WHEN, salt=bytes(16))
        self.ledger.append(
            Entry("last", "c-0", "noted", valid_from=DAY, payload={"who": "clerk"}), recorded_at=WHEN, salt=bytes(16)
        )
        self.checkpoint: Checkpoint = self.ledger.checkpoint()
        self.names = ", ".join(f'"{name}"' for name in COLUMNS)
        with closing(self.engine.raw_connection()) as raw:
            self.rows: _Rows = raw.cursor().execute(f"SELECT {self.names} FROM creditkit_event ORDER BY pos").fetchall()
            without_triggers(raw)
            cursor = raw.cursor()
            cursor.execute("DROP TABLE creditkit_event")
            cursor.execute(f"CREATE TABLE creditkit_event ({self.names})")
            raw.commit()
        self.write(self.rows)

    def write(self, rows: _Rows) -> None:
        """The rows as they are from now on."""
        with closing(self.engine.raw_connection()) as raw:
            cursor = raw.cursor()
            cursor.execute("DELETE FROM creditkit_event")
            cursor.executemany(f"INSERT INTO creditkit_event VALUES ({', '.join('?' * len(COLUMNS))})", rows)
            raw.commit()

    def found(self, rows: _Rows) -> bool:
        """Whether a new process that looks at these rows finds something; the head is as it was."""
        self.write(rows)
        return bool(Ledger(SqlStore(self.engine), name=NAME).verify())

    def head(self, size: int, leaf: bytes) -> None:
        """The head as it is from now on."""
        with closing(self.engine.raw_connection()) as raw:
            raw.cursor().execute("UPDATE creditkit_head SET size = ?, leaf = ?", (size, leaf))
            raw.commit()


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    made = Attacked()
    yield made
    made.engine.dispose()


def other_text(text: str, dice: random.Random) -> Any:
    """A text with one thing changed."""
    digits = [i for i, character in enumerate(text) if character.isdigit()]
    ways: list[Callable[[], Any]] = [
        lambda: text + dice.choice([" ", "0", "\n", "\u0301"]), lambda: text[:-1], text.swapcase,
        text.encode, lambda: "", lambda: None, lambda: " " + text,
    ]  # fmt: skip
    if digits:
        digit = dice.choice(digits)
        more = str((int(text[digit]) + dice.randint(1, 9)) % 10)
        ways.append(lambda: text[:digit] + more + text[digit + 1 :])
        ways.append(lambda: text[:digit] + "\u0661" + text[digit + 1 :])
    if text:
        at = dice.randrange(len(text))
        ways.append(lambda: text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(7))) + text[at + 1 :])
        ways.append(lambda: text[:at] + text[at + 1 :] + text[at])
    return dice.choice(ways)()


def other_bytes(value: bytes, dice: random.Random) -> Any:
    at, bit = dice.randrange(len(value)), 1 << dice.randrange(8)
    flipped = value[:at] + bytes([value[at] ^ bit]) + value[at + 1 :]
    return dice.choice([flipped, flipped, flipped, value[:-1], value + b"\0", b"", None, value.hex(), value[::-1]])


def other_integer(value: int, dice: random.Random) -> Any:
    return dice.choice(
        [value ^ (1 << dice.randrange(6)), value + 1, -value - 1, value + 2**31, str(value), float(value), None, 10**18]
    )


def other(value: Any, dice: random.Random) -> Any:
    if isinstance(value, str):
        return other_text(value, dice)
    if isinstance(value, bytes):
        return other_bytes(value, dice)
    return other_integer(value, dice) if isinstance(value, int) else dice.choice(["2026-07-01", "x", b"\0" * 32, 0])


def a_cell(rows: _Rows, dice: random.Random) -> str:
    """One cell of one row."""
    at, column = dice.randrange(len(rows)), dice.randrange(len(COLUMNS))
    row = list(rows[at])
    row[column] = other(row[column], dice)
    rows[at] = tuple(row)
    return f"{COLUMNS[column]} of {at}"


def a_cell_of_another(rows: _Rows, dice: random.Random) -> str:
    """One cell as another row has it."""
    at, column = dice.randrange(len(rows)), dice.randrange(len(COLUMNS))
    row = list(rows[at])
    row[column] = dice.choice(rows)[column]
    rows[at] = tuple(row)
    return f"{COLUMNS[column]} of {at} from another"


def a_payload_of_another(rows: _Rows, dice: random.Random) -> str:
    """Salt and payload together as another row has them, or gone."""
    at, source = dice.randrange(len(rows)), dice.choice([*rows, (None,) * len(COLUMNS)])
    rows[at] = (*rows[at][:-2], *source[-2:])
    return f"salt and payload of {at}"


def swapped(rows: _Rows, dice: random.Random) -> str:
    """Two rows in each other's place, with or without their positions."""
    one, other_one = dice.sample(range(len(rows)), 2)
    kept = dice.choice([("pos",), ("pos", "seq", "prev"), ("pos", "recorded_at"), ("pos", "leaf"), ()])
    first, second = list(rows[one]), list(rows[other_one])
    for name in COLUMNS if not kept else set(COLUMNS) - set(kept):
        place = PLACE[name]
        first[place], second[place] = second[place], first[place]
    if not kept:  # nothing but the positions changes hands
        first, second = list(rows[one]), list(rows[other_one])
        first[PLACE["pos"]], second[PLACE["pos"]] = second[PLACE["pos"]], first[PLACE["pos"]]
    rows[one], rows[other_one] = tuple(first), tuple(second)
    return f"{one} and {other_one} swapped but {kept}"


def deleted(rows: _Rows, dice: random.Random) -> str:
    """One row or several gone, often the last; those behind it move up, it may be."""
    at = dice.choice([len(rows) - 1, dice.randrange(len(rows))])
    number = dice.randint(1, 3)
    del rows[at : at + number]
    if dice.random() < 0.3:
        rows[at:] = [(row[0], row[1] - number, *row[2:]) for row in rows[at:]]
    return f"{number} from {at} deleted"


def doubled(rows: _Rows, dice: random.Random) -> str:
    """One row once more: in its place, at the end, or under another id."""
    row = list(dice.choice(rows))
    way = dice.randrange(4)
    if way:
        row[PLACE["pos"]] = len(rows)
    if way == 2:
        row[PLACE["entry_id"]] = "again"
    if way == 3:
        row[PLACE["seq"]] = 1 + max(one[PLACE["seq"]] for one in rows if one[PLACE["stream"]] == row[PLACE["stream"]])
    rows.append(tuple(row))
    return f"{row[PLACE['entry_id']]} doubled, way {way}"


MUTATIONS: list[_Mutate] = [a_cell, a_cell, a_cell, a_cell, a_cell_of_another, a_payload_of_another, swapped, deleted,
                            doubled]  # fmt: skip


def unnoticed(attacked: Attacked, number: int, seed: int) -> list[str]:
    """The mutations that nobody would notice."""
    dice, missed, done = random.Random(seed), [], 0
    try:
        while done < number:
            rows = list(attacked.rows)
            what = dice.choice(MUTATIONS)(rows, dice)
            if rows == attacked.rows and [*map(repr, rows)] == [*map(repr, attacked.rows)]:
                continue
            done += 1
            if not attacked.found(rows):
                missed.append(what)
    finally:
        attacked.write(attacked.rows)
    return missed


def test_untouched_it_is_sound(attacked: Attacked) -> None:
    """The tables that take anything change nothing by themselves."""
    assert not attacked.found(attacked.rows)
    assert attacked.ledger.verify(attacked.checkpoint) == ()


def test_each_column_of_each_row(attacked: Attacked) -> None:
    """A bit, a digit or the whole cell: none is left out."""
    dice, missed = random.Random(5), []
    for at in range(len(attacked.rows)):
        for column in range(len(COLUMNS)):
            rows, row = list(attacked.rows), list(attacked.rows[at])
            while repr(row[column]) == repr(attacked.rows[at][column]):
                row[column] = other(row[column], dice)
            rows[at] = tuple(row)
            if not attacked.found(rows):
                missed.append(f"{COLUMNS[column]} of {at}: {row[column]!r}")
    attacked.write(attacked.rows)
    assert missed == []


def test_single_mutations(attacked: Attacked) -> None:
    """Cells, swapped rows, deleted rows, doubled rows."""
    assert unnoticed(attacked, SHORT, 7) == []


@pytest.mark.deep
def test_ten_thousand_single_mutations(attacked: Attacked) -> None:
    """The long form."""
    assert unnoticed(attacked, DEEP, 8) == []


def codes(ledger: Ledger, checkpoint: Checkpoint | None = None) -> list[str]:
    return [one.reason.code for one in ledger.verify(checkpoint)]


def test_the_last_row_needs_a_checkpoint_or_the_head(attacked: Attacked) -> None:
    """Without the last row the ledger is sound in itself; only the head knows, and set back it knows nothing."""
    attacked.write(attacked.rows[:-1])
    fresh, size = Ledger(SqlStore(attacked.engine), name=NAME), len(attacked.rows)
    assert codes(fresh) == ["head_longer"]
    assert codes(fresh, attacked.checkpoint) == ["head_longer", "checkpoint_longer"]
    with pytest.raises(CreditkitError):
        fresh.append(Entry("next", "c-0", "noted", valid_from=DAY), recorded_at=WHEN, salt=bytes(16))
    attacked.head(size - 1, attacked.rows[-2][PLACE["leaf"]])
    assert codes(fresh) == []
    assert codes(fresh, attacked.checkpoint) == ["checkpoint_longer"]
    attacked.head(size, attacked.rows[-1][PLACE["leaf"]])
    attacked.write(attacked.rows)


@pytest.mark.parametrize(
    "change",
    ["size = size - 1", "size = size + 1", "size = 0", "leaf = zeroblob(32)", "leaf = NULL", "ledger = 'other'",
     "schema_version = 9", "id = 2"],
)  # fmt: skip
def test_the_head(change: str) -> None:
    """A head that does not fit the events stops the next append; the tables are as they were made, without triggers."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    ledger = Ledger(SqlStore(engine), name=NAME)
    ledger.store.create()  # type: ignore[attr-defined]
    ledger.append(*entries(), recorded_at=WHEN, salt=bytes(16))
    with closing(engine.raw_connection()) as raw:
        without_triggers(raw)
        raw.cursor().execute("PRAGMA ignore_check_constraints = ON")
        raw.cursor().execute(f"UPDATE creditkit_head SET {change}")
        raw.commit()
    with pytest.raises(CreditkitError):
        ledger.append(Entry("next", "c-0", "noted", valid_from=DAY), recorded_at=WHEN, salt=bytes(16))
    engine.dispose()


def rewritten() -> tuple[Ledger, Ledger]:
    """A ledger, and the same made anew by an insider who has every key but the checkpoint: one penalty is less."""
    both = []
    for lie in (False, True):
        ledger = Ledger(MemoryStore(), name=NAME)
        for number, entry in enumerate(entries()):
            told = attrs.evolve(entry, points="-1") if lie and entry.entry_id == "late-4" else entry
            ledger.append(told, recorded_at=WHEN, salt=number.to_bytes(16))
        both.append(ledger)
    return both[0], both[1]


def test_a_full_rewrite_is_found_with_a_checkpoint_only() -> None:
    """Every hash of it is right, so only what is kept elsewhere tells."""
    honest, forged = rewritten()
    assert forged.verify() == ()
    assert [one.reason.code for one in forged.verify(honest.checkpoint())] == ["checkpoint_differs"]
    assert honest.verify(honest.checkpoint()) == ()


def test_a_forged_tip_needs_a_checkpoint_or_the_head(attacked: Attacked) -> None:
    """The last event of a stream has no follower that holds its hash; the head has that of the very last."""
    row = Row._make(attacked.rows[-1])._replace(effect='{"number":"1"}')
    forged = row._replace(leaf=leaf_of(row))
    attacked.write([*attacked.rows[:-1], tuple(forged)])
    fresh = Ledger(SqlStore(attacked.engine), name=NAME)
    assert codes(fresh) == ["head_differs"]
    attacked.head(len(attacked.rows), forged.leaf)
    assert codes(fresh) == []
    assert codes(fresh, attacked.checkpoint) == ["checkpoint_differs"]
    attacked.head(len(attacked.rows), row.leaf)
    attacked.write(attacked.rows)


class Anything:
    """Equal to whatever it is compared with."""

    __hash__ = object.__hash__

    def __eq__(self, _: object) -> bool:
        return True

    def __ne__(self, _: object) -> bool:
        return False


def test_a_verify_without_the_commitment_is_noticed(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: payloads that nobody hashes can be exchanged, and this file says so."""
    from creditkit.ledger import _verify

    monkeypatch.setattr(_verify, "commit_of", lambda _salt, _payload: Anything())
    missed = unnoticed(attacked, 300, 9)
    assert missed
    assert all("payload" in what or "salt" in what for what in missed)


def test_a_verify_that_believes_the_rows_is_noticed(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where the stored leaf counts in the place of the hash, a header can be changed."""
    from creditkit.ledger import _verify

    kept = {f"{row[PLACE['stream']]} {row[PLACE['seq']]}": row[PLACE["leaf"]] for row in attacked.rows}

    class Believed:
        def __init__(self, header: bytes) -> None:
            told = json.loads(header[1:])
            self._leaf = kept.get(f"{told['stream']} {told['seq']}", bytes(32))

        def digest(self) -> bytes:
            return self._leaf

    monkeypatch.setattr(_verify, "sha256", Believed)
    missed = unnoticed(attacked, 300, 10)
    assert any("effect" in what for what in missed)
    assert not any("leaf" in what and "swapped" not in what for what in missed)
