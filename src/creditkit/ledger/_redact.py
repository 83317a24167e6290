"""Removes what an event says, and records that it was removed."""

from __future__ import annotations

from creditkit.errors import InvalidInput
from creditkit.ledger._append import Receipt
from creditkit.ledger._differences import differences
from creditkit.ledger._encoding import texts_text
from creditkit.ledger._entry import Entry
from creditkit.ledger._errors import EntryConflict
from creditkit.ledger._recorder import Recorder
from creditkit.ledger._references import REDACTION
from creditkit.ledger._store import Writer
from creditkit.ledger._stored import Stored


def target_of(writer: Writer, entry_id: str) -> Stored:
    """The event that is to be redacted.

    Raises:
        InvalidInput: there is none, or it is a redaction itself.
    """
    target = writer.find(entry_id)
    if target is None:
        raise InvalidInput("entry_id", entry_id, "the id of a recorded entry")
    if target.type == REDACTION:
        raise InvalidInput("entry_id", entry_id, "an entry that is no redaction", "who removed what, and why, stays")
    return target


def redact(writer: Writer, recorder: Recorder, target: Stored, redaction: Entry) -> Receipt:
    """Records the redaction and removes salt and payload; again, it removes what came back with a backup.

    Raises:
        EntryConflict: the redaction's id is recorded with other content.
        InvalidInput: another redaction removed them already.
    """
    known = writer.find(redaction.entry_id)
    if known is not None:
        if differs := differences(redaction, known):
            raise EntryConflict(redaction.entry_id, differs)
        writer.redact(target.pos)
        return Receipt(known, created=False)
    if target.redacted:
        raise InvalidInput("entry_id", target.entry_id, "an entry that is not redacted yet")
    recorder.start()
    stored = recorder.record(redaction, texts_text(redaction.figures), writer.last(redaction.stream))
    writer.redact(target.pos)
    return Receipt(stored, created=True)
