"""Redaction: what it takes away, what stays, and who may redact what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Entry, EntryConflict, Ledger, MemoryStore, Receipt, Stored
from tampered import AT, DAY, SALT, penalty


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(penalty("a", payload={"who": "Li"}), penalty("b", payload={"who": "Li"}), recorded_at=AT, salt=SALT)
    return ledger


def redact(ledger: Ledger, entry_id: str = "a", redaction_id: str = "z", **options: Any) -> Receipt:
    given = {"valid_from": DAY, "payload": {"why": "Art. 17"}, "recorded_at": AT, "salt": SALT, **options}
    return ledger.redact(entry_id, redaction_id=redaction_id, **given)


def test_salt_and_payload_go_and_nothing_else(ledger: Ledger) -> None:
    """Header, effect, leaf and root stay; the redaction is an event of the stream with its own payload."""
    before, root = list(ledger.events()), ledger.checkpoint()
    receipt = redact(ledger)
    a, b, z = ledger.events()
    assert receipt == Receipt(z, created=True)
    assert a.row == before[0].row._replace(salt=None, payload=None)
    assert (a.redacted, a.payload, b.redacted) == (True, None, False)
    assert b == before[1]
    assert (z.type, z.stream, dict(z.figures), dict(z.payload or {})) == (
        "redaction", "c-1", {"redacts": "a"}, {"why": "Art. 17"},
    )  # fmt: skip
    assert ledger.find("a") == a
    assert ledger.checkpoint(2) == root
    assert ledger.verify(root) == ()
    assert ledger.prove("a").verify(a, ledger.checkpoint())


def test_a_redaction_follows_the_last_event_of_its_stream(ledger: Ledger) -> None:
    """Whatever was recorded in others since."""
    ledger.append(penalty("c", "c-2"), recorded_at=AT, salt=SALT)
    stored = redact(ledger).stored
    assert (stored.stream, stored.pos, stored.seq, stored.row.prev) == ("c-1", 3, 2, list(ledger.events())[1].leaf)
    assert ledger.verify() == ()


def test_a_redaction_may_be_repeated(ledger: Ledger) -> None:
    """Nothing changes, whatever the time; with other content it is refused."""
    redact(ledger)
    before = list(ledger.events())
    again = redact(ledger, recorded_at=AT - timedelta(days=400))
    assert (again.created, again.stored) == (False, before[2])
    assert list(ledger.events()) == before
    with pytest.raises(EntryConflict, match="payload"):
        redact(ledger, payload={})
    with pytest.raises(EntryConflict, match=r"effect\.redacts") as caught:
        redact(ledger, "b")
    assert (caught.value.entry_id, caught.value.differs) == ("z", ("effect.redacts",))
    assert not list(ledger.events())[1].redacted


def test_repeated_it_removes_what_a_backup_brought_back(ledger: Ledger) -> None:
    """The event of the redaction was kept, the payload restored."""
    kept = ledger.find("a")
    redact(ledger)
    store = ledger.store
    assert isinstance(store, MemoryStore)
    store._state._events[0] = kept or Stored(None)  # type: ignore[arg-type]
    assert [finding.reason.code for finding in ledger.verify()] == ["event_not_removed"]
    assert not redact(ledger).created
    assert ledger.verify() == ()


def test_what_cannot_be_redacted(ledger: Ledger) -> None:
    """What is not there, a redaction, what another redaction removed."""
    redact(ledger)
    for entry_id in ("nobody", "z", "a"):
        with pytest.raises(InvalidInput) as caught:
            redact(ledger, entry_id, "y")
        assert caught.value.path == "entry_id"
    with pytest.raises(InvalidInput, match="What was removed does not come back"):
        ledger.append(Entry("r", "c-1", "reversal", reverses="z", valid_from=DAY), recorded_at=AT, salt=SALT)
    assert len(ledger) == 3


def test_a_redacted_entry_can_be_retried_reversed_and_repaired(ledger: Ledger) -> None:
    """Of its content all but the payload is compared, and what it did goes on."""
    redact(ledger)
    (again,) = ledger.append(penalty("a", payload={"who": "whoever"}), recorded_at=AT, salt=SALT)
    assert not again.created
    with pytest.raises(EntryConflict, match="points"):
        ledger.append(penalty("a", points="-1"), recorded_at=AT, salt=SALT)
    assert ledger.accounts().balance("c-1", DAY).total == -24
    ledger.append(Entry("r", "c-1", "reversal", reverses="a", valid_from=DAY), recorded_at=AT, salt=SALT)
    redact(ledger, "r", "y")
    assert ledger.accounts().balance("c-1", DAY).total == -12
    assert ledger.verify() == ()


def test_wrong_calls(ledger: Ledger) -> None:
    """Salt, time and payload are held to what append takes, and nothing is removed."""
    wrong: list[dict[str, Any]] = [{"salt": b""}, {"recorded_at": DAY}, {"payload": {"why": 17}}, {"valid_from": AT}]
    for options in wrong:
        with pytest.raises(InvalidInput):
            redact(ledger, **options)
    with pytest.raises(InvalidInput, match="recorded_at"):
        redact(ledger, recorded_at=AT - timedelta(days=1))
    assert [one.redacted for one in ledger.events()] == [False, False]
