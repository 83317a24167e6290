"""Retention: how long payloads are kept, what may and must go on a day, and what holds keep."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.errors import InvalidInput
from creditkit.ledger import (
    Due,
    Entry,
    Keep,
    Ledger,
    LegalHold,
    MemoryStore,
    Period,
    Retention,
    erase,
    read_retention,
    retention_tree,
)

D = date
AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
DAY = D(2026, 3, 1)


def ledger(*entries: Entry) -> Ledger:
    kept = Ledger(MemoryStore(), name="repair")
    kept.append(*entries, recorded_at=AT, salt=bytes(16))
    return kept


def entry(name: str = "1", stream: str = "s", type_: str = "note", **more: Any) -> Entry:
    return Entry(name, stream, type_, **{"valid_from": DAY, "payload": {"who": "somebody"}, **more})


def keep(**more: Any) -> Keep:
    return Keep(**{"types": "*", "since": "valid_from", "reason": "house rule", **more})


# periods


@pytest.mark.parametrize(
    ("text", "day", "last"),
    [
        ("1 day", D(2026, 2, 28), D(2026, 3, 1)),
        ("90 days", D(2026, 1, 1), D(2026, 4, 1)),
        ("1 month", D(2026, 1, 31), D(2026, 2, 28)),
        ("6 months", D(2025, 8, 31), D(2026, 2, 28)),
        ("10 years", D(2026, 12, 31), D(2036, 12, 31)),
        ("1 year", D(2024, 2, 29), D(2025, 2, 28)),
        ("9999 years", D(2026, 1, 1), D.max),
        ("99999 days", D(9999, 1, 1), D.max),
    ],
)
def test_periods(text: str, day: date, last: date) -> None:
    """The last day of each; months end on the same day or the last one, and nothing lies beyond the calendar."""
    assert Period.of(text).after(day) == last
    assert str(Period.of(text)) == text
    assert Period.of(Period.of(text)) == Period.of(text)


@pytest.mark.parametrize("text", ["", "10", "ten years", "0 days", "-1 day", "1.5 years", "100000 days", "1  year", 10])
def test_what_is_no_period(text: Any) -> None:
    """Refused with what is accepted."""
    with pytest.raises(InvalidInput, match="'10 years', '6 months', '90 days'"):
        Period.of(text)


# rules


@pytest.mark.parametrize(
    ("rule", "day", "action", "since"),
    [
        # one day kept: the first is the day itself, the second the last day of the period
        ({"at_least": "1 day"}, D(2026, 3, 2), None, None),
        ({"at_least": "1 day"}, D(2026, 3, 3), "may", D(2026, 3, 3)),
        ({"at_most": "1 day"}, D(2026, 3, 2), "may", DAY),
        ({"at_most": "1 day"}, D(2026, 3, 3), "must", D(2026, 3, 3)),
        ({"at_least": "6 years", "at_most": "10 years"}, D(2032, 3, 1), None, None),
        ({"at_least": "6 years", "at_most": "10 years"}, D(2032, 3, 2), "may", D(2032, 3, 2)),
        ({"at_least": "6 years", "at_most": "10 years"}, D(2036, 3, 2), "must", D(2036, 3, 2)),
        ({"at_least": "6 years", "from_year_end": True}, D(2032, 12, 31), None, None),
        ({"at_least": "6 years", "from_year_end": True}, D(2033, 1, 1), "may", D(2033, 1, 1)),
        ({"at_most": "2 days", "since": "valid_to"}, D(2026, 4, 2), "may", D(2026, 3, 31)),
        ({"at_most": "2 days", "since": "valid_to"}, D(2026, 4, 3), "must", D(2026, 4, 3)),
        ({"at_most": "2 days", "since": "valid_to"}, D(2026, 3, 30), None, None),
        ({"at_most": "2 days", "since": "recorded"}, D(2026, 3, 4), "must", D(2026, 3, 4)),
        ({"at_least": "9999 years"}, D.max, None, None),
        ({"at_most": "9999 years"}, D.max, "may", DAY),
    ],
)
def test_what_is_due(rule: dict[str, Any], day: date, action: Any, since: date | None) -> None:
    """A period ends with its last day; the day after, the payload may go, or must."""
    events = list(ledger(entry(valid_to=D(2026, 3, 31))).events())
    found = Retention(rules=[keep(**rule)]).due(events, day)
    wanted = () if since is None else (Due("1", "s", "note", action, since, "house rule"),)
    assert found == wanted


def test_what_has_no_end_is_not_due() -> None:
    """By its last day; by its first it is."""
    events = list(ledger(entry()).events())
    assert Retention(rules=[keep(at_most="1 day", since="valid_to")]).due(events, D.max) == ()
    assert len(Retention(rules=[keep(at_most="1 day")]).due(events, D.max)) == 1


def test_the_first_rule_that_covers_a_type_counts() -> None:
    """A type is named whole, or by its beginning."""
    rules = [
        keep(types=["dispute_closed"], at_most="9 years", reason="first"),
        keep(types="dispute_*", at_most="1 day", reason="second"),
    ]
    types = ["dispute_closed", "dispute_opened", "dispute_", "dispute", "note"]
    events = list(ledger(*(entry(str(i), type_=type_) for i, type_ in enumerate(types))).events())
    retention = Retention(rules=rules)
    assert [(due.type, due.action, due.reason) for due in retention.due(events, D(2027, 1, 1))] == [
        ("dispute_closed", "may", "first"), ("dispute_opened", "must", "second"), ("dispute_", "must", "second"),
    ]  # fmt: skip
    assert retention.unruled(events) == ("dispute", "note")
    assert Retention(rules=[*rules, keep(at_most="1 day")]).unruled(events) == ()


def test_what_has_nothing_to_erase() -> None:
    """An empty payload, one that is gone, and what a redaction says of itself."""
    kept = ledger(entry("1"), entry("2", payload={}), entry("3"))
    how = Retention(rules=[keep(at_most="1 day")])
    assert [due.entry_id for due in how.due(kept.events(), D(2027, 1, 1))] == ["1", "3"]
    for due in how.due(kept.events(), D(2027, 1, 1)):
        erase(
            kept, due.entry_id, redaction_id=f"r-{due.entry_id}", valid_from=due.since, payload={"why": due.reason},
            recorded_at=AT + timedelta(days=300), salt=bytes(16),
        )  # fmt: skip
    assert how.due(kept.events(), D(2030, 1, 1)) == ()
    assert how.unruled(kept.events()) == ()
    assert kept.verify() == ()


# holds


@pytest.mark.parametrize(
    ("hold", "kept"),
    [
        ({"streams": "s"}, "12"),
        ({"entries": ["1", "3"]}, "13"),
        ({"types": "note"}, "13"),
        ({"types": "n*"}, "13"),
        ({"streams": "t", "entries": "1"}, "13"),
        ({"streams": "s", "valid_from": D(2027, 1, 1), "valid_to": D(2027, 1, 1)}, "12"),
        ({"streams": "s", "valid_from": D(2027, 1, 2)}, ""),
        ({"streams": "s", "valid_to": D(2026, 12, 31)}, ""),
    ],
)
def test_holds(hold: dict[str, Any], kept: str) -> None:
    """Whatever a hold names by any of its lists stays while it is in force, and is told apart."""
    entries = entry("1"), entry("2", type_="call"), entry("3", "t")
    events = list(ledger(*entries).events())
    hold = {"valid_from": D(2026, 6, 1), "reason": "Az. 3 O 12/26", **hold}
    how = Retention(rules=[keep(at_most="1 day")], holds=[LegalHold(**hold)])
    assert "".join(due.entry_id for due in how.held(events, D(2027, 1, 1))) == kept
    assert "".join(due.entry_id for due in how.due(events, D(2027, 1, 1))) == "".join(n for n in "123" if n not in kept)
    assert all(due.holds == ("Az. 3 O 12/26",) for due in how.held(events, D(2027, 1, 1)))


# wrong rules


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (keep, "at_least"),
        (lambda: keep(at_least="soon"), "at_least"),
        (lambda: keep(at_most="soon"), "at_most"),
        (lambda: keep(at_least="2 years", at_most="23 months"), "at_most"),
        (lambda: keep(at_least="1 month", at_most="30 days"), "at_most"),
        (lambda: keep(at_least="1 year", at_most="365 days"), "at_most"),
        (lambda: keep(at_most="1 day", since="issued_on"), "since"),
        (lambda: keep(at_most="1 day", types=[]), "types"),
        (lambda: keep(at_most="1 day", types=["a*b"]), "types[0]"),
        (lambda: keep(at_most="1 day", types=["a", ""]), "types[1]"),
        (lambda: keep(at_most="1 day", reason=" "), "reason"),
        (lambda: LegalHold(valid_from=DAY, reason="x"), "streams"),
        (lambda: LegalHold(streams="s", valid_from=DAY, valid_to=D(2026, 2, 1), reason="x"), "valid_to"),
        (lambda: LegalHold(streams=[7], valid_from=DAY, reason="x"), "streams[0]"),  # type: ignore[list-item]
        (lambda: LegalHold(streams="*", valid_from=DAY, reason="x"), "streams[0]"),
        (lambda: LegalHold(entries=["late-1", "late-*"], valid_from=DAY, reason="x"), "entries[1]"),
        (lambda: LegalHold(types="*_opened", valid_from=DAY, reason="x"), "types[0]"),
        (lambda: Retention(rules=[]).due((), datetime(2026, 3, 1, tzinfo=UTC)), "as_of"),
    ],
)
def test_wrong_rules(make: Any, path: str) -> None:
    """Refused by name: no period, one that contradicts the other, a hold of nothing, or of what no name can be."""
    with pytest.raises(InvalidInput) as raised:
        list(make())
    assert raised.value.path == path


def test_periods_of_two_units_may_be_the_same() -> None:
    """Two years are 24 months."""
    assert keep(at_least="2 years", at_most="24 months").must_from(DAY) == D(2028, 3, 2)
    assert keep(at_least="365 days", at_most="366 days").must_from(DAY) == D(2027, 3, 3)
    summer = keep(at_least="2 months", at_most="60 days")  # July and August have 62
    assert summer.must_from(D(2026, 7, 1)) == summer.may_from(D(2026, 7, 1)) == D(2026, 9, 2)


units = st.sampled_from(["day", "days", "months", "years"])
periods = st.builds(lambda n, unit: f"{n} {unit}", st.integers(1, 40), units)


@given(periods, periods, st.dates(D(1990, 1, 1), D(2100, 1, 1)), st.booleans())
def test_what_must_go_may_go(least: str, most: str, day: date, year_end: bool) -> None:
    """On every day: no rule asks for what it forbids."""
    try:
        rule = keep(at_least=least, at_most=most, from_year_end=year_end)
    except InvalidInput:
        return
    may, must = rule.may_from(day), rule.must_from(day)
    assert may is not None
    assert must is not None
    assert day < may <= must


# plain values

TOML = """
[[rules]]
types = ["dispute_*"]
at_least = "6 years"
at_most = "10 years"
since = "valid_to"
from_year_end = true
reason = "books of account"

[[rules]]
types = ["*"]
at_most = "3 years"
since = "recorded"
reason = "no longer needed"

[[holds]]
streams = ["c-7f3a"]
valid_from = 2026-03-01
valid_to = "2027-03-01"
reason = "Az. 3 O 12/26"
"""


def test_rules_travel_as_plain_values() -> None:
    """From TOML, and back to what reads the same; defaults are left out."""
    tree = tomllib.loads(TOML)
    how = read_retention(tree)
    assert (how.rules[0].at_least, how.holds[0].valid_to) == (Period(6, "years"), D(2027, 3, 1))
    assert read_retention(retention_tree(how)) == how
    del tree["rules"][0]["since"]
    tree["holds"][0]["valid_to"] = D(2027, 3, 1)
    assert retention_tree(how) == tree
    assert retention_tree(Retention(rules=how.rules)) == {"rules": tree["rules"]}


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ({}, "rules"),
        ([], "tree"),
        ({"rules": {}}, "rules"),
        ({"rules": [], "hold": []}, "hold"),
        ({"rules": ["x"]}, "rules[0]"),
        ({"rules": [{"types": ["*"], "at_most": "1 day"}]}, "rules[0].reason"),
        ({"rules": [{"types": "*", "at_most": "1 day", "reason": "x"}]}, "rules[0].types"),
        ({"rules": [{"types": ["*"], "at_mots": "1 day", "reason": "x"}]}, "rules[0].at_mots"),
        ({"rules": [{"types": ["*"], "at_most": 3, "reason": "x"}]}, "rules[0].at_most"),
        (
            {"rules": [{"types": ["*"], "at_most": "1 day", "from_year_end": 1, "reason": "x"}]},
            "rules[0].from_year_end",
        ),
        ({"rules": [], "holds": [{"streams": ["s"], "reason": "x"}]}, "holds[0].valid_from"),
        ({"rules": [], "holds": [{"streams": ["s"], "valid_from": "soon", "reason": "x"}]}, "holds[0].valid_from"),
    ],
)
def test_plain_values_that_are_none(tree: Any, path: str) -> None:
    """Refused by their path; a slip of the pen is told the nearest key."""
    with pytest.raises(InvalidInput) as raised:
        read_retention(tree)
    assert raised.value.path == path
    if path.endswith("mots"):
        assert "at_most" in raised.value.remedy
