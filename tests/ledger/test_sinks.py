"""What is published is never gone back on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from creditkit.adapters.files import FileSink
from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, CheckpointConflict, Entry, HmacSigner, Ledger, MemorySink, MemoryStore

OURS = HmacSigner(b"k" * 32, name="repair")
Sink = MemorySink | FileSink


@pytest.fixture(params=["memory", "file"])
def sink(request: pytest.FixtureRequest, tmp_path: Path) -> Sink:
    """An empty sink of each kind."""
    return MemorySink() if request.param == "memory" else FileSink(tmp_path / "checkpoints.txt")


def grown(size: int, name: str = "repair", by: Callable[[int], str] = lambda i: f"e-{i}") -> Ledger:
    """A ledger of so many events."""
    made = Ledger(MemoryStore(), name=name)
    entries = [Entry(by(i), "c-1", "late", points=-1, valid_from=date(2026, 1, 1)) for i in range(size)]
    made.append(*entries, recorded_at=datetime(2026, 1, 1, tzinfo=UTC), salt=b"s" * 16)
    return made


def test_an_empty_sink(sink: Sink) -> None:
    """It has no latest, and nothing in it."""
    assert sink.latest() is None
    assert sink.checkpoints() == ()


def test_publishing_a_growing_ledger(sink: Sink) -> None:
    """Each checkpoint follows the one before; the latest is the last, all are kept."""
    ledger = grown(9)
    published = [ledger.publish(sink, OURS, size=size) for size in (0, 3, 8, 9)]
    assert sink.latest() == published[-1].text
    assert sink.checkpoints() == tuple(published)
    assert ledger.verify(against=[one.checkpoint for one in sink.checkpoints()]) == ()


def test_publishing_again_changes_nothing(sink: Sink) -> None:
    """The same checkpoint is published once; the same under another key is published, too."""
    ledger = grown(3)
    ledger.publish(sink, OURS)
    ledger.publish(sink, OURS)
    assert len(sink.checkpoints()) == 1
    ledger.publish(sink, HmacSigner(b"n" * 32, name="repair"))
    assert [one.checkpoint.size for one in sink.checkpoints()] == [3, 3]


@pytest.mark.parametrize(
    ("other", "size", "why", "given"),
    [
        (grown(9), 3, "backwards", 3),
        (grown(9, name="limits"), 9, "other_ledger", "limits"),
        (grown(9, by=lambda i: f"x-{i}"), 9, "forked", 9),
        (grown(9, by=lambda i: f"e-{i}" if i != 4 else "x"), 9, "forked", 9),
        (grown(9, by=lambda i: f"e-{i}" if i != 4 else "x"), 5, "forked", 5),
    ],
)
def test_no_way_back(sink: Sink, other: Ledger, size: int, why: str, given: Any) -> None:
    """A smaller ledger, another one, one with another beginning: refused, and nothing is published."""
    grown(9).publish(sink, OURS, size=5)
    with pytest.raises(CheckpointConflict) as refused:
        other.publish(sink, OURS, size=size)
    assert (refused.value.why, refused.value.given) == (why, given)
    assert refused.value.published == (5 if why != "other_ledger" else "repair")
    assert str(given) in str(refused.value)
    assert len(sink.checkpoints()) == 1


@pytest.mark.parametrize(
    ("checkpoint", "why", "published", "given"),
    [(Checkpoint("repair", 4, bytes(32)), "backwards", 5, 4),
     (Checkpoint("limits", 6, bytes(32)), "other_ledger", "repair", "limits"),
     (Checkpoint("repair", 5, bytes(32)), "forked", 5, 5)],
)  # fmt: skip
def test_a_sink_sees_some_of_it_itself(
    sink: Sink, checkpoint: Checkpoint, why: str, published: object, given: object
) -> None:
    """Without the ledger it refuses what goes back in size, changes the root of a size, or the ledger."""
    grown(9).publish(sink, OURS, size=5)
    with pytest.raises(CheckpointConflict) as refused:
        sink.publish(checkpoint.signed(OURS).text)
    assert (refused.value.why, refused.value.published, refused.value.given) == (why, published, given)
    assert len(sink.checkpoints()) == 1


@pytest.mark.parametrize("text", ["", "hello", Checkpoint("repair", 1, bytes(32)).text])
def test_only_signed_checkpoints(sink: Sink, text: str) -> None:
    """Other texts are refused."""
    with pytest.raises(InvalidInput):
        sink.publish(text)
    assert sink.latest() is None


def test_a_file_is_read_again(tmp_path: Path) -> None:
    """By whoever opens it next; it is notes with an empty line between them."""
    path, ledger = tmp_path / "checkpoints.txt", grown(9)
    texts = [ledger.publish(FileSink(path), OURS, size=size).text for size in (3, 9)]
    assert path.read_text(encoding="utf-8") == "\n".join(texts)
    assert FileSink(path).latest() == texts[1]


def test_an_empty_file_is_an_empty_sink(tmp_path: Path) -> None:
    """Somebody may have made it beforehand."""
    path = tmp_path / "checkpoints.txt"
    path.touch()
    assert (FileSink(path).latest(), FileSink(path).checkpoints()) == (None, ())
    first = grown(2).publish(FileSink(path), OURS)
    assert path.read_text(encoding="utf-8") == first.text


def test_half_a_checkpoint_is_refused(tmp_path: Path) -> None:
    """Wherever a crash cut the file off, it is found, by both ways of reading, and nothing is added to it."""
    path, ledger = tmp_path / "checkpoints.txt", grown(9)
    first, second = (ledger.publish(FileSink(path), OURS, size=size).text for size in (3, 9))
    whole = path.read_bytes()
    for cut in range(len(first.encode()) + 1, len(whole)):
        path.write_bytes(whole[:cut])
        for read in (FileSink(path).latest, FileSink(path).checkpoints, lambda: FileSink(path).publish(second)):
            with pytest.raises(InvalidInput, match="Take off"):
                read()
    path.write_bytes(whole[: len(first.encode())])
    assert FileSink(path).latest() == first


def test_a_long_file_is_read_from_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest is found without reading the whole."""
    from creditkit.adapters.files import _ledger

    path, ledger = tmp_path / "checkpoints.txt", grown(9)
    text = [ledger.publish(FileSink(path), OURS, size=size).text for size in range(10)][-1]
    monkeypatch.setattr(_ledger, "_TAIL", len(text.encode()) + 9)
    assert FileSink(path).latest() == text
