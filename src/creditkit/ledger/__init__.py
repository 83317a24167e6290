"""An append-only ledger with two times, reversals, proofs and redaction. It knows nothing of credit."""

from creditkit.ledger._entry import Entry
from creditkit.ledger._errors import BalanceBroken, EntryConflict, StoreBusy, StoreDamaged, StreamMoved
from creditkit.ledger._memory import MemoryStore
from creditkit.ledger._store import BatchWriter, Store, Writer
from creditkit.ledger._stored import Row, Stored

__all__ = [
    "BalanceBroken",
    "BatchWriter",
    "Entry",
    "EntryConflict",
    "MemoryStore",
    "Row",
    "Store",
    "StoreBusy",
    "StoreDamaged",
    "Stored",
    "StreamMoved",
    "Writer",
]
