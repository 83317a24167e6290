"""What the refusals of terms, balances and references say, word for word; and what was left unsaid about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import BalanceBroken, Entry, Ledger, MemoryStore, Stored, accounts_of, terms_of
from tampered import AT, DAY, SALT, penalty

NUMBER = "a number below 10**9 in plain digits, with at most 6 decimals"
STAYS = "accepted: an entry that is no redaction. What was removed does not come back"
CAP = "group=at most/within days, such as promise_broken=9/365, once a group"


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"points": "1e3"}, f"points: '1e3' given; accepted: {NUMBER}"),
        ({"repairs": "p", "points": "1e3"}, f"points: '1e3' given; accepted: {NUMBER}"),
        ({"asserts": "zero"}, f"effect.asserts: 'zero' given; accepted: {NUMBER}"),
        ({"points": "3", "reverses": "p"}, "points: '3' given; accepted: no such term in a reversal"),
        ({"repairs": "p", "reverses": "q"}, "repairs: 'p' given; accepted: no such term in a reversal"),
        ({"redacts": "e", "reverses": "p"}, "effect.redacts: 'e' given; accepted: no such term in a reversal"),
        ({"points": "-3", "share": "1"}, "effect.share: '1' given; accepted: no such term in a penalty"),
        ({"points": "3", "decay": "linear"}, "effect.decay: 'linear' given; accepted: no such term in a credit"),
        ({"repairs": "p", "up_to": "lost"}, "effect.up_to: 'lost' given; accepted: no such term in a repair"),
        ({"repairs": "p"}, "effect.share: None given; accepted: either points or a share, for a repair"),
        (
            {"repairs": "p", "points": "3", "share": "1"},
            "effect.share: '1' given; accepted: either points or a share, for a repair",
        ),
        ({"up_to": "lost"}, "points: None given; accepted: points of zero or more, for conduct"),
        (
            {"points": "-3", "up_to": "lost"},
            "points: '-3' given; accepted: points of zero or more, for a conduct. A penalty is an entry of its own",
        ),
        (
            {"points": "-3", "repairs": "p"},
            "points: '-3' given; accepted: points of zero or more, for a repair. A penalty is an entry of its own",
        ),
        (
            {"repairs": "p", "share": "1.1"},
            "effect.share: '1.1' given; accepted: a share from 0 to 1 in plain digits, such as 0.8",
        ),
        (
            {"repairs": "p", "share": "1", "round": "DOWN"},
            "effect.round: 'DOWN' given; accepted: down, half_even, up",
        ),
        ({"points": "1", "up_to": "all"}, "effect.up_to: 'all' given; accepted: lost"),
        ({"points": "-3", "decay": "steps"}, "effect.decay: 'steps' given; accepted: linear"),
        ({"points": "-3", "final": "no"}, "effect.final: 'no' given; accepted: yes"),
        (
            {"repairs": "p", "share": "1", "decimals": "7"},
            "effect.decimals: '7' given; accepted: a whole number from 0 to 6",
        ),
        (
            {"points": "1", "up_to": "lost", "after_days": "100000"},
            "effect.after_days: '100000' given; accepted: a whole number from 0 to 99999",
        ),
        (
            {"points": "1", "up_to": "lost", "after_days": "000001"},
            "effect.after_days: '000001' given; accepted: a whole number from 0 to 99999",
        ),
        ({"points": "-3", "caps": ""}, f"effect.caps[0]: '' given; accepted: {CAP}"),
        ({"points": "-3", "caps": "a=1/1 a=2/2"}, f"effect.caps[1]: 'a=2/2' given; accepted: {CAP}"),
    ],
)
def test_refused_terms(figures: dict[str, str], message: str) -> None:
    """Path, value, what would be accepted, and what to do."""
    with pytest.raises(InvalidInput) as caught:
        terms_of(figures)
    assert str(caught.value) == message


def test_the_largest_and_the_smallest_values() -> None:
    """Those at the bound are taken."""
    terms = terms_of({"points": "999999999.999999", "up_to": "lost", "after_days": "99999", "decimals": "6"})
    assert (terms.points, terms.after_days, terms.decimals) == (999_999_999_999_999, 99_999, 6)
    assert terms_of({"points": "-0.000001"}).points == -1
    assert terms_of({"asserts": "-12.5"}).asserts == -12_500_000
    assert terms_of({"repairs": "p", "share": "0"}).share == 0
    assert terms_of({"repairs": "p", "share": "1.000000000000"}).share == 1
    bare = terms_of({})
    assert (bare.kind, bare.points, bare.repairs, bare.reverses, bare.redacts, bare.share) == ("other", *[None] * 5)
    assert (bare.rounding, bare.decimals, bare.caps, bare.decays, bare.final) == ("down", 0, (), False, False)
    assert (bare.after_days, bare.asserts) == (0, None)
    assert terms_of({"reverses": "p"}).reverses == "p"
    assert terms_of({"redacts": "p"}).redacts == "p"
    final = terms_of({"points": "-3", "final": "yes"})
    assert (final.final, final.decays) == (True, False)


def test_a_repair_of_points_gives_no_more_than_was_lost() -> None:
    """And a repair of no points nothing."""
    assert terms_of({"repairs": "p", "points": "5"}).restores(12_000_000) == 5_000_000
    assert terms_of({"repairs": "p", "points": "5"}).restores(2_000_000) == 2_000_000
    assert terms_of({"repairs": "p", "points": "0"}).restores(2_000_000) == 0


def test_days_that_are_no_days() -> None:
    """Each door names its own argument."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(penalty("a"), recorded_at=AT, salt=SALT)
    accounts = ledger.accounts()
    balances = accounts.on([DAY])
    for call, path in (
        (lambda: accounts.balance("c-1", AT), "as_of"),
        (lambda: accounts.adjustments(AT), "as_of"),
        (lambda: accounts.on([DAY, AT]), "days[1]"),
        (lambda: balances.adjustment("c-1", AT), "day"),
        (lambda: balances.numbers(["c-1"], AT), "day"),
        (lambda: balances.numbers(["c-1"], DAY + timedelta(days=1)), "day"),
    ):
        with pytest.raises(InvalidInput) as caught:
            call()
        assert caught.value.path == path
    assert (caught.value.given, caught.value.accepted) == (DAY + timedelta(days=1), "a day that was asked for")


def test_a_broken_balance_in_a_replay() -> None:
    """What is asserted and what there is, also where that is nothing."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(penalty("a"), recorded_at=AT, salt=SALT)
    ledger.append(Entry("b", "c-1", "balance", effect={"asserts": "-12"}, valid_from=DAY), recorded_at=AT, salt=SALT)
    _, assertion = ledger.events()
    with pytest.raises(BalanceBroken) as caught:
        accounts_of([assertion])
    error = caught.value
    assert (error.entry_id, error.stream, str(error.asserted), str(error.found)) == ("b", "c-1", "-12", "0")


def refused(*entries: Entry) -> str:
    """What a ledger with the entries a, in c-1, and its redaction z says to more of them."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(penalty("a"), recorded_at=AT, salt=SALT)
    ledger.redact("a", redaction_id="z", valid_from=DAY, recorded_at=AT, salt=SALT)
    with pytest.raises(InvalidInput) as caught:
        ledger.append(*entries, recorded_at=AT, salt=SALT)
    return str(caught.value)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            Entry("x", "c-1", "redaction", valid_from=DAY),
            "entries[0].type: 'redaction' given; accepted: an entry that redacts nothing. Call Ledger.redact",
        ),
        (
            Entry("x", "c-1", "t", valid_from=DAY, effect={"redacts": "a"}),
            "entries[0].type: 't' given; accepted: an entry that redacts nothing. Call Ledger.redact",
        ),
        (
            Entry("x", "c-1", "balance", valid_from=DAY),
            "entries[0].effect.asserts: None given; accepted: points in an entry of type balance, and in no other",
        ),
        (
            Entry("x", "c-1", "t", valid_from=DAY, effect={"asserts": "-12"}),
            "entries[0].effect.asserts: '-12' given; accepted: points in an entry of type balance, and in no other",
        ),
        (
            Entry("x", "c-1", "t", valid_from=DAY, reverses="b"),
            "entries[0].reverses: 'b' given; accepted: the id of a recorded entry",
        ),
        (
            Entry("x", "c-2", "t", valid_from=DAY, reverses="a"),
            "entries[0].reverses: 'a' given; accepted: an entry of stream 'c-2', not of 'c-1'",
        ),
        (
            Entry("x", "c-2", "t", valid_from=DAY, repairs="a", points=1),
            "entries[0].repairs: 'a' given; accepted: an entry of stream 'c-2', not of 'c-1'",
        ),
        (
            Entry("x", "c-1", "t", valid_from=DAY, reverses="z"),
            f"entries[0].reverses: 'z' given; {STAYS}",
        ),
    ],
)
def test_refused_references(entry: Entry, message: str) -> None:
    """Path, value, what would be accepted, and what to do."""
    assert refused(entry) == message


def test_a_second_reversal_is_told_what_to_do() -> None:
    """In the batch of the first, too."""
    assert refused(
        Entry("x", "c-1", "t", valid_from=DAY, reverses="a"), Entry("y", "c-1", "t", valid_from=DAY, reverses="a")
    ) == (
        "entries[1].reverses: 'a' given; accepted: an entry that is not reversed yet. Reverse the reversal first"
    )  # fmt: skip


def test_refused_redactions() -> None:
    """What is not there, a redaction, what another removed."""
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(penalty("a"), recorded_at=AT, salt=SALT)
    ledger.redact("a", redaction_id="z", valid_from=DAY, recorded_at=AT, salt=SALT)
    for entry_id, message in (
        ("b", "entry_id: 'b' given; accepted: the id of a recorded entry"),
        ("z", "entry_id: 'z' given; accepted: an entry that is no redaction. Who removed what, and why, stays"),
        ("a", "entry_id: 'a' given; accepted: an entry that is not redacted yet"),
    ):
        with pytest.raises(InvalidInput) as caught:
            ledger.redact(entry_id, redaction_id="y", valid_from=DAY, recorded_at=AT, salt=SALT)
        assert str(caught.value) == message


def ledger_of(*entries: Entry) -> Ledger:
    ledger = Ledger(MemoryStore(), name="repair")
    ledger.append(*entries, recorded_at=AT, salt=SALT)
    return ledger


def test_accounts_from_which_nobody_can_go_on() -> None:
    """What is wrong with them, and what to do instead."""
    one, other = ledger_of(penalty("a"), penalty("b", stream="d")), ledger_of(penalty("c"))
    path, whole = "since", one.accounts()

    def said(since: object, **options: object) -> str:
        with pytest.raises(InvalidInput) as caught:
            one.accounts(since=since, **options)  # type: ignore[arg-type]
        assert caught.value.path == path
        return str(caught.value)

    some, foreign = accounts_of(list(one.events())[1:]), other.accounts()
    accepted = "accounts of Ledger.accounts, or of all events from the first on"
    assert said(some) == f"since: {some!r} given; accepted: {accepted}"
    assert said(whole, known_at=0) == "since: 'size 2' given; accepted: accounts of at most 1 events"
    same = "Read them with the same stream"
    assert (
        said(whole, stream="d") == f"since: 'accounts of all streams' given; accepted: accounts of stream 'd'. {same}"
    )
    mine = one.accounts(stream="d")
    assert said(mine) == f"since: \"accounts of stream 'd'\" given; accepted: accounts of all streams. {same}"
    another = "accounts of this ledger as it is: its event at position 0 is another"
    assert said(foreign) == (f"since: {foreign!r} given; accepted: {another}. Replay from the start, without since")


def test_what_cannot_be_repaired() -> None:
    """A credit, and what moves no points: what to do instead."""
    made = ledger_of(penalty("bonus", points="3"))
    with pytest.raises(InvalidInput) as caught:
        made.append(Entry("r", "c-1", "x", repairs="bonus", points=3, valid_from=DAY), recorded_at=AT, salt=SALT)
    accepted = "the id of a penalty, an entry with points below zero"
    instead = "What is recorded wrongly is reversed; a credit needs no repairs"
    assert str(caught.value) == f"entries[0].repairs: 'bonus' given; accepted: {accepted}. {instead}"


def test_a_clock_that_is_behind() -> None:
    """How far it may be, and what helps."""
    made = ledger_of(penalty("a"))
    with pytest.raises(InvalidInput) as caught:
        made.append(penalty("b"), recorded_at=AT - timedelta(minutes=2), salt=SALT)
    assert str(caught.value) == (
        "recorded_at: '2026-03-01T08:58:00+00:00' given; accepted: a time at most 0:01:00 before the last event's, "
        "2026-03-01T09:00:00+00:00. Set the host's clock right; if the last event's time is what is wrong, Ledger(…, "
        "max_lag=timedelta.max) records a microsecond after it"
    )


def test_a_store_that_lost_the_event_before() -> None:
    """Accounts of what is not there any more are refused, not gone on from."""

    class Lost(MemoryStore):
        def scan(self, start: int = 0, stop: int | None = None, **of: Any) -> Iterator[Stored]:
            return iter(()) if gone and stop == 1 else super().scan(start, stop, **of)

    gone: list[bool] = []
    made = Ledger(Lost(), name="repair")
    made.append(penalty("a"), recorded_at=AT, salt=SALT)
    before = made.accounts()
    gone.append(True)
    with pytest.raises(InvalidInput, match="its event at position 0 is another"):
        made.accounts(since=before)
