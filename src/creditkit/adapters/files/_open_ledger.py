"""A ledger from a file, verified before anybody uses it, and whose streams it holds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from creditkit.adapters.files._ledger import read_ledger
from creditkit.adapters.files._refused import FileRefused, told_of
from creditkit.errors import CreditkitError
from creditkit.ledger import Ledger, Store, StoreDamaged
from creditkit.reasons import Figure, Finding, Language, Reason, text

#: How a file of SQLite begins.
_SQLITE = b"SQLite format 3\x00"
#: The columns of a file of streams.
STREAMS = ("stream", "party_id")
_TAKES, _TAKES_STREAMS = Reason("takes_ledger"), Reason("takes_streams")
#: So many findings are told.
TOLD = 20


class LedgerUnsound(CreditkitError, ValueError):
    """A ledger that does not verify: what it says is not what was recorded.

    Args:
        findings: what is wrong, event by event.
        source: the file.
    """

    def __init__(self, findings: Iterable[Finding], source: str) -> None:
        self.findings = tuple(findings)
        self.source = source
        super().__init__(self.findings, source)

    def __str__(self) -> str:
        return self.told()

    def told(self, language: Language = "en") -> str:
        """The message in a language: a line for each of the first findings."""
        more = len(self.findings) - TOLD
        lines = [f"{one.path}: {text(one.reason, language)}" for one in self.findings[:TOLD]]
        return "\n  ".join([f"{self.source}: {len(self.findings)}", *lines, *([f"+ {more}"] if more > 0 else [])])


def open_ledger(path: str | Path) -> Ledger:
    """The ledger in a file: JSON lines, or a database of SQLite that ``SqlStore`` wrote.

    All of it is hashed again before it is handed out. Without a checkpoint that is kept elsewhere, a rewrite of the
    whole goes unseen; ``ledger.verify(against=checkpoint)`` sees it.

    Raises:
        FileRefused: an ``InvalidInput``: the file cannot be read or has 0 bytes, or a line of it does not verify.
        LedgerUnsound: the events do not fit together; every error is listed.
        ExtraMissing: SQLite without the extra ``sql``.

    >>> from datetime import UTC, datetime
    >>> from tempfile import TemporaryDirectory
    >>> from creditkit.adapters.files import write_ledger
    >>> from creditkit.ledger import Entry, MemoryStore
    >>> ledger, when = Ledger(MemoryStore(), name="repair"), datetime(2026, 2, 4, 9, tzinfo=UTC)
    >>> late = Entry("late-1", "c-7f3a", "promise_broken", points="-3", valid_from=when.date())
    >>> _ = ledger.append(late, recorded_at=when, salt=bytes(16))
    >>> with TemporaryDirectory() as folder:
    ...     _ = write_ledger(ledger, Path(folder, "repair.jsonl"))
    ...     [event.entry_id for event in open_ledger(Path(folder, "repair.jsonl")).events()]
    ['late-1']
    """
    place = Path(path)
    with told_of(place, _TAKES), place.open("rb") as file:
        database = file.read(len(_SQLITE)) == _SQLITE
    return _in_database(place) if database else _verified(read_ledger(place), place)


def _verified(store: Store, path: Path) -> Ledger:
    last = store.last()
    ledger = Ledger(store, name="ledger" if last is None else last.row.ledger)
    if errors := tuple(one for one in ledger.verify() if one.severity == "error"):
        raise LedgerUnsound(errors, str(path))
    return ledger


def _in_database(path: Path) -> Ledger:
    """What SQLite or the store say of a database that holds no ledger, or is damaged, is said of the file."""
    sql = import_module("creditkit.adapters.sql")  # by name: reading files needs no database
    alchemy, sqlite = import_module("sqlalchemy"), import_module("sqlite3")
    try:
        return _verified(sql.SqlStore(alchemy.create_engine(f"sqlite:///{path}")), path)
    except (sql.SchemaMismatch, StoreDamaged, alchemy.exc.SQLAlchemyError, sqlite.Error) as error:
        said = str(error).partition("\n")[0]  # SQLAlchemy goes on with the statement
        raise FileRefused(str(path), Reason("ledger_database_unfit", {"accepted": said}), _TAKES) from None


def read_streams(path: str | Path) -> Mapping[str, str]:
    """Which party each stream of a ledger is the pseudonym of, from a CSV file with ``stream`` and ``party_id``.

    A party may have several streams. Other columns are left aside.

    Raises:
        FileRefused: an ``InvalidInput``: the file cannot be read, lacks a column or a cell, or gives a stream to two
            parties; the path names the row, from 1, header excluded.

    >>> from tempfile import TemporaryDirectory
    >>> from creditkit.adapters.files import write_table
    >>> from creditkit.columns import Labels
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "streams.csv")
    ...     write_table(file, {"stream": Labels.of(["p-31", "p-32"]), "party_id": Labels.of(["C-7", "C-8"])})
    ...     dict(read_streams(file))
    {'p-31': 'C-7', 'p-32': 'C-8'}
    """
    found: dict[str, str] = {}
    with told_of(path, _TAKES_STREAMS), Path(path).open(encoding="utf-8-sig", newline="") as file:
        try:
            for row, stream, party in _cells(csv.DictReader(file), path):
                if found.setdefault(stream, party) != party:
                    figures: dict[str, Figure] = {"given": party, "stream": stream, "first": found[stream]}
                    raise FileRefused(f"{path}: row {row}", Reason("streams_again", figures))
        except csv.Error as error:
            raise FileRefused(str(path), Reason("streams_no_csv", {"given": str(error)}), _TAKES_STREAMS) from None
    return MappingProxyType(found)


def _cells(reader: csv.DictReader[str], path: str | Path) -> Iterator[tuple[int, str, str]]:
    """The number of each row, its stream and its party."""
    header = ", ".join(reader.fieldnames or ())
    for name in STREAMS:
        if name not in (reader.fieldnames or ()):
            problem = Reason("streams_column_missing", {"column": name, "given": header})
            raise FileRefused(str(path), problem, _TAKES_STREAMS)
    for row, cells in enumerate(reader, 1):
        stream, party = (cells[name] or "" for name in STREAMS)
        if not stream or not party:
            raise FileRefused(f"{path}: row {row}", Reason("streams_cell_empty", {"given": f"{stream},{party}"}))
        yield row, stream, party
