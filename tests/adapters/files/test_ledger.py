"""A ledger as a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from creditkit.adapters.files import FileRefused, read_ledger, write_ledger
from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, Ledger, MemoryStore, Stored


@pytest.fixture
def ledger() -> Ledger:
    """Two events, one of them redacted, and the redaction."""
    made, salt = Ledger(MemoryStore(), name="repair"), b"s" * 16
    entries = [
        Entry(f"e-{i}", "c-1", "late", points=-1, valid_from=date(2026, 1, 1), payload={"who": "J.\u2028ü"})
        for i in range(2)
    ]
    made.append(*entries, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=salt)
    made.redact(
        "e-0", redaction_id="r", valid_from=date(2026, 1, 2), recorded_at=datetime(2026, 1, 2, tzinfo=UTC), salt=salt
    )
    return made


def test_there_and_back(ledger: Ledger, tmp_path: Path) -> None:
    """Rows and checkpoint are the same, from a ledger and from its store, and the bytes with them."""
    path, other = tmp_path / "repair.jsonl", tmp_path / "other.jsonl"
    assert write_ledger(ledger, path) == write_ledger(ledger.store, str(other)) == 3
    assert path.read_bytes() == other.read_bytes()
    assert path.read_bytes().count(b"\n") == 3
    copy = read_ledger(path)
    assert [stored.row for stored in copy.scan()] == [stored.row for stored in ledger.store.scan()]
    assert Ledger(copy, name="repair").verify(against=ledger.checkpoint()) == ()


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_its_owner_alone_may_read_it(ledger: Ledger, tmp_path: Path) -> None:
    """Payloads stand in it in clear."""
    path = tmp_path / "repair.jsonl"
    path.touch(0o644)
    write_ledger(ledger, path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_ledger(tmp_path: Path) -> None:
    """Is a line break, so that a file of 0 bytes, which was cut off, is none."""
    path = tmp_path / "repair.jsonl"
    assert write_ledger(MemoryStore(), path) == 0
    assert path.read_bytes() == b"\n"
    assert read_ledger(path).last() is None
    path.write_bytes(b"")
    with pytest.raises(FileRefused) as refused:
        read_ledger(path)
    assert refused.value.problem.code == "ledger_file_empty"
    assert str(refused.value).startswith(f"{path}: it is empty, 0 bytes")


def test_only_the_whole_file_can_be_a_line_break(ledger: Ledger, tmp_path: Path) -> None:
    """A second one, or one before the events, is a line that is no event."""
    path = tmp_path / "repair.jsonl"
    write_ledger(ledger, path)
    for content in (b"\n\n", b"\r\n", b" \n", b"\n" + path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(FileRefused, match=r"lines\[0\]"):
            read_ledger(path)


def test_a_single_event(tmp_path: Path) -> None:
    """A file of one line is that event."""
    made = Ledger(MemoryStore(), name="repair")
    entry = Entry("e", "c-1", "late", points=-1, valid_from=date(2026, 1, 1))
    made.append(entry, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=bytes(16))
    path = tmp_path / "repair.jsonl"
    write_ledger(made, path)
    assert Ledger(read_ledger(path), name="repair").checkpoint() == made.checkpoint()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [("-1", "-2", ": lines[0].leaf"), ("\n", "\r\n", ": lines[0]"), ("\n", "\n\n", ": lines[1]")],
)
def test_a_changed_file_is_refused(ledger: Ledger, tmp_path: Path, old: str, new: str, path: str) -> None:
    """By its name and the line."""
    file = tmp_path / "repair.jsonl"
    write_ledger(ledger, file)
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(InvalidInput) as refused:
        read_ledger(file)
    assert refused.value.path == f"{file}{path}"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """No file, a folder, another encoding."""
    (tmp_path / "latin.jsonl").write_bytes(b"\xfc\n")
    for name in ("none.jsonl", ".", "latin.jsonl"):
        with pytest.raises(InvalidInput, match="UTF-8"):
            read_ledger(tmp_path / name)


def test_an_export_that_fails_leaves_the_old_file(ledger: Ledger, tmp_path: Path) -> None:
    """Whole, and nothing beside it."""

    class Failing(MemoryStore):
        def scan(self, start: int = 0, stop: int | None = None, *, stream: str | None = None) -> Iterator[Stored]:
            yield from ledger.store.scan(0, 1)
            raise OSError("the disk is gone")

    path = tmp_path / "repair.jsonl"
    write_ledger(ledger, path)
    before = path.read_bytes()
    with pytest.raises(OSError, match="disk"):
        write_ledger(Failing(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
