"""Store the ledger in PostgreSQL; the clock and the salt come from the host.

Without a server at hand it runs on a file of SQLite: ``python ledger_postgresql.py postgresql+psycopg://user@host/base``.
"""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, date, datetime

from sqlalchemy import Engine, create_engine

from creditkit import Facts
from creditkit.adapters.sql import SqlStore
from creditkit.facts import Fact
from creditkit.ledger import Entry, Ledger

BROKEN_PROMISE = Entry("late-2026-02", "c-7f3a", "promise_broken", points="-12", valid_from=date(2026, 2, 3))


def resolve_dispute(engine: Engine, facts: list[Fact], pseudonym: str) -> Facts:
    """Records what came of a dispute; scoring then sees adjustments as facts."""
    ledger = Ledger(SqlStore(engine), name="repair")
    resolved = Entry(
        "dispute-118/resolved",
        pseudonym,
        "dispute_resolved",
        points="20",
        valid_from=date(2026, 3, 1),
        repairs="late-2026-02",
    )
    (receipt,) = ledger.append(resolved, recorded_at=datetime.now(UTC), salt=secrets.token_bytes(16))
    print("created:", receipt.created, "| events:", ledger.checkpoint().size, "| findings:", ledger.verify())
    return Facts([*facts, *ledger.adjustments(as_of=date(2026, 3, 2))])


engine = create_engine(sys.argv[1] if len(sys.argv) > 1 else "sqlite:///ledger.db")
SqlStore(engine).create()  # once, when the release is installed; again is no error
Ledger(SqlStore(engine), name="repair").append(
    BROKEN_PROMISE, recorded_at=datetime.now(UTC), salt=secrets.token_bytes(16)
)
for attempt in ("the first call", "the same call again"):
    print(attempt)
    for fact in resolve_dispute(engine, [], "c-7f3a"):
        print(" ", fact)
engine.dispose()
