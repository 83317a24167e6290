"""An append-only ledger with two times, reversals, proofs and redaction. It knows nothing of credit."""

from creditkit.ledger._accounts import Accounts, Balance, accounts_of
from creditkit.ledger._append import Receipt
from creditkit.ledger._balances import Balances
from creditkit.ledger._checkpoints import Checkpoint, SignedCheckpoint
from creditkit.ledger._counts import Line
from creditkit.ledger._entry import LONGEST_NAME, Entry
from creditkit.ledger._erasure import ErasureProof, erase, prove_erasure
from creditkit.ledger._errors import (
    BalanceBroken,
    CheckpointConflict,
    EntryConflict,
    StoreBusy,
    StoreDamaged,
    StreamMoved,
)
from creditkit.ledger._ledger import Ledger
from creditkit.ledger._line import from_line, to_line
from creditkit.ledger._lines import check_lines, from_lines, to_lines
from creditkit.ledger._memory import MemoryStore
from creditkit.ledger._merkle import Tree, verify_consistency, verify_inclusion
from creditkit.ledger._note import Signature, Signer, Verifier
from creditkit.ledger._periods import Period
from creditkit.ledger._proofs import ConsistencyProof, InclusionProof
from creditkit.ledger._pseudonyms import Pseudonyms
from creditkit.ledger._retention import Due, Keep, LegalHold, Retention
from creditkit.ledger._retention_tree import read_retention, retention_tree
from creditkit.ledger._signers import HmacSigner
from creditkit.ledger._sinks import CheckpointSink, MemorySink
from creditkit.ledger._store import BatchWriter, HeadSource, MoveSource, Store, Writer
from creditkit.ledger._stored import MOVING, Row, Stored, Tip
from creditkit.ledger._terms import Cap, Terms, terms_of

__all__ = [
    "LONGEST_NAME",
    "MOVING",
    "Accounts",
    "Balance",
    "BalanceBroken",
    "Balances",
    "BatchWriter",
    "Cap",
    "Checkpoint",
    "CheckpointConflict",
    "CheckpointSink",
    "ConsistencyProof",
    "Due",
    "Entry",
    "EntryConflict",
    "ErasureProof",
    "HeadSource",
    "HmacSigner",
    "InclusionProof",
    "Keep",
    "Ledger",
    "LegalHold",
    "Line",
    "MemorySink",
    "MemoryStore",
    "MoveSource",
    "Period",
    "Pseudonyms",
    "Receipt",
    "Retention",
    "Row",
    "Signature",
    "SignedCheckpoint",
    "Signer",
    "Store",
    "StoreBusy",
    "StoreDamaged",
    "Stored",
    "StreamMoved",
    "Terms",
    "Tip",
    "Tree",
    "Verifier",
    "Writer",
    "accounts_of",
    "check_lines",
    "erase",
    "from_line",
    "from_lines",
    "prove_erasure",
    "read_retention",
    "retention_tree",
    "terms_of",
    "to_line",
    "to_lines",
    "verify_consistency",
    "verify_inclusion",
]
