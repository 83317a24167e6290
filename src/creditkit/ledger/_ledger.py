"""The ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from creditkit.errors import InvalidInput
from creditkit.ledger import _sinks as sinks
from creditkit.ledger._append import Batch, Receipt
from creditkit.ledger._arguments import (
    check_entries,
    check_expected,
    check_id,
    check_lag,
    check_origin,
    check_salt,
    check_stream,
    checkpoints_of,
)
from creditkit.ledger._checkpoints import Checkpoint, SignedCheckpoint
from creditkit.ledger._effects import Effects
from creditkit.ledger._encoding import Salts
from creditkit.ledger._entry import Entry
from creditkit.ledger._grown import Grown
from creditkit.ledger._moments import size_at, utc
from creditkit.ledger._proofs import ConsistencyProof, InclusionProof
from creditkit.ledger._recorder import Recorder, check_name
from creditkit.ledger._redact import redact, target_of
from creditkit.ledger._references import REDACTION
from creditkit.ledger._sources import check_since, source_of
from creditkit.ledger._store import Store, Writer
from creditkit.ledger._stored import Stored
from creditkit.ledger._verify import verified

if TYPE_CHECKING:
    from creditkit.facts import Adjustment, Moment
    from creditkit.ledger._accounts import Accounts
    from creditkit.ledger._note import Signer
    from creditkit.ledger._sinks import CheckpointSink
    from creditkit.reasons import Finding

#: Clocks of several hosts that write to one ledger may differ by so much.
MAX_LAG = timedelta(minutes=1)


class Ledger:
    """An append-only ledger over a store. Threads may share one; so may processes share a store.

    Args:
        store: keeps the events of this ledger and of no other.
        name: the ledger's name, one line; it stands in every header and checkpoint.
        max_lag: how far a time of recording may lie before the last event's, for clocks differ. Further back, it is
            refused; less far, the event is recorded a microsecond after the last one. Where the last event's time lies
            in the future by mistake, ``timedelta.max`` goes on behind it.

    Raises:
        InvalidInput: a name that is no line of text in Unicode's form C, a lag below zero.

    >>> from datetime import UTC, date, datetime
    >>> from creditkit.ledger import Entry, Ledger, MemoryStore
    >>> ledger = Ledger(MemoryStore(), name="repair")
    >>> late = Entry("late-2026-02", "c-7f3a", "contract_breached", points="-12", valid_from=date(2026, 2, 3))
    >>> at, salt = datetime(2026, 2, 4, 9, 0, tzinfo=UTC), bytes(16)  # your host's clock; secrets.token_bytes(16)
    >>> [receipt] = ledger.append(late, recorded_at=at, salt=salt)
    >>> receipt.created, receipt.stored.pos
    (True, 0)
    >>> [again] = ledger.append(late, recorded_at=at, salt=salt)
    >>> again.created, again.stored == receipt.stored, len(ledger)
    (False, True, 1)
    """

    def __init__(self, store: Store, *, name: str, max_lag: timedelta = MAX_LAG) -> None:
        check_origin(name)
        check_lag(max_lag)
        self._store = store
        self._name = name
        self._max_lag = max_lag
        self._effects = Effects()
        self._grown = Grown(store)

    @property
    def store(self) -> Store:
        """Where the events are kept."""
        return self._store

    @property
    def name(self) -> str:
        """What the ledger is called in every header and checkpoint."""
        return self._name

    def __repr__(self) -> str:
        return f"Ledger({self._store!r}, name={self._name!r})"

    def __len__(self) -> int:
        """How many events are recorded."""
        return self._size(None)

    def append(
        self, *entries: Entry, recorded_at: datetime, salt: bytes, expected: Mapping[str, int] | None = None
    ) -> tuple[Receipt, ...]:
        """Records entries, all of them or none, in one transaction that is durable at return.

        An entry that is recorded already, by its id and with the same content, is left as it is: a call may be
        repeated as often as it takes. Of a batch, each event is recorded a microsecond after the one before it.

        Args:
            entries: in the order in which they are to stand. What an entry reverses stands before it.
            recorded_at: the host's time, aware.
            salt: at least 16 random bytes, new for each call. It hides the payloads once they are redacted.
            expected: how many events a stream must have before the call, by stream: so nobody decides on what has
                changed since. Not looked at where every entry is recorded already.

        Returns:
            A receipt for each entry, in their order.

        Raises:
            EntryConflict: an id is recorded with other content.
            StreamMoved: a stream has not as many events as expected.
            BalanceBroken: a balance assertion is false.
            StoreBusy: another writer held the store for too long.
            InvalidInput: terms that do not read, a reversal of what is not there, of another stream or reversed
                already, a repair of another stream's entry or of what is no penalty, a time too far back, a salt too
                short.
        """
        check_entries(entries)
        check_expected(expected or {})
        with self._store.write() as writer:
            recorder = self._recorder(writer, recorded_at, salt)
            return Batch(writer, recorder, self._effects).record(entries, expected or {})

    def redact(
        self,
        entry_id: str,
        *,
        redaction_id: str,
        valid_from: date,
        payload: Mapping[str, str] | None = None,
        recorded_at: datetime,
        salt: bytes,
    ) -> Receipt:
        """Removes salt and payload of an event, and records that; header, effect, leaf and every root stay.

        Without its salt nobody can tell whether a guessed payload was the one that was removed. The call may be
        repeated; it then also removes what a restored backup has brought back.

        Args:
            entry_id: whose payload goes. A redaction's own stays.
            redaction_id: the id of the event that records it.
            valid_from: the day on which it was decided.
            payload: who redacted it, why, on what legal ground; nothing of what was removed.
            recorded_at: the host's time, as for :meth:`append`.
            salt: random bytes, as for :meth:`append`.

        Raises:
            EntryConflict: the redaction's id is recorded with other content.
            InvalidInput: there is no such entry, it is a redaction, or another one redacted it already.
        """
        check_id(entry_id)
        with self._store.write() as writer:
            recorder = self._recorder(writer, recorded_at, salt)
            target = target_of(writer, entry_id)
            entry = Entry(
                redaction_id, target.stream, REDACTION, valid_from=valid_from, payload=payload,
                effect={"redacts": entry_id},
            )  # fmt: skip
            return redact(writer, recorder, target, entry)

    def find(self, entry_id: str) -> Stored | None:
        """The event of that id, or None.

        Raises:
            InvalidInput: a text that is no entry's id, such as one that is not in Unicode's form C.
        """
        check_id(entry_id)
        stored = self._store.find(entry_id)
        check_name(stored, self._name)
        return stored

    def events(self, *, stream: str | None = None, known_at: Moment | int | None = None) -> Iterator[Stored]:
        """The events in order of position.

        Args:
            stream: of one stream only.
            known_at: as known then: a moment (a date is the whole of its day in UTC) or a position, both included.

        Raises:
            InvalidInput: a position at which nothing is recorded yet; a moment without a time zone; a text that is no
                stream's name, such as one that is not in Unicode's form C.
        """
        check_stream(stream)
        return self._store.scan(0, self._size(known_at), stream=stream)

    def accounts(
        self, *, known_at: Moment | int | None = None, stream: str | None = None, since: Accounts | None = None
    ) -> Accounts:
        """What the events come to in points, for any day.

        Args:
            known_at: as for :meth:`events`.
            stream: of one stream only.
            since: an earlier result, of the same streams, to go on from; only what was recorded since is read.

        Raises:
            BalanceBroken: a balance assertion on the way is false.
            InvalidInput: as for :meth:`events`; ``since`` is of a later position, of other streams or of another
                ledger, such as this one before it was restored.
        """
        from creditkit.ledger._accounts import replayed
        from creditkit.ledger._log import moves_of

        check_stream(stream)
        stop = self._size(known_at)
        if since is not None:
            check_since(since, self._store, stop, stream)
        start, source = 0 if since is None else since.size, source_of(self._store, stop, stream)
        return replayed(moves_of(self._store, start, stop, stream), since, source)

    def adjustments(
        self, *, as_of: date, known_at: Moment | int | None = None, stream: str | None = None
    ) -> tuple[Adjustment, ...]:
        """The points in force on a day, as facts for scoring; ``party_id`` is the stream.

        Args:
            as_of: the day.
            known_at: as for :meth:`events`.
            stream: as for :meth:`events`.
        """
        return self.accounts(known_at=known_at, stream=stream).adjustments(as_of, stream)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """What the first ``size`` events are, in one hash; of all of them without a size.

        Kept where nobody who can change the ledger can change it, it shows every later change to them.
        """
        tree = self._grown.to(self._size(None))
        size = len(tree) if size is None else size
        return Checkpoint(self._name, size, tree.root(size))

    def prove(self, entry_id: str, size: int | None = None) -> InclusionProof:
        """That an entry stands in the ledger of that size, for whoever has its checkpoint.

        Raises:
            InvalidInput: there is no such entry, or not among the first ``size``.
        """
        stored = self.find(entry_id)
        if stored is None:
            raise InvalidInput("entry_id", entry_id, "the id of a recorded entry")
        checkpoint = self.checkpoint(size)
        if stored.pos >= checkpoint.size:
            raise InvalidInput("entry_id", entry_id, f"an entry among the first {checkpoint.size}")
        tree = self._grown.to(checkpoint.size)
        return InclusionProof(stored.pos, tree.inclusion(stored.pos, checkpoint.size), checkpoint)

    def prove_growth(self, old_size: int, size: int | None = None) -> ConsistencyProof:
        """That the ledger of ``size`` events begins with that of ``old_size``, for whoever has both checkpoints.

        Raises:
            InvalidInput: sizes that the ledger does not have, or the old one above the other.
        """
        checkpoint = self.checkpoint(size)
        tree = self._grown.to(checkpoint.size)
        try:
            hashes = tree.consistency(old_size, checkpoint.size)
        except InvalidInput as error:
            raise InvalidInput("old_size", error.given, error.accepted, error.remedy) from None
        return ConsistencyProof(old_size, hashes, checkpoint)

    def publish(self, sink: CheckpointSink, signer: Signer, *, size: int | None = None) -> SignedCheckpoint:
        """Signs a checkpoint and hands it to a sink, if the ledger still begins with what the sink has.

        Raises:
            CheckpointConflict: it does not, or the sink has a later one, or another ledger's; nothing is published.
        """
        signed = self.checkpoint(size).signed(signer)
        sinks.publish(sink, signed, self._grown.to(signed.checkpoint.size).root)
        return signed

    def verify(self, against: Checkpoint | Sequence[Checkpoint] | None = None) -> tuple[Finding, ...]:
        """Hashes everything anew and reports all that is wrong; nothing wrong is an empty tuple.

        One finding is a warning, ``repair_unfit``: what was recorded counts nothing. All others are errors.

        Without a checkpoint, what one who may write the store has rewritten *whole* goes unseen: all its hashes fit.
        With one that was kept elsewhere, any change to what it covers is found.

        Args:
            against: checkpoints of this ledger, kept where its keeper cannot change them.

        Raises:
            InvalidInput: ``against`` holds what is no Checkpoint, such as a signed one.
            SchemaMismatch: the tables of an SQL store are not there.
        """
        return verified(self._store, self._name, checkpoints_of(against))

    def _size(self, known_at: Moment | int | None) -> int:
        check_name(self._store.last(), self._name)
        return size_at(self._store, known_at)

    def _recorder(self, writer: Writer, recorded_at: datetime, salt: bytes) -> Recorder:
        moment = utc("recorded_at", recorded_at)
        check_salt(salt)
        return Recorder(writer, ledger=self._name, recorded_at=moment, salts=Salts(salt), max_lag=self._max_lag)
