"""Whether an entry is the one that was recorded under its id."""

from __future__ import annotations

from creditkit.ledger._encoding import commit_of, ids_text, texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._stored import Stored


def differences(entry: Entry, stored: Stored) -> tuple[str, ...]:
    """The parts in which an entry differs from a recorded one, as the caller names them; none for the same entry.

    A payload is compared by its commitment, a redacted one not at all.
    """
    row = stored.row
    parts = {
        "stream": (entry.stream, row.stream),
        "type": (entry.type, row.type),
        "valid_from": (entry.valid_from.isoformat(), row.valid_from),
        "valid_to": (None if entry.valid_to is None else entry.valid_to.isoformat(), row.valid_to),
        "causes": (ids_text(entry.causes), row.causes),
        "policy": (entry.policy, row.policy),
    }
    differs = [name for name, (given, kept) in parts.items() if given != kept]
    figures = entry.figures
    if texts_text(figures) != row.effect:
        differs += _keys(figures, dict(stored.figures))
    if row.salt is not None and commit_of(row.salt, texts_text(entry.payload)) != row.commit:
        differs.append("payload")
    return tuple(differs)


def _keys(given: dict[str, str], kept: dict[str, str]) -> list[str]:
    differs = sorted(key for key in {*given, *kept} if given.get(key) != kept.get(key))
    return [key if key in ("points", "repairs", "reverses") else f"effect.{key}" for key in differs]
