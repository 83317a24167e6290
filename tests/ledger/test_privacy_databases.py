"""What is left of a payload in the files of a database, once it is erased as the how-to says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from creditkit.ledger import Entry, Ledger

pytest.importorskip("sqlalchemy")

from sqlalchemy import Connection, create_engine

from creditkit.adapters.sql import SqlStore

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)


def secret(number: int) -> str:
    return f"Wang Fang {number:06d}"


def fill(ledger: Ledger, sizes: list[int]) -> None:
    """Payloads of many sizes, in batches."""
    entries = [
        Entry(f"e{n}", f"s{n % 7}", "note", valid_from=DAY, payload={"who": secret(n) + "x" * size})
        for n, size in enumerate(sizes)
    ]
    for first in range(0, len(entries), 40):
        ledger.append(*entries[first : first + 40], recorded_at=AT, salt=first.to_bytes(16, "big"))


def forget(ledger: Ledger, numbers: list[int]) -> None:
    for n in numbers:
        ledger.redact(f"e{n}", redaction_id=f"r{n}", valid_from=DAY, recorded_at=AT, salt=bytes(16))


def left(numbers: range, *files: bytes) -> list[int]:
    """Whose secrets are in any of the files."""
    return [n for n in numbers if any(secret(n).encode() in file for file in files)]


@pytest.mark.parametrize("seed", range(3))
def test_a_file_of_sqlite(tmp_path: Path, seed: int) -> None:
    """Neither the pages nor the log hold what was erased, however cells were moved and pages reused."""
    dice = Random(seed)
    path = tmp_path / "ledger.db"
    engine = create_engine(f"sqlite:///{path}")
    store = SqlStore(engine)
    store.create()
    ledger = Ledger(store, name="repair")
    fill(ledger, [dice.choice([0, 10, 300, 3000, 9000]) for _ in range(400)])
    gone = sorted(dice.sample(range(400), 60))
    files = [path, path.with_name("ledger.db-wal")]
    assert left(range(400), *(file.read_bytes() for file in files)) == list(range(400))
    forget(ledger, gone)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one() == (0, 0, 0)
    assert left(range(400), *(file.read_bytes() for file in files)) == [n for n in range(400) if n not in gone]
    assert ledger.verify() == ()
    engine.dispose()


def of_tables(connection: Connection, *, prefix: str) -> bytes:
    """The file of the table of events, as it is on disk."""
    connection.exec_driver_sql("CHECKPOINT")
    query = f"SELECT pg_read_binary_file(pg_relation_filepath('{prefix}_event'))"
    return bytes(connection.exec_driver_sql(query).scalar_one())


def test_tables_of_postgresql(postgresql_url: str) -> None:
    """ANALYZE takes no sample of payloads and salts; dead tuples are gone once the table is written anew."""
    engine = create_engine(postgresql_url)
    store = SqlStore(engine, prefix="privacy")
    store.create()
    ledger = Ledger(store, name="repair")
    fill(ledger, [10] * 60)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE privacy_event")
        sampled = "SELECT attname FROM pg_stats WHERE tablename = 'privacy_event' AND attname IN ('salt', 'payload')"
        assert connection.exec_driver_sql(sampled).all() == []
        others = "SELECT count(*) FROM pg_stats WHERE tablename = 'privacy_event'"
        assert connection.exec_driver_sql(others).scalar_one() > 0
        assert left(range(60), of_tables(connection, prefix="privacy")) == list(range(60))
        forget(ledger, [7, 8])
        connection.exec_driver_sql("VACUUM FULL privacy_event")
        assert left(range(60), of_tables(connection, prefix="privacy")) == [n for n in range(60) if n not in (7, 8)]
    assert ledger.verify() == ()
    engine.dispose()
