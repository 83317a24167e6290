"""What a caller hands to a ledger: wrong calls are refused before the store is asked, so every store says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from creditkit.canonical import check_text
from creditkit.errors import InvalidInput
from creditkit.ledger._checkpoints import Checkpoint, plain
from creditkit.ledger._encoding import SHORTEST_SALT
from creditkit.ledger._entry import Entry, written
from creditkit.ledger._merkle import EMPTY_ROOT


def check_origin(name: str) -> None:
    """Raises InvalidInput for what cannot be the name of a ledger."""
    try:
        Checkpoint(name, 0, EMPTY_ROOT)
        check_text(name, "name")
    except InvalidInput as error:
        raise InvalidInput("name", name, error.accepted) from None


def check_lag(max_lag: object) -> None:
    """Raises InvalidInput for a lag below zero."""
    if not isinstance(max_lag, timedelta) or max_lag < timedelta(0):
        raise InvalidInput("max_lag", max_lag, "a timedelta of zero or more")


def check_salt(salt: object) -> None:
    """Raises InvalidInput for a salt too short; the message does not show it."""
    if not isinstance(salt, bytes) or len(salt) < SHORTEST_SALT:
        given = f"{len(salt)} bytes" if isinstance(salt, bytes) else type(salt).__name__
        raise InvalidInput("salt", given, f"at least {SHORTEST_SALT} random bytes", "give secrets.token_bytes(16)")


def check_entries(entries: Iterable[object]) -> None:
    """Raises InvalidInput for the first that is no Entry."""
    for place, entry in enumerate(entries):
        if not isinstance(entry, Entry):
            raise InvalidInput(f"entries[{place}]", entry, "an Entry")


def check_expected(expected: Mapping[str, object]) -> None:
    """Raises InvalidInput for what is no number of events by stream."""
    if not isinstance(expected, Mapping):
        raise InvalidInput("expected", expected, "how many events, by stream", "write {'c-7f3a': 3}")
    for stream, count in expected.items():
        path = f"expected[{stream!r}]"
        written(path, stream)
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise InvalidInput(path, count, "how many events the stream must have")


def check_stream(stream: object) -> None:
    """Raises InvalidInput for a text that no stream is called by: asked for, it would look like one without events."""
    if stream is not None:
        written("stream", stream)


def check_id(entry_id: object) -> None:
    """Raises InvalidInput for a text that is no entry's id."""
    written("entry_id", entry_id)


def checkpoints_of(against: Checkpoint | Sequence[Checkpoint] | None) -> tuple[Checkpoint, ...]:
    """One checkpoint, several or none, in a row."""
    if against is None:
        return ()
    given = tuple(against) if isinstance(against, Iterable) else (against,)
    for place, one in enumerate(given):
        plain(one, f"against[{place}]")
    return given
