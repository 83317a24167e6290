"""``creditkit review`` as others script against it: exit codes, files, odd input."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from creditkit.cli import main

HEADER = "invoice_id,party_id,currency,amount,issued_on,due_on"
ROWS = "1,C-7,EUR,100.00,2025-01-01,2025-01-31\n2,C-7,EUR,50.00,2025-03-01,2025-03-31\n"

Review = Callable[..., int]


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Writes invoices.csv and reviews it into ``out``."""

    def run(text: str | bytes = f"{HEADER}\n{ROWS}", *options: str, as_of: str = "2025-03-02") -> int:
        path = tmp_path / "invoices.csv"
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        words = ["review", "--invoices", str(path), "--as-of", as_of, "--out", str(tmp_path / "out"), *options]
        try:
            return main(words)
        except SystemExit as stop:
            return int(stop.code or 0)

    return run


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file as rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_of_a_review(review: Review, tmp_path: Path) -> None:
    """Six files, sorted, with the columns of the contract and amounts in the currency's decimals."""
    assert review() == 0
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "aging.csv", "behaviour.csv", "kpis.json", "open_items.csv", "rejected.csv", "review.json",
    ]  # fmt: skip
    assert (out / "aging.csv").read_text(encoding="utf-8") == (
        "party_id,currency,bucket,count,amount,disputed_count,disputed_amount\n"
        "C-7,EUR,not_due,1,50.00,0,0.00\nC-7,EUR,1-30,1,100.00,0,0.00\n"
    )
    assert (out / "open_items.csv").read_text(encoding="utf-8") == (
        "invoice_id,party_id,currency,open_amount,issued_on,due_on,days_past_due,bucket,disputed\n"
        "1,C-7,EUR,100.00,2025-01-01,2025-01-31,30,1-30,false\n"
        "2,C-7,EUR,50.00,2025-03-01,2025-03-31,-29,not_due,false\n"
    )
    assert (out / "rejected.csv").read_text(encoding="utf-8") == "file,row,field,code,message\n"
    kpis = json.loads((out / "kpis.json").read_text(encoding="utf-8"))
    assert set(kpis[0]) == {"code", "currency", "window_days", "value", "inputs", "note"}


def test_identical_inputs_give_identical_bytes(review: Review, tmp_path: Path) -> None:
    """Twice the same, and once more with the file packed."""
    review()
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    review()
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    packed = tmp_path / "invoices.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "invoices.csv").read_bytes()))
    assert main(["review", "--invoices", str(packed), "--as-of", "2025-03-02", "--out", str(tmp_path / "gz")]) == 0
    assert (tmp_path / "gz" / "aging.csv").read_bytes() == first["aging.csv"]


@pytest.mark.parametrize(
    "options",
    [
        ("--as-of", "2025-03-02T00:00"),
        ("--as-of", "2025-W09-7"),
        ("--as-of", "02.03.2025"),
        ("--known-at", "2025-03-02T00:00:00"),
        ("--max-rejected", "101%"),
        ("--policy", "no-such-policy"),
        ("--allocations", "no-such-file.csv"),
        ("--mapping", "no-such-file.toml"),
        ("--invoice", "abbreviated.csv"),
    ],
)
def test_a_wrong_call_exits_with_two(review: Review, tmp_path: Path, options: tuple[str, str]) -> None:
    """Nothing is written, and the message names what was wrong."""
    assert review(f"{HEADER}\n{ROWS}", *options) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty file"), ("a,b\n1,2\n", "missing: invoice_id"), (f"{HEADER},amount\n", "each name once")],
)
def test_a_file_that_is_none_exits_with_two(
    review: Review, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    """An empty file and a header that does not fit are wrong calls, not rows to count."""
    assert review(text) == 2
    assert message in capsys.readouterr().err


def test_a_header_without_rows_is_an_empty_book(review: Review, tmp_path: Path) -> None:
    """No rows are not too many rejected rows."""
    assert review(f"{HEADER}\n") == 0
    assert table(tmp_path / "out" / "aging.csv") == []


def test_too_many_rejected_rows_exit_with_three(review: Review, tmp_path: Path) -> None:
    """A wrong date format must not be a green nightly job; the rows and the reasons are still written."""
    assert review(f"{HEADER}\n{ROWS}3,C,EUR,1.00,31.12.2024,\n") == 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["rejected.csv", "review.json"]
    account = json.loads((tmp_path / "out" / "review.json").read_text(encoding="utf-8"))
    assert [reason["code"] for reason in account["refused"]] == ["too_many_rejected"]
    assert review(f"{HEADER}\n{ROWS}3,C,EUR,1.00,31.12.2024,\n", "--max-rejected", "34%") == 0
    assert review(f"{HEADER}\n3,C,EUR,1.00,31.12.2024,\n", "--max-rejected", "100%") == 3


def test_the_share_of_rejected_rows_may_be_reached(review: Review) -> None:
    """More than the share exits with 3, the share itself does not."""
    text = f"{HEADER}\n" + "".join(f"{i},C,EUR,1.00,2025-01-01,\n" for i in range(19)) + "19,C,EUR,x,2025-01-01,\n"
    assert review(text) == 0
    assert review(text, "--max-rejected", "4.9%") == 3


@pytest.mark.parametrize(
    ("text", "mapping", "amounts"),
    [
        (f"\ufeff{HEADER}\n{ROWS}", "", ["100.00", "50.00"]),
        (f'{HEADER}\n"a\nb",C,EUR,1.00,2025-01-01,\n', "", ["1.00"]),
        (f'{HEADER}\n1,C,EUR,"1.234,56",2025-01-01,\n', 'decimal = ","\nthousands = "."', ["1234.56"]),
        (f"{HEADER}\n1,=1+1,EUR,1.00,2025-01-01,\n", "", ["1.00"]),
        (f"{HEADER},memo\n1,{'P' * 100_000},EUR,1.00,2025-01-01,,{'x' * 100_000}\n", "", ["1.00"]),
        (f"{HEADER}\n1,客户甲,CNY,1.00,2025-01-01,\n".encode("gbk"), 'encoding = "gbk"', ["1.00"]),
    ],
    ids=["byte-order mark", "quoted newline", "decimal comma", "formula", "long fields", "gbk"],
)
def test_odd_but_readable_files(
    review: Review, tmp_path: Path, text: str | bytes, mapping: str, amounts: list[str]
) -> None:
    """What spreadsheets and ERPs write is read as it is meant, where it is said how it is meant."""
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    assert review(text, "--mapping", str(tmp_path / "m.toml")) == 0
    assert [row["open_amount"] for row in table(tmp_path / "out" / "open_items.csv")] == amounts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'{HEADER}\n1,C,EUR,"1.234,56",2025-01-01,\n', "amount_invalid"),
        (f"{HEADER}\n1,客户甲,CNY,1.00,2025-01-01,\n".encode("gbk"), "text_unreadable"),
        (f"{HEADER}\n1,C,EUR,NaN,2025-01-01,\n", "amount_not_finite"),
        (f"{HEADER}\n1,C,EUR,1e400,2025-01-01,\n", "amount_too_large"),
    ],
)
def test_what_is_not_said_is_not_guessed(review: Review, tmp_path: Path, text: str | bytes, code: str) -> None:
    """The same files without a mapping are rejected row by row."""
    assert review(text) == 3
    assert [row["code"] for row in table(tmp_path / "out" / "rejected.csv")] == [code]


def test_a_day_before_all_facts_is_an_empty_book(review: Review, tmp_path: Path) -> None:
    """Nothing is known yet, and nothing is said."""
    assert review(as_of="2001-01-01") == 0
    assert table(tmp_path / "out" / "open_items.csv") == []
    assert json.loads((tmp_path / "out" / "review.json").read_text(encoding="utf-8"))["totals"] == []


def test_cyclic_parents_are_a_finding(review: Review, tmp_path: Path) -> None:
    """A circle of parents does not stop a review; further columns of parties are observations."""
    (tmp_path / "parties.csv").write_text("party_id,parent_id,vip\nA,B,x\nB,A,\n", encoding="utf-8")
    assert review(f"{HEADER}\n{ROWS}", "--parties", str(tmp_path / "parties.csv")) == 0
    account = json.loads((tmp_path / "out" / "review.json").read_text(encoding="utf-8"))
    assert [finding["code"] for finding in account["findings"]] == ["parent_cycle"]
    assert account["files"]["parties"]["observed"] == ["vip"]


def test_what_was_recorded_later_is_left_out(review: Review, tmp_path: Path) -> None:
    """--known-at takes back what was recorded after it, to the microsecond where an instant is given."""
    text = f"{HEADER},recorded_at\n1,C,EUR,1.00,2025-01-01,,2025-01-02T12:00:00Z\n2,C,EUR,2.00,2025-01-01,,2025-02-01\n"
    assert review(text, "--known-at", "2025-01-02T13:00:00+01:00") == 0
    assert [row["invoice_id"] for row in table(tmp_path / "out" / "open_items.csv")] == ["1"]
    assert review(text, "--known-at", "2025-01-02T12:59:59+01:00") == 0
    assert table(tmp_path / "out" / "open_items.csv") == []


def test_a_folder_with_other_files_keeps_them(review: Review, tmp_path: Path) -> None:
    """What an earlier review left is replaced whole; what is not a review's is not touched."""
    out = tmp_path / "out"
    assert review(f"{HEADER}\n1,C,EUR,x,2025-01-01,\n") == 3
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert review() == 0
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (out / "aging.csv").exists()
    assert review(f"{HEADER}\n1,C,EUR,x,2025-01-01,\n") == 3
    assert sorted(path.name for path in out.iterdir()) == ["notes.txt", "rejected.csv", "review.json"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_messages_in_chinese(review: Review, tmp_path: Path) -> None:
    """--lang zh says why in Chinese; codes stay."""
    assert review(f"{HEADER}\n{ROWS}3,C,EURO,1.00,2025-01-01,\n", "--lang", "zh", "--max-rejected", "50%") == 0
    [row] = table(tmp_path / "out" / "rejected.csv")
    assert (row["code"], row["message"]) == ("currency_unknown", "'EURO' 不是 ISO 4217 货币代码")
