"""One cell of each kind: what it may look like, and what is said where it may not."""

from __future__ import annotations

import pytest

from creditkit.adapters.files._cells import day_of, fault, limit_of, moment_of, number_of
from creditkit.adapters.files._spelling import InputMapping
from creditkit.facts._schema import TABLES, Field

ENGLISH = InputMapping(thousands=",")
GERMAN = InputMapping(decimal=",", thousands=".")
AMOUNT = Field("amount", "amount", required=True)


@pytest.mark.parametrize(
    ("text", "mapping", "number"),
    [
        ("12.50", InputMapping(), (125, 1)),
        ("0", InputMapping(), (0, 0)),
        ("-0.00", InputMapping(), (0, 0)),
        ("+7", InputMapping(), (7, 0)),
        (".5", InputMapping(), (5, 1)),
        ("5.", InputMapping(), (5, 0)),
        ("007.10", InputMapping(), (71, 1)),
        ("12.50-", InputMapping(), (-125, 1)),
        ("92233720368547758.07", InputMapping(), (2**63 - 1, 2)),
        ("0.1234560000", InputMapping(), (123456, 6)),
        ("1,234,567.89", ENGLISH, (123456789, 2)),
        ("12,34,567", ENGLISH, (1234567, 0)),
        ("1234567", ENGLISH, (1234567, 0)),
        ("1.234,56", GERMAN, (123456, 2)),
        ("1.234,56-", GERMAN, (-123456, 2)),
        ("1.234", GERMAN, (1234, 0)),
        ("1'234.5", InputMapping(thousands="'"), (12345, 1)),
        ("1 234,5", InputMapping(thousands=" ", decimal=","), (12345, 1)),
    ],
)
def test_numbers_are_read_exactly(text: str, mapping: InputMapping, number: tuple[int, int]) -> None:
    """A number in the declared spelling is its integer and the decimals it needs."""
    assert number_of(text, mapping, 6) == number


@pytest.mark.parametrize(
    ("text", "mapping", "code"),
    [
        ("1.234,56", InputMapping(), "amount_invalid"),
        ("1,234.56", InputMapping(), "amount_invalid"),
        ("1,23", ENGLISH, "amount_invalid"),
        ("1,2345", ENGLISH, "amount_invalid"),
        ("1234,567", ENGLISH, "amount_invalid"),
        (",234", ENGLISH, "amount_invalid"),
        ("1.5", GERMAN, "amount_invalid"),
        ("1e5", InputMapping(), "amount_invalid"),
        ("1e-400", InputMapping(), "amount_invalid"),
        ("0e400", InputMapping(), "amount_invalid"),
        ("1e400", InputMapping(), "amount_too_large"),
        ("1e" + "9" * 5000, InputMapping(), "amount_too_large"),
        ("9" * 5000, InputMapping(), "amount_too_large"),
        ("9223372036854775808", InputMapping(), "amount_too_large"),
        ("92233720368547758.08", InputMapping(), "amount_too_large"),
        ("0.1234567", InputMapping(), "amount_too_precise"),
        ("NaN", InputMapping(), "amount_not_finite"),
        ("-inf", InputMapping(), "amount_not_finite"),
        ("Infinity", InputMapping(), "amount_not_finite"),
        ("-5-", InputMapping(), "amount_invalid"),
        ("+5-", InputMapping(), "amount_invalid"),
        ("--5", InputMapping(), "amount_invalid"),
        ("- 5", InputMapping(), "amount_invalid"),
        ("(5.00)", InputMapping(), "amount_invalid"),
        ("€5", InputMapping(), "amount_invalid"),
        ("1_000", InputMapping(), "amount_invalid"),
        ("0x10", InputMapping(), "amount_invalid"),
        ("１２", InputMapping(), "amount_invalid"),
        ("١٢", InputMapping(), "amount_invalid"),
        (".", InputMapping(), "amount_invalid"),
        ("-", InputMapping(), "amount_invalid"),
        ("5\n6", InputMapping(), "amount_invalid"),
        ("=1+1", InputMapping(), "amount_invalid"),
    ],
)
def test_what_is_no_number_has_its_code(text: str, mapping: InputMapping, code: str) -> None:
    """Text that is no number in the declared spelling is refused with a reason, never guessed at."""
    assert number_of(text, mapping, 6) == code
    assert fault(AMOUNT, text, mapping).code == code


@pytest.mark.parametrize(
    ("text", "date_format", "day"),
    [
        ("2012-02-29", "%Y-%m-%d", 15399),
        ("0001-01-01", "%Y-%m-%d", -719162),
        ("9999-12-31", "%Y-%m-%d", 2932896),
        ("1/2/2013", "%m/%d/%Y", 15707),
        ("01/02/2013", "%m/%d/%Y", 15707),
        ("2.1.2013", "%d.%m.%Y", 15707),
        ("2013年1月2日", "%Y年%m月%d日", 15707),
        ("2013-01-02 23:59:59", "%Y-%m-%d %H:%M:%S", 15707),
        ("2013002", "%Y%j", 15707),
    ],
)
def test_days_are_read_in_their_format(text: str, date_format: str, day: int) -> None:
    """A day in the declared format is its number since 1970; zero padding is free but for ISO."""
    assert day_of(text, date_format) == day


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("2012-02-30", "%Y-%m-%d"),
        ("2012-1-5", "%Y-%m-%d"),
        ("20120105", "%Y-%m-%d"),
        ("2012-W01-1", "%Y-%m-%d"),
        ("0000-01-01", "%Y-%m-%d"),
        ("10000-01-01", "%Y-%m-%d"),
        ("2012-01-05T00:00:00", "%Y-%m-%d"),
        ("２０１２-01-05", "%Y-%m-%d"),
        ("１/2/2013", "%m/%d/%Y"),
        ("13/2/2013", "%m/%d/%Y"),
        ("1/2/13", "%m/%d/%Y"),
        ("1/2/2013x", "%m/%d/%Y"),
        ("1/2/2013" + " " * 90_000, "%m/%d/%Y"),
        ("", "%m/%d/%Y"),
    ],
)
def test_what_is_no_day_is_none(text: str, date_format: str) -> None:
    """A day that does not exist, or is written otherwise than declared, is not read."""
    assert day_of(text, date_format) is None


@pytest.mark.parametrize(
    ("text", "date_format", "instant"),
    [
        ("1970-01-01T00:00:00Z", "%Y-%m-%d", 0),
        ("1970-01-01 00:00Z", "%Y-%m-%d", 0),
        ("1970-01-01T08:00:00.000001+08:00", "%d.%m.%Y", 1),
        ("1969-12-31T23:59:59-0000", "%Y-%m-%d", -1_000_000),
        ("1970-01-01", "%Y-%m-%d", 86_400_000_000 - 1),
        ("01.01.1970", "%d.%m.%Y", 86_400_000_000 - 1),
        ("01.01.1970 09:00 +0800", "%d.%m.%Y %H:%M %z", 3_600_000_000),
        ("9999-12-31", "%Y-%m-%d", 253402300799999999),
        ("1970-01-01T00:00:00", "%Y-%m-%d", None),
        ("1970-01-01", "%d.%m.%Y", None),
        ("01.01.1970 09:00", "%d.%m.%Y %H:%M", None),
        ("1970-01-01T25:00:00Z", "%Y-%m-%d", None),
        ("1970-02-30T00:00:00Z", "%Y-%m-%d", None),
        ("1970-01-01T00:00:00+24:00", "%Y-%m-%d", None),
        ("1970-01-01T00:00:00.1234567Z", "%Y-%m-%d", None),
    ],
)
def test_moments_are_instants_in_utc(text: str, date_format: str, instant: int | None) -> None:
    """A day is its last microsecond; a time of day without an offset is no instant."""
    assert moment_of(text, date_format) == instant


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("unlimited", "unlimited"),
        ("UNLIMITED", "unlimited"),
        ("10.000,50", "10000.5"),
        ("-,05", "-0.05"),
        ("0", "0"),
        ("none", None),
    ],
)
def test_limits_become_canonical_text(text: str, limit: str | None) -> None:
    """A limit leaves the file's spelling behind, and zero is not unlimited."""
    assert limit_of(text, GERMAN) == limit


def test_a_fault_says_what_would_be_taken() -> None:
    """Reasons carry the text and what the mapping accepts, in that spelling."""
    kind = TABLES["invoices"].field("kind")
    assert kind is not None
    assert dict(fault(AMOUNT, "x", GERMAN).figures) == {"given": "x", "accepted": "1.234,50"}
    assert dict(fault(Field("on", "date"), "x", InputMapping(date_format="%d.%m.%y")).figures) == {
        "given": "x",
        "accepted": "%d.%m.%y",
    }
    assert dict(fault(kind, "invioce", InputMapping()).figures) == {
        "given": "invioce",
        "accepted": "invoice, credit_note, receipt",
        "nearest": "invoice",
    }
    assert fault(Field("party_id", "id"), "", InputMapping()).code == "id_missing"
    assert fault(Field("on", "date", required=True), "", InputMapping()).code == "field_missing"
    assert fault(Field("rate", "number"), "1e400", InputMapping()).code == "number_invalid"


def test_a_fault_shows_the_beginning_of_a_long_cell() -> None:
    """A cell of 100,000 characters does not travel whole through every report."""
    given = fault(AMOUNT, "x" * 100_000, InputMapping()).figures["given"]
    assert isinstance(given, str)
    assert len(given) == 80


def test_bytes_outside_the_encoding_are_shown_by_number() -> None:
    """What was not decoded can still be written to a UTF-8 report."""
    reason = fault(AMOUNT, "a\udcb9", InputMapping())
    assert (reason.code, reason.figures["given"]) == ("text_unreadable", "a\\xb9")
