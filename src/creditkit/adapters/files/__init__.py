"""Files in and out: CSV with a mapping file that says how it is written, reviews as folders, ledgers as JSON lines."""

from creditkit.adapters.files._facts_out import Written, write_facts
from creditkit.adapters.files._ledger import FileSink, read_ledger, write_ledger
from creditkit.adapters.files._mapping import MappingError, parse_mapping
from creditkit.adapters.files._open_ledger import LedgerUnsound, open_ledger, read_streams
from creditkit.adapters.files._policy import load_policy
from creditkit.adapters.files._read import Progress, load_mapping, read_facts
from creditkit.adapters.files._refused import FileRefused
from creditkit.adapters.files._review import write_refusal, write_review
from creditkit.adapters.files._spelling import InputMapping
from creditkit.adapters.files._write import write_table

__all__ = [
    "FileRefused",
    "FileSink",
    "InputMapping",
    "LedgerUnsound",
    "MappingError",
    "Progress",
    "Written",
    "load_mapping",
    "load_policy",
    "open_ledger",
    "parse_mapping",
    "read_facts",
    "read_ledger",
    "read_streams",
    "write_facts",
    "write_ledger",
    "write_refusal",
    "write_review",
    "write_table",
]
