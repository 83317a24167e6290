"""A ledger as a file of JSON lines, and checkpoints in a file that only grows."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from creditkit.adapters.files._refused import FileRefused, told_of
from creditkit.errors import InvalidInput
from creditkit.ledger import Ledger, MemoryStore, SignedCheckpoint, Store, from_lines, to_lines
from creditkit.ledger._note import LONGEST
from creditkit.ledger._sinks import check_onward
from creditkit.reasons import Reason

#: A character takes up to four bytes in UTF-8.
_TAIL = 4 * LONGEST
#: The file of a ledger without events. A file of 0 bytes is one that was never written, or was cut off.
_NO_EVENTS = "\n"


def write_ledger(ledger: Ledger | Store, path: str | Path) -> int:
    """Writes every event of a ledger into a file, one line each: JSON lines, UTF-8, Unix line ends.

    Equal ledgers give equal bytes; a ledger without events is a line break, since a file of 0 bytes is one that was cut
    off. The file is written beside its place and then put there whole, and it is on disk
    when the call returns. It holds payloads in clear, so its owner alone may read it where the system knows owners.

    Args:
        ledger: the ledger or its store.
        path: where to; a file of that name is replaced. The name usually ends in ``.jsonl``.

    Returns:
        How many events were written.

    Raises:
        OSError: the file cannot be written.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> late = Entry("late-2026-02", "c-7f3a", "contract_breached", points="-12", valid_from=date(2026, 2, 3))
    >>> _ = ledger.append(late, recorded_at=datetime(2026, 2, 4, 9, tzinfo=UTC), salt=bytes(16))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_ledger(ledger, Path(folder, "repair.jsonl"))
    1
    """
    store = ledger.store if isinstance(ledger, Ledger) else ledger
    place, count = Path(path), 0
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=place.parent, delete=False) as file:
        new = Path(file.name)
        try:
            for line in to_lines(store):
                file.write(f"{line}\n")
                count += 1
            if not count:
                file.write(_NO_EVENTS)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            new.unlink()
            raise
    new.replace(place)
    _sync(place.parent)
    return count


def read_ledger(path: str | Path) -> MemoryStore:
    """A ledger from a file that :func:`write_ledger` wrote: every event as it was, each verified.

    That the file is whole, and the ledger the one it claims to be, only a checkpoint tells:
    ``Ledger(store, name=…).verify(against=checkpoint)``.

    Raises:
        FileRefused: an ``InvalidInput``: the file cannot be read or has 0 bytes, or a line of it does not verify, by
            its path (``repair.jsonl: lines[7].leaf``, counted from 0).

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> late = Entry("late-2026-02", "c-7f3a", "contract_breached", points="-12", valid_from=date(2026, 2, 3))
    >>> _ = ledger.append(late, recorded_at=datetime(2026, 2, 4, 9, tzinfo=UTC), salt=bytes(16))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_ledger(ledger, Path(folder, "repair.jsonl"))
    ...     again = Ledger(read_ledger(Path(folder, "repair.jsonl")), name="repair")
    >>> again.verify(against=ledger.checkpoint())
    ()
    """
    store = MemoryStore()
    takes = Reason("takes_lines")
    with told_of(path, takes), Path(path).open(encoding="utf-8", newline="\n") as file:
        first, second = file.readline(), file.readline()
        if not first:
            raise FileRefused(str(path), Reason("ledger_file_empty"), takes)
        if second or first != _NO_EVENTS:
            _take(filter(None, chain((first, second), file)), store, path)
    return store


def _take(lines: Iterable[str], store: MemoryStore, path: str | Path) -> None:
    try:
        from_lines(lines, store)
    except InvalidInput as error:
        refused = Reason("line_refused", {"given": str(error.given), "accepted": error.accepted})
        raise FileRefused(f"{path}: {error.path}", refused) from None


class FileSink:
    """Checkpoints in a file that only grows, with an empty line between them.

    Put it where the keeper of the ledger cannot write: on another machine, in a version-controlled folder, on a medium
    that is written once. One process publishes at a time.

    Args:
        path: the file; it is made by the first checkpoint.

    >>> from creditkit.ledger import HmacSigner
    >>> signed = Ledger(MemoryStore(), name="repair").checkpoint().signed(HmacSigner(bytes(32), name="repair"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sink = FileSink(Path(folder, "checkpoints"))
    ...     sink.publish(signed.text)
    ...     sink.latest() == signed.text, len(sink.checkpoints())
    (True, 1)
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def publish(self, text: str) -> None:
        """Adds the text of a signed checkpoint; it is on disk when the call returns.

        Raises:
            CheckpointConflict: it goes back on the one before it.
            InvalidInput: it is no signed checkpoint, or what stands in the file is none.
            OSError: the file cannot be written.
        """
        latest = self.latest()
        check_onward(latest, text)
        with self._path.open("ab") as file:
            file.write((text if latest is None else f"\n{text}").encode())
            file.flush()
            os.fsync(file.fileno())
        if latest is None:
            _sync(self._path.parent)

    def latest(self) -> str | None:
        """The text that was published last; None where there is none.

        Raises:
            InvalidInput: the file ends in half a checkpoint: a crash cut it off. Take off what follows the last whole.
        """
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
                tail = file.read()
        except FileNotFoundError:
            return None
        if not tail:
            return None
        body, _, signatures = tail.rpartition(b"\n\n")
        return self._whole(body.rpartition(b"\n\n")[2] + b"\n\n" + signatures).text

    def checkpoints(self) -> tuple[SignedCheckpoint, ...]:
        """All that was published, in order.

        Raises:
            InvalidInput: what stands in the file is not checkpoints one after the other.
        """
        try:
            parts = self._path.read_bytes().split(b"\n\n")
        except FileNotFoundError:
            return ()
        notes = [b"\n\n".join(parts[i : i + 2]) + b"\n" for i in range(0, len(parts), 2)]
        if not any(parts):
            return ()
        notes[-1] = notes[-1][:-1]  # the last newline of the file is there already
        return tuple(map(self._whole, notes))

    def _whole(self, note: bytes) -> SignedCheckpoint:
        try:
            return SignedCheckpoint.parse(note.decode())
        except (InvalidInput, UnicodeDecodeError) as error:
            raise InvalidInput(
                str(self._path), str(error), "signed checkpoints, an empty line between them",
                "take off what follows the last whole one",
            ) from None  # fmt: skip


def _sync(folder: Path) -> None:
    """Makes a new name in a folder durable, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
