"""Erasure of a payload, and a proof of what was removed that anybody verifies without the ledger.

What a proof shows: the event's header, which the tree commits to, is what it was; salt and payload are not there any
more; a recorded redaction says so, and does nothing else. Points are told by headers alone, so the score is what it
was. What no proof can show is that nobody kept a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from creditkit.canonical import canonical
from creditkit.errors import InvalidInput
from creditkit.ledger._checkpoints import Checkpoint, plain
from creditkit.ledger._encoding import commit_of, texts_text
from creditkit.ledger._line import from_line, to_line
from creditkit.ledger._proofs import ConsistencyProof, InclusionProof
from creditkit.ledger._references import REDACTION
from creditkit.ledger._stored import Stored
from creditkit.reasons import Finding, Reason

if TYPE_CHECKING:
    from creditkit.ledger._ledger import Ledger

_KEYS = {"erased", "growth", "inclusion", "recorded", "redaction"}


@attrs.frozen
class ErasureProof:
    """Shows what a redaction removed from a ledger, to whoever trusts a checkpoint of it.

    Args:
        erased: the event whose payload is gone.
        redaction: the event that records it, with who did it and why in its payload.
        inclusion: of the first under a checkpoint.
        recorded: of the second under the same checkpoint.
        growth: from a checkpoint of before the redaction to that one.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore, ErasureProof, erase
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry(
    ...     "late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3), payload={"by": "Li"}
    ... )
    >>> _ = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> proof = erase(
    ...     ledger,
    ...     "late-1",
    ...     redaction_id="gone-1",
    ...     valid_from=date(2026, 5, 4),
    ...     payload={"why": "request 12"},
    ...     recorded_at=datetime(2026, 5, 4, tzinfo=UTC),
    ...     salt=bytes(16),
    ... )
    >>> ErasureProof.parse(proof.text).verify(ledger.checkpoint()), proof.erased.payload, proof.erased.points
    (True, None, Decimal('-12'))
    """

    erased: Stored
    redaction: Stored
    inclusion: InclusionProof
    recorded: InclusionProof
    growth: ConsistencyProof

    def verify(self, against: Checkpoint, before: Checkpoint | None = None) -> bool:
        """Whether exactly salt and payload are gone; :meth:`findings` says what is wrong.

        Args:
            against: a checkpoint that the caller trusts, of after the redaction.
            before: one of before it. With it the proof shows that the header did not change with the erasure, and
                that the redaction was recorded since; without it, that they fit together now.
        """
        return not self.findings(against, before)

    def findings(self, against: Checkpoint, before: Checkpoint | None = None) -> tuple[Finding, ...]:
        """Everything that is wrong with the proof; nothing is an empty tuple. Arguments as for :meth:`verify`.

        Raises:
            InvalidInput: one of them is no Checkpoint, such as a signed one.
        """
        plain(against, "against")
        if before is not None:
            plain(before, "before")
        return tuple(self._findings(against, before))

    def _findings(self, against: Checkpoint, before: Checkpoint | None) -> Iterator[Finding]:
        erased, redaction = self.erased.row, self.redaction.row
        if erased.salt is not None or erased.payload is not None:
            yield _finding("erased.payload", "erasure_not_done", {"entry_id": erased.entry_id})
        for path, stored, proof in (
            ("inclusion", self.erased, self.inclusion), ("recorded", self.redaction, self.recorded),
        ):  # fmt: skip
            if not proof.verify(stored, against):
                yield _finding(path, "erasure_not_included", {"entry_id": stored.entry_id, "size": against.size})
        if not _records(self.redaction, self.erased):
            yield _finding("redaction", "erasure_not_recorded", {"entry_id": erased.entry_id})
        if before is None:
            return
        if not erased.pos < before.size <= redaction.pos:
            yield _finding("growth", "erasure_not_between", {"size": before.size, "pos": redaction.pos})
        if not self.growth.verify(before, against):
            yield _finding("growth", "erasure_not_grown", {"size": before.size})

    def removed(self, payload: Mapping[str, str], salt: bytes) -> bool:
        """Whether this very payload is what was removed, for whoever was given it and its salt before.

        Without the salt nobody can tell, however well the payload is guessed.
        """
        return commit_of(salt, texts_text(payload)) == self.erased.row.commit

    @property
    def text(self) -> str:
        """The proof as canonical JSON: both events as lines of a ledger, the proofs in C2SP's formats."""
        proofs = {name: canonical(getattr(self, name).text) for name in ("growth", "inclusion", "recorded")}
        return (
            f'{{"erased":{to_line(self.erased)},"growth":{proofs["growth"]},"inclusion":{proofs["inclusion"]},'
            f'"recorded":{proofs["recorded"]},"redaction":{to_line(self.redaction)}}}'
        )

    @classmethod
    def parse(cls, text: str) -> ErasureProof:
        """A proof from its text.

        Raises:
            InvalidInput: the text is no such proof, by the path of what is wrong.
        """
        try:
            given = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            given = None
        if not isinstance(given, dict) or given.keys() != _KEYS:
            raise InvalidInput("erasure", text, f"an object in JSON with the keys {', '.join(sorted(_KEYS))}")
        return cls(
            _event(given, "erased"), _event(given, "redaction"),
            InclusionProof.parse(given["inclusion"]), InclusionProof.parse(given["recorded"]),
            ConsistencyProof.parse(given["growth"]),
        )  # fmt: skip


def _finding(path: str, code: str, figures: Mapping[str, str | int]) -> Finding:
    return Finding("error", path, Reason(code, dict(figures)))


def _records(redaction: Stored, erased: Stored) -> bool:
    """Whether the one event redacts the other and does nothing else."""
    row = redaction.row
    return (
        row.type == REDACTION
        and row.effect == texts_text({"redacts": erased.entry_id})
        and (row.stream, row.valid_to) == (erased.row.stream, None)
        and erased.row.pos < row.pos
    )


def _event(given: Mapping[str, object], name: str) -> Stored:
    try:
        return from_line(canonical(given[name]))  # type: ignore[arg-type]
    except InvalidInput as error:
        path = error.path.removeprefix("value").lstrip(".")
        raise InvalidInput(path, error.given, error.accepted, error.remedy).under(name) from None


def erase(
    ledger: Ledger,
    entry_id: str,
    *,
    redaction_id: str,
    valid_from: date,
    payload: Mapping[str, str] | None = None,
    recorded_at: datetime,
    salt: bytes,
) -> ErasureProof:
    """Redacts an entry and proves it. The call may be repeated, as :meth:`creditkit.ledger.Ledger.redact` may.

    Args:
        ledger: where the entry stands.
        entry_id: whose payload goes.
        redaction_id: the id of the event that records it.
        valid_from: the day on which it was decided.
        payload: who erased it, why, on what legal ground; nothing of what was removed.
        recorded_at: the host's time, aware.
        salt: at least 16 random bytes, new for each call.

    Raises:
        EntryConflict: the redaction's id is recorded with other content.
        InvalidInput: there is no such entry, it is a redaction, or another one redacted it already.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore, erase
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry(
    ...     "late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3), payload={"by": "Li"}
    ... )
    >>> _ = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> proof = erase(
    ...     ledger,
    ...     "late-1",
    ...     redaction_id="gone-1",
    ...     valid_from=date(2026, 5, 4),
    ...     recorded_at=datetime(2026, 5, 4, tzinfo=UTC),
    ...     salt=bytes(16),
    ... )
    >>> ledger.find("late-1").redacted, proof.verify(ledger.checkpoint())
    (True, True)
    """
    ledger.redact(
        entry_id, redaction_id=redaction_id, valid_from=valid_from, payload=payload, recorded_at=recorded_at, salt=salt
    )
    return prove_erasure(ledger, entry_id)


def prove_erasure(ledger: Ledger, entry_id: str, *, before: int | None = None, size: int | None = None) -> ErasureProof:
    """The proof of an erasure that is recorded.

    Args:
        ledger: where the entry stands.
        entry_id: whose payload is gone.
        before: the size of the ledger at the checkpoint of before the redaction that the reader has; by default of
            just before it.
        size: the size of the ledger at the checkpoint that the reader has; by default as it is now.

    Raises:
        InvalidInput: there is no such entry, no redaction of it, or not within these sizes.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore, prove_erasure
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> entry = Entry(
    ...     "late-1", "c-7f3a", "promise_broken", points=-12, valid_from=date(2026, 2, 3), payload={"by": "Li"}
    ... )
    >>> _ = ledger.append(entry, recorded_at=datetime(2026, 2, 3, tzinfo=UTC), salt=bytes(16))
    >>> before = ledger.checkpoint()
    >>> _ = ledger.redact(
    ...     "late-1",
    ...     redaction_id="gone-1",
    ...     valid_from=date(2026, 5, 4),
    ...     recorded_at=datetime(2026, 5, 4, tzinfo=UTC),
    ...     salt=bytes(16),
    ... )
    >>> prove_erasure(ledger, "late-1").verify(ledger.checkpoint(), before)
    True
    """
    erased = ledger.find(entry_id)
    if erased is None:
        raise InvalidInput("entry_id", entry_id, "the id of a recorded entry")
    redaction = next((one for one in ledger.events(stream=erased.stream) if _records(one, erased)), None)
    if redaction is None:
        raise InvalidInput("entry_id", entry_id, "an entry that was redacted")
    before = redaction.pos if before is None else before
    return ErasureProof(
        erased, redaction, ledger.prove(entry_id, size), ledger.prove(redaction.entry_id, size),
        ledger.prove_growth(before, size),
    )  # fmt: skip
