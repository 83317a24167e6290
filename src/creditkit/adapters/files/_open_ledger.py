"""A ledger from a file, verified before anybody uses it, and whose streams it holds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from creditkit.adapters.files._ledger import read_ledger
from creditkit.errors import CreditkitError, InvalidInput
from creditkit.ledger import Ledger, Store
from creditkit.reasons import Finding, Language, text

#: How a file of SQLite begins.
_SQLITE = b"SQLite format 3\x00"
#: The columns of a file of streams.
STREAMS = ("stream", "party_id")
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
        InvalidInput: the file cannot be read, or a line of it does not verify.
        LedgerUnsound: the events do not fit together; every error is listed.
        ExtraMissing: SQLite without the extra ``sql``.
    """
    place = Path(path)
    store = _store(place)
    last = store.last()
    ledger = Ledger(store, name="ledger" if last is None else last.row.ledger)
    if errors := tuple(one for one in ledger.verify() if one.severity == "error"):
        raise LedgerUnsound(errors, str(place))
    return ledger


def _store(path: Path) -> Store:
    try:
        with path.open("rb") as file:
            database = file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise InvalidInput(str(path), error.strerror or str(error), "a file that can be read") from None
    if not database:
        return read_ledger(path)
    sql = import_module("creditkit.adapters.sql")  # by name: reading files needs no database
    engine = import_module("sqlalchemy").create_engine(f"sqlite:///{path}")
    store: Store = sql.SqlStore(engine)
    return store


def read_streams(path: str | Path) -> Mapping[str, str]:
    """Which party each stream of a ledger is the pseudonym of, from a CSV file with ``stream`` and ``party_id``.

    A party may have several streams. Other columns are left aside.

    Raises:
        InvalidInput: the file cannot be read, lacks a column or a cell, or gives a stream to two parties; the path
            names the row, from 1, header excluded.
    """
    found: dict[str, str] = {}
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for name in STREAMS:
                if name not in (reader.fieldnames or ()):
                    raise InvalidInput(str(path), ",".join(reader.fieldnames or ()), f"a column {name}")
            for row, cells in enumerate(reader, 1):
                stream, party = (cells[name] or "" for name in STREAMS)
                if not stream or not party:
                    raise InvalidInput(f"{path}: row {row}", f"{stream},{party}", "a stream and a party")
                if found.setdefault(stream, party) != party:
                    raise InvalidInput(
                        f"{path}: row {row}", party, f"{found[stream]}, whose stream {stream} is already"
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(str(path), str(error), "a CSV file in UTF-8") from None
    return MappingProxyType(found)
