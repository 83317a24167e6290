"""Privacy: pseudonyms that tell nothing, erasure that leaves nothing, and the proof that nothing else changed."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.facts import Adjustment
from creditkit.ledger import (
    Checkpoint,
    Entry,
    EntryConflict,
    ErasureProof,
    Ledger,
    MemoryStore,
    Pseudonyms,
    SignedCheckpoint,
    Stored,
    erase,
    from_lines,
    prove_erasure,
    to_lines,
)
from creditkit.ledger._encoding import Salts, texts_text
from creditkit.ledger._recorder import Recorder
from creditkit.reasons import Reason
from creditkit.testing import check_erasure_proof, check_nothing_left, check_pseudonyms

KEY = bytes(range(32))
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)
SECRET = "Wang Fang, +86 139 0000 0000"
CALLS = count()
PARTIES = ("C-1043", "C-1044", "91310000MA1K35X2XQ", "Müller & Söhne", "华东机械", "x", "C-1043 ")


# pseudonyms


def test_a_known_pseudonym() -> None:
    """HMAC-SHA-256 under the key 00 01 … 1f, by OpenSSL: 2dc5f1ba e60e8433 08975be9 cd91a412 …; base32 of 16 bytes."""
    assert Pseudonyms(KEY, scope="repair").of("C-1043") == "fxc7doxgb2cdgcexlpu43eneci"
    assert Pseudonyms(KEY).of("C-1043") != Pseudonyms(KEY, scope="repair").of("C-1043")


def test_pseudonyms_tell_nothing() -> None:
    """Without the key."""
    check_pseudonyms(lambda key: Pseudonyms(key).of, PARTIES)


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1), max_size=8))
def test_any_text_has_a_pseudonym(parties: list[str]) -> None:
    """That a stream may have."""
    check_pseudonyms(lambda key: Pseudonyms(key).of, parties)
    for name in Pseudonyms(KEY).map(parties):
        assert Entry("1", name, "note", valid_from=DAY).stream == name


@pytest.mark.parametrize(
    ("twin", "said"),
    [
        (lambda _: lambda party: sha256(party.encode()).hexdigest(), "needs no key"),
        (lambda key: lambda party: f"{Pseudonyms(key).of(party)}-{party:>40}", "names the party"),
        (lambda key: lambda party: f"{Pseudonyms(key).of(party)}{party[:1] * (len(party) % 3)}", "length"),
        (lambda key: lambda party: Pseudonyms(key).of(party)[:1], "share"),
        (lambda key: Pseudonyms(key + bytes([next(CALLS)])).of, "another pseudonym"),
    ],
)
def test_pseudonyms_that_tell(twin: Any, said: str) -> None:
    """A hash without a key, the party's own name or length, one for several, one for each call: all are seen."""
    with pytest.raises(AssertionError, match=said):
        check_pseudonyms(twin, [f"party-{n}" * (1 + n % 3) for n in range(200)])


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Pseudonyms(bytes(31)), "key"),
        (lambda: Pseudonyms("0" * 32), "key"),  # type: ignore[arg-type]
        (lambda: Pseudonyms(KEY, scope="a\0b"), "scope"),
        (lambda: Pseudonyms(KEY).of(""), "party_id"),
        (lambda: Pseudonyms(KEY).of("a\0b"), "party_id"),
        (lambda: Pseudonyms(KEY).of("\ud800"), "party_id"),
        (lambda: Pseudonyms(KEY).of(7), "party_id"),  # type: ignore[arg-type]
        (lambda: Pseudonyms(KEY).map("C-1043"), "party_ids"),
    ],
)
def test_wrong_calls(make: Any, path: str) -> None:
    """A key that could be guessed, ids that could be taken for others."""
    with pytest.raises(InvalidInput) as raised:
        make()
    assert raised.value.path == path
    assert str(KEY) not in str(raised.value)


def test_the_key_stays_where_it_is() -> None:
    """No copy, no pickle, no repr gives it away."""
    names = Pseudonyms(KEY, scope="repair")
    assert repr(names) == "<Pseudonyms of scope 'repair'>"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(InvalidInput, match="A key travels by itself"):
            leak(names)


def test_adjustments_find_their_parties_again() -> None:
    """By name; a stream of nobody is refused, or left out where the host has erased its party."""
    names = Pseudonyms(KEY)
    given = [
        Adjustment(names.of(party), -5, valid_from=DAY, reason=Reason("contract_breached"))
        for party in ("C-1", "C-2", "C-3")
    ]
    assert [one.party_id for one in names.named(given, ["C-3", "C-1", "C-2"])] == ["C-1", "C-2", "C-3"]
    with pytest.raises(InvalidInput) as raised:
        names.named(given, ["C-3", "C-1"])
    assert (raised.value.path, raised.value.given) == ("adjustments[1].party_id", names.of("C-2"))
    left = names.named(given, ["C-3", "C-1"], others="leave_out")
    assert [(one.party_id, one.points) for one in left] == [("C-1", Decimal(-5)), ("C-3", Decimal(-5))]


# erasure


def entry(name: str, stream: str = "s", **more: Any) -> Entry:
    return Entry(name, stream, "contract_breached", **{"points": "-12", "valid_from": DAY, **more})


def filled(events: int = 5, secret: int = 1) -> Ledger:
    """A ledger of two streams, one payload of which is a secret."""
    ledger = Ledger(MemoryStore(), name="repair")
    for n in range(events):
        payload = {"who": SECRET} if n == secret else {"why": "goods not taken"}
        ledger.append(entry(f"e{n}", "st"[n % 2], payload=payload), recorded_at=AT, salt=bytes([n]) * 16)
    return ledger


def erased(ledger: Ledger, name: str = "e1") -> ErasureProof:
    return erase(
        ledger, name, redaction_id=f"r-{name}", valid_from=DAY, payload={"ground": "Art. 17(1)(a)"},
        recorded_at=AT, salt=b"x" * 16,
    )  # fmt: skip


@settings(max_examples=40)
@given(st.integers(1, 9), st.data())
def test_an_erasure_proof_shows_that_nothing_else_changed(events: int, data: st.DataObject) -> None:
    """Whatever stands before the event, between it and its redaction, and after that."""
    secret = data.draw(st.integers(0, events - 1))
    ledger = filled(events, secret)
    before = ledger.checkpoint(data.draw(st.integers(secret + 1, events)))
    points = ledger.adjustments(as_of=DAY, known_at=events - 1)
    erased(ledger, f"e{secret}")
    ledger.append(*(entry(f"later-{n}") for n in range(data.draw(st.integers(0, 3)))), recorded_at=AT, salt=bytes(16))
    proof = prove_erasure(ledger, f"e{secret}", before=before.size)
    check_erasure_proof(proof, ledger.checkpoint(), before)
    assert ErasureProof.parse(proof.text) == proof
    assert ledger.adjustments(as_of=DAY, known_at=events - 1) == points
    assert ledger.verify([before, ledger.checkpoint()]) == ()


def alone(proof: ErasureProof, against: Checkpoint, before: Checkpoint) -> bool:
    """Does not look at how the ledger grew."""
    return proof.verify(against)


def unheard(proof: ErasureProof, against: Checkpoint, before: Checkpoint) -> bool:
    """Does not ask whether the redaction was recorded."""
    return all(found.path in ("recorded", "redaction") for found in proof.findings(against, before))


def unseen(proof: ErasureProof, against: Checkpoint, before: Checkpoint) -> bool:
    """Does not look at what is left of the event."""
    return all(found.path == "recorded" for found in proof.findings(against, before)) or (
        proof.erased.row.payload is not None
    )


@pytest.mark.parametrize("twin", [alone, unheard, unseen])
def test_proofs_that_show_too_little(twin: Any) -> None:
    """Each is found out."""
    ledger = filled()
    before = ledger.checkpoint()
    with pytest.raises(AssertionError, match="still holds"):
        check_erasure_proof(erased(ledger), ledger.checkpoint(), before, verify=twin)


def test_an_erasure_that_was_not_done() -> None:
    """Each finding says what is wrong; a proof of another ledger proves nothing."""
    ledger = filled()
    before = ledger.checkpoint()
    whole = ledger.find("e1")
    assert whole is not None
    proof = erased(ledger)
    now = ledger.checkpoint()
    other = attrs.evolve(now, origin="other")
    assert [f.path for f in proof.findings(other, before)] == ["inclusion", "recorded", "growth"]
    assert [f.reason.code for f in attrs.evolve(proof, erased=whole).findings(now)] == ["erasure_not_done"]
    assert [f.reason.code for f in proof.findings(now, now)] == ["erasure_not_between", "erasure_not_grown"]
    early = filled().checkpoint(1)
    late = prove_erasure(ledger, "e1", before=1)
    assert [f.reason.code for f in late.findings(now, early)] == ["erasure_not_between"]
    assert proof.findings(now, before) == ()


HALF = {"salt": bytes(16)}, {"payload": "{}"}


@pytest.mark.parametrize("half", HALF)
def test_half_an_erasure(half: dict[str, Any]) -> None:
    """A salt alone lets guesses be tested; a payload alone is the payload."""
    ledger = filled()
    proof = erased(ledger)
    changed = attrs.evolve(proof, erased=Stored(proof.erased.row._replace(**half)))
    codes = [f.reason.code for f in changed.findings(ledger.checkpoint())]
    assert codes == ["erasure_not_done", "erasure_not_included"]


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ([entry("e"), Entry("r", "s", "note", valid_from=DAY, effect={"redacts": "e"})], 1),
        ([entry("e"), Entry("r", "t", "redaction", valid_from=DAY, effect={"redacts": "e"})], 1),
        ([entry("e"), Entry("r", "s", "redaction", valid_from=DAY, effect={"redacts": "f"})], 1),
        ([entry("e"), Entry("r", "s", "redaction", valid_from=DAY, effect={"redacts": "e", "decimals": "0"})], 1),
        ([entry("e"), Entry("r", "s", "redaction", valid_from=DAY, points=1, effect={"redacts": "e"})], 1),
        ([entry("e"), Entry("r", "s", "redaction", valid_from=DAY, valid_to=DAY, effect={"redacts": "e"})], 1),
        ([Entry("r", "s", "redaction", valid_from=DAY, effect={"redacts": "e"}), entry("e")], 0),
    ],
)
def test_events_that_are_no_redaction_of_it(entries: list[Entry], place: int) -> None:
    """What a keeper may have written past the ledger's own checks does not pass for one."""
    store = MemoryStore()
    with store.write() as writer:
        recorder = Recorder(writer, ledger="repair", recorded_at=AT, salts=Salts(bytes(16)), max_lag=timedelta(0))
        recorder.start()
        for one in entries:
            recorder.record(one, texts_text(one.figures), writer.last(one.stream))
        writer.redact(1 - place)
    ledger = Ledger(store, name="repair")
    gone, said = (next(store.scan(pos, pos + 1)) for pos in (1 - place, place))
    proof = ErasureProof(gone, said, ledger.prove("e"), ledger.prove("r"), ledger.prove_growth(1))
    assert [f.reason.code for f in proof.findings(ledger.checkpoint())] == ["erasure_not_recorded"]
    with pytest.raises(InvalidInput):
        prove_erasure(ledger, "e")


def test_a_proof_for_the_checkpoints_that_a_reader_has() -> None:
    """However much was recorded since."""
    ledger = filled()
    erased(ledger)
    published = ledger.checkpoint()
    ledger.append(*(entry(f"later-{n}") for n in range(3)), recorded_at=AT, salt=bytes(16))
    assert prove_erasure(ledger, "e1", before=3, size=6).verify(published, filled().checkpoint(3))
    assert prove_erasure(ledger, "e1").verify(ledger.checkpoint(), filled().checkpoint(5))
    assert not prove_erasure(ledger, "e1").verify(published)


def test_a_signed_checkpoint_is_not_trusted_as_it_is() -> None:
    """Whoever reads a proof of an erasure looks at the signatures first."""
    ledger = filled()
    proof, kept = erased(ledger, "e1"), filled().checkpoint(5)
    signed: Any = SignedCheckpoint(ledger.checkpoint())
    with pytest.raises(InvalidInput, match=r"against: .*then give signed.checkpoint"):
        proof.findings(signed, kept)
    with pytest.raises(InvalidInput, match=r"before: .*then give signed.checkpoint"):
        proof.verify(signed.checkpoint, SignedCheckpoint(kept))  # type: ignore[arg-type]


def test_what_was_removed() -> None:
    """Whoever was given payload and salt can show that it was this one; nobody else can, by whatever guess."""
    ledger = filled()
    known = ledger.find("e1")
    assert known is not None
    assert known.row.salt is not None
    proof = erased(ledger)
    assert proof.removed({"who": SECRET}, known.row.salt)
    assert not proof.removed({"who": "Wang Fang"}, known.row.salt)
    assert not proof.removed({"who": SECRET}, bytes(32))


def test_an_erasure_may_be_repeated() -> None:
    """The proof is the same; another reason under the same id is not."""
    ledger = filled()
    assert erased(ledger) == erased(ledger)
    with pytest.raises(EntryConflict):
        erase(ledger, "e1", redaction_id="r-e1", valid_from=DAY, recorded_at=AT, salt=bytes(16))


@pytest.mark.parametrize(("name", "given"), [("nobody", "nobody"), ("e2", "e2")])
def test_nothing_to_prove(name: str, given: str) -> None:
    """No such entry, or one that was not redacted."""
    ledger = filled()
    erased(ledger)
    with pytest.raises(InvalidInput) as raised:
        prove_erasure(ledger, name)
    assert (raised.value.path, raised.value.given) == ("entry_id", given)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda proof: "no JSON", "erasure"),
        (lambda proof: {**proof, "more": 1}, "erasure"),
        (lambda proof: {k: v for k, v in proof.items() if k != "growth"}, "erasure"),
        (lambda proof: {**proof, "growth": None}, "proof"),
        (lambda proof: {**proof, "inclusion": "x"}, "proof"),
        (lambda proof: {**proof, "erased": {**proof["erased"], "leaf": "00"}}, "erased.leaf"),
        (lambda proof: {**proof, "redaction": None}, "redaction"),
        (lambda proof: {**proof, "redaction": {**proof["redaction"], "payload": {"by": "x"}}}, "redaction.payload"),
        (lambda proof: {**proof, "redaction": {**proof["redaction"], "payload": 1.5}}, "redaction.payload"),
    ],
)
def test_texts_that_are_no_proof(change: Any, path: str) -> None:
    """Refused by the path of what is wrong."""
    given = change(json.loads(erased(filled()).text))
    with pytest.raises(InvalidInput) as raised:
        ErasureProof.parse(given if isinstance(given, str) else json.dumps(given))
    assert raised.value.path.startswith(path)


# nothing is left


def test_nothing_is_left() -> None:
    """Not in the store, the ledger's tree, accounts made before, what was read since, nor in lines and proofs."""
    ledger = filled()
    accounts, before, tree = ledger.accounts(), ledger.checkpoint(), ledger.prove("e1")
    with pytest.raises(AssertionError, match="still there"):
        check_nothing_left([SECRET], ledger)
    proof = erased(ledger)
    lines = list(to_lines(ledger.store))
    check_nothing_left(
        [SECRET], ledger, accounts, before, tree, proof, proof.text, lines, ledger.accounts(since=accounts)
    )
    copied = MemoryStore()
    from_lines(lines, copied)
    assert Ledger(copied, name="repair").verify([before, ledger.checkpoint()]) == ()
    check_nothing_left([SECRET], copied)


class Hoarder:
    """A ledger's host that keeps what it has seen."""

    def __init__(self, ledger: Ledger) -> None:
        self.seen: dict[str, Stored] = {stored.entry_id: stored for stored in ledger.events()}


def test_a_cache_that_keeps_it() -> None:
    """However deep it lies."""
    ledger = filled()
    hoarder = Hoarder(ledger)
    erased(ledger)
    check_nothing_left([SECRET], ledger)
    with pytest.raises(AssertionError, match="Wang Fang"):
        check_nothing_left([SECRET], [{"deep": (hoarder,)}])
    check_nothing_left(["nobody"], hoarder)


def test_a_backup_brings_it_back_and_the_same_call_removes_it() -> None:
    """``verify`` names what a redaction has lost to a backup."""
    ledger = filled()
    backup = list(to_lines(ledger.store))
    proof = erased(ledger)
    redaction = list(to_lines(ledger.store))[-1]
    restored = MemoryStore()
    from_lines([*backup, redaction], restored)
    again = Ledger(restored, name="repair")
    [finding] = again.verify(ledger.checkpoint())
    assert (finding.path, finding.reason.code) == ("events[1]", "event_not_removed")
    assert erased(again) == proof
    assert again.verify(ledger.checkpoint()) == ()
    check_nothing_left([SECRET], again)


def test_times_do_not_matter() -> None:
    """A proof says when the redaction was recorded; verifying needs no clock."""
    ledger = filled()
    proof = erased(ledger)
    assert proof.redaction.recorded_at - AT < timedelta(seconds=1)
