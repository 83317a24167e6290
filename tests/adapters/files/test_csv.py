"""Whole files: how they may be written, and what becomes of those that are not."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from creditkit.adapters.files._csv import Read, read_table
from creditkit.adapters.files._mapping import INPUTS, parse_mapping
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Labels, Numbers
from creditkit.errors import InvalidInput

INVOICES = INPUTS["invoices"]
HEADER = "invoice_id,party_id,currency,amount,issued_on,due_on"
LINE = "I1,C1,EUR,12.50,2012-01-05,2012-02-05"


class Reader:
    """Writes a file and reads it as a table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        content: str | bytes,
        table: str = "invoices",
        *,
        name: str = "in.csv",
        extra: bool = False,
        **spelling: object,
    ) -> Read:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        mapping = InputMapping(**spelling)  # type: ignore[arg-type]
        return read_table(path, INPUTS[table], mapping, keep_extra=extra)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Reads a text as if it were a file."""
    return Reader(tmp_path)


def texts(read: Read, name: str) -> list[str | None]:
    column = read.columns[name]
    assert isinstance(column, Labels)
    return column.texts()


def numbers(read: Read, name: str) -> list[str]:
    column = read.columns[name]
    assert isinstance(column, Numbers)
    return [str(column[i]) for i in range(len(column))]


def codes(read: Read) -> list[tuple[int, str | None, str]]:
    assert len(read.rows) + len(read.rejected) == read.given
    return [(r.row, r.field, r.reason.code) for r in read.rejected]


def test_a_canonical_file_becomes_typed_columns(read: Reader) -> None:
    """Each kind of field comes as its column type; what the file has not is left out."""
    result = read(
        f"{HEADER},kind,disputed,recorded_at,settled_on,note\n"
        f"{LINE},,yes,2012-01-05,,a\n"
        "I2,C2,USD,-7,2012-01-06,,credit_note,,2012-01-06T00:00:00+08:00,2012-03-01,\n"
    )
    assert codes(result) == []
    assert texts(result, "document_id") == ["I1", "I2"]
    assert texts(result, "kind") == [None, "credit_note"]
    assert numbers(result, "amount") == ["12.5", "-7.0"]
    assert result.columns["due_on"].tolist() == [np.datetime64("2012-02-05").item(), None]  # type: ignore[union-attr]
    assert result.columns["disputed"].tolist() == [True, False]  # type: ignore[union-attr]
    recorded = result.columns["recorded_at"]
    assert isinstance(recorded, np.ndarray)
    assert recorded.dtype == np.dtype("datetime64[us]")
    assert recorded.astype(str).tolist() == ["2012-01-05T23:59:59.999999", "2012-01-05T16:00:00.000000"]
    assert result.unused == ("note",)
    assert result.extra == {}
    assert "replaces_id" not in result.columns
    assert result.names["document_id"] == "invoice_id"
    assert result.rows.tolist() == [1, 2]


def test_further_columns_are_kept_where_asked_for(read: Reader) -> None:
    """Every column that no field takes comes as text, named even where the header has no name for it."""
    result = read("party_id,rating, ,rating 2\nC1,A,x,\nC2,,y,B\n,A,z,C\n", "parties", extra=True)
    assert result.unused == ("rating", "column 3", "rating 2")
    assert {name: column.texts() for name, column in result.extra.items()} == {
        "rating": ["A", None],
        "column 3": ["x", "y"],
        "rating 2": [None, "B"],
    }
    assert codes(result) == [(3, "party_id", "id_missing")]


def test_one_rejection_a_row_at_its_first_fault(read: Reader) -> None:
    """A row with many faults counts once, at the first field of the table, wherever its column stands."""
    result = read(f"{HEADER}\n{LINE}\nx,,EURO,abc,2012-02-30,never\n,C1,EUR,abc,2012-02-30,never\n{LINE}\n")
    assert codes(result) == [(2, "party_id", "id_missing"), (3, "document_id", "id_missing")]
    assert result.rows.tolist() == [1, 4]


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (" ,C1,EUR,1,2012-01-05,", "document_id", "id_missing"),
        ("I1,C1,,1,2012-01-05,", "currency", "field_missing"),
        ("I1,C1,EUR,,2012-01-05,", "amount", "field_missing"),
        ("I1,C1,EUR,1e400,2012-01-05,", "amount", "amount_too_large"),
        ("I1,C1,EUR,nan,2012-01-05,", "amount", "amount_not_finite"),
        ("I1,C1,EUR,0.0000001,2012-01-05,", "amount", "amount_too_precise"),
        ('I1,C1,EUR,"1.234,56",2012-01-05,', "amount", "amount_invalid"),
        ("I1,C1,EUR,1,,", "issued_on", "field_missing"),
        ("I1,C1,EUR,1,2012-02-30,", "issued_on", "date_invalid"),
        ("I1,C1,EUR,1,2012-01-05,soon", "due_on", "date_invalid"),
        ("I1,C1,EUR,1,2012-01-05", None, "columns_mismatch"),
        ("I1,C1,EUR,1,2012-01-05,,", None, "columns_mismatch"),
        ("I\0,C1,EUR,1,2012-01-05,", "document_id", "text_unreadable"),
        ("I1,C1,EUR,1\0,2012-01-05,", "amount", "text_unreadable"),
    ],
)
def test_each_fault_has_its_code(read: Reader, line: str, field: str | None, code: str) -> None:
    """A wrong row is set aside with its reason and leaves its neighbours alone."""
    result = read(f"{HEADER}\n{LINE}\n{line}\n{LINE}\n")
    assert codes(result) == [(2, field, code)]
    assert result.rejected[0].source == "in.csv"
    assert numbers(result, "amount") == ["12.5", "12.5"]


def test_flags_choices_and_moments_are_judged(read: Reader) -> None:
    """Words that mean nothing, and a time of day without its offset."""
    result = read(
        f"{HEADER},kind,disputed,recorded_at\n{LINE},invioce,,\n{LINE},,perhaps,\n{LINE},,,2012-01-05T08:00:00\n"
    )
    assert codes(result) == [
        (1, "kind", "choice_unknown"),
        (2, "disputed", "flag_invalid"),
        (3, "recorded_at", "date_invalid"),
    ]
    assert result.rejected[0].reason.figures["nearest"] == "invoice"
    assert "+08:00" in str(result.rejected[2].reason.figures["accepted"])


def test_white_space_around_cells_is_no_part_of_them(read: Reader) -> None:
    """Cells are stripped, also of the blanks that other scripts use; the same id is one label."""
    result = read(f"{HEADER},disputed\n I1 ,\u3000C1,\tEUR, 12.50 , 2012-01-05,2012-02-05 , YES \n{LINE},no\n")
    assert codes(result) == []
    assert texts(result, "party_id") == ["C1", "C1"]
    assert numbers(result, "amount") == ["12.5", "12.5"]
    column = result.columns["document_id"]
    assert isinstance(column, Labels)
    assert column.labels == ("I1",)


def test_blank_lines_are_no_records(read: Reader) -> None:
    """They are not counted, so the numbers of the records after them do not move."""
    result = read(f"\n\n{HEADER}\n\n{LINE}\n\n  \n{LINE},x\n{LINE}\n\n")
    assert result.given == 3
    assert codes(result) == [(2, None, "columns_mismatch")]
    assert result.rows.tolist() == [1, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(read: Reader, end: str) -> None:
    """Unix, Windows, and the old Macintosh; the last line may go without."""
    assert read(end.join([HEADER, LINE, LINE])).rows.tolist() == [1, 2]


def test_a_byte_order_mark_is_no_part_of_the_header(read: Reader) -> None:
    """Excel writes one; also where the first name is quoted, and in UTF-16."""
    for content, encoding in ((HEADER, "utf-8"), (f'"invoice_id"{HEADER[10:]}', "utf_8"), (HEADER, "UTF8")):
        text = f"{content}\n{LINE}\n"
        assert read(b"\xef\xbb\xbf" + text.encode(), encoding=encoding).unused == ()
    assert texts(read(f"{HEADER}\n{LINE}\n".encode("utf-16"), encoding="utf-16"), "document_id") == ["I1"]


def test_gzip_is_read_as_it_is(read: Reader) -> None:
    """The suffix says so; a broken one is a wrong call and no traceback of zlib's."""
    packed = gzip.compress(f"{HEADER}\n{LINE}\n".encode())
    assert read(packed, name="in.csv.gz").rows.tolist() == [1]
    for broken in (packed[:-9], b"no gzip", packed[:20] + b"\0\0\0" + packed[23:]):
        with pytest.raises(InvalidInput, match=r"in\.csv\.GZ"):
            read(broken, name="in.csv.GZ")


def test_quoted_newlines_stay_in_their_cell(read: Reader) -> None:
    """A record may run over several lines; its number counts records."""
    result = read(f'{HEADER},entity_id\n{LINE},"two\nlines, and ""more"""\n{LINE},x\n')
    assert texts(result, "entity_id") == ['two\nlines, and "more"', "x"]
    assert result.rows.tolist() == [1, 2]


def test_a_quoted_newline_in_an_amount_is_a_fault(read: Reader) -> None:
    """The fast way reads a chunk joined by newlines, and must not take one cell for two."""
    result = read(f'{HEADER}\nI1,C1,EUR,"1\n2",2012-01-05,\n{LINE}\n')
    assert codes(result) == [(1, "amount", "amount_invalid")]


def test_long_cells_are_read(read: Reader) -> None:
    """100,000 characters are a cell like any other."""
    long = "x" * 100_000
    result = read(f"{HEADER},entity_id\n{LINE},{long}\nI2,C1,EUR,{long},2012-01-05,,\nI3,C1,EUR,1,{long},,\n")
    assert texts(result, "entity_id") == [long]
    assert codes(result) == [(2, "amount", "amount_invalid"), (3, "issued_on", "date_invalid")]


def test_a_cell_beyond_csvs_limit_costs_its_own_record(read: Reader) -> None:
    """The csv module gives up on it; the records before and after are read all the same."""
    long = "x" * (csv.field_size_limit() + 1)
    result = read("\n".join([HEADER, *[LINE] * 300, LINE + long, *[LINE] * 300, ""]))
    assert codes(result) == [(301, None, "text_unreadable")]
    assert result.given == 601


def test_formula_text_is_text(read: Reader) -> None:
    """What a spreadsheet would run is a name here."""
    result = read('party_id,name\nC1,"=HYPERLINK(""x"")"\nC2,@SUM(1)\nC3,-1+2\n', "parties")
    assert texts(result, "name") == ['=HYPERLINK("x")', "@SUM(1)", "-1+2"]


CHINESE = f"{HEADER}\nI1,甲公司,CNY,1.50,2012-01-05,\nI2,C2,CNY,2.50,2012-01-05,\nI3,乙公司,CNY,3.50,2012-01-05,\n"


def test_gbk_is_read_as_gbk(read: Reader) -> None:
    """With its encoding named all is well."""
    assert texts(read(CHINESE.encode("gbk"), encoding="gbk"), "party_id") == ["甲公司", "C2", "乙公司"]


def test_gbk_read_as_utf8_rejects_the_rows_that_are_not(read: Reader) -> None:
    """Rows in plain ASCII read the same in both; the others are set aside, never shown as question marks."""
    result = read(CHINESE.encode("gbk"))
    assert codes(result) == [(1, "party_id", "text_unreadable"), (3, "party_id", "text_unreadable")]
    assert result.rejected[0].reason.figures["accepted"] == "utf-8"
    assert result.rejected[0].reason.figures["given"] == "\\xbc\u05f9\\xab˾"
    assert texts(result, "party_id") == ["C2"]


def test_undecodable_bytes_are_found_in_every_column(read: Reader) -> None:
    """Also in a column that nobody takes, and in a record of another width."""
    content = f"{HEADER},note\n{LINE},\xff\n{LINE},\xff,\n\xff,C1,EUR,1,2012-01-05,,\n{LINE},fine\n".encode("latin-1")
    assert codes(read(content)) == [
        (1, "note", "text_unreadable"),
        (2, None, "text_unreadable"),
        (3, "document_id", "text_unreadable"),
    ]


def test_a_wrong_encoding_that_no_row_survives_is_a_wrong_call(read: Reader) -> None:
    """UTF-8 read as UTF-16 and the other way round: there are no rows to speak of."""
    with pytest.raises(InvalidInput, match="encoding"):
        read(f"{HEADER}\n{LINE}\n", encoding="utf-16")
    with pytest.raises(InvalidInput, match="header"):
        read(f"{HEADER}\n{LINE}\n".encode("utf-16"))


GERMAN = f"{HEADER.replace(',', ';')}\nI1;C1;EUR;1.234,56;5.1.2012;\nI2;C1;EUR;-7,00;05.01.2012;\n"


def test_a_german_file_is_read_with_its_mapping(read: Reader) -> None:
    """1.234,56 is read where the marks are declared."""
    result = read(GERMAN, decimal=",", thousands=".", delimiter=";", date_format="%d.%m.%Y")
    assert numbers(result, "amount") == ["1234.56", "-7.00"]


def test_a_german_file_is_not_guessed_at(read: Reader) -> None:
    """Without the marks its amounts are rejected; not one is read as something else."""
    result = read(GERMAN, delimiter=";", date_format="%d.%m.%Y")
    assert {code for _, _, code in codes(result)} == {"amount_invalid"}
    assert len(result.rows) == 0


def test_words_of_the_file_stand_for_ours(read: Reader) -> None:
    """Words for choices, for true and false and for an empty cell; ours for choices still hold."""
    result = read(
        f"{HEADER},kind,disputed,settled_on\n{LINE},RE,Ja,00.00.0000\n{LINE},GU,nein,2012-03-01\n{LINE},receipt,NULL,\n",
        true=("ja",),
        false=("nein",),
        empty=("00.00.0000", "NULL"),
        choices={"kind": {"invoice": ("RE",), "credit_note": ("GU",)}},
    )
    assert codes(result) == []
    assert texts(result, "kind") == ["invoice", "credit_note", "receipt"]
    assert result.columns["disputed"].tolist() == [True, False, False]  # type: ignore[union-attr]
    assert np.isnat(result.columns["settled_on"]).tolist() == [True, False, True]  # type: ignore[arg-type]


def test_a_word_for_empty_may_look_like_a_number(read: Reader) -> None:
    """Some systems write 0.00 for no limit; in a required amount it is then missing."""
    result = read(f"{HEADER},disputed_amount\n{LINE},0.00\n{LINE},1.00\n", empty=("0.00",))
    column = result.columns["disputed_amount"]
    assert isinstance(column, Numbers)
    assert [column[0], str(column[1])] == [None, "1"]


def test_columns_are_found_by_name_alias_or_mapping(read: Reader) -> None:
    """A renamed column is the mapping's; a constant needs none and wins over one."""
    result = read(
        "No,party_id,Cur,currency,amount,issued_on,due_on\nI1,C1,USD,EUR,1,2012-01-05,\n",
        columns={"invoice_id": "No"},
        constants={"currency": "CNY"},
    )
    assert texts(result, "document_id") == ["I1"]
    assert texts(result, "currency") == ["CNY"]
    assert result.unused == ("Cur", "currency")
    allocations = "allocation_id,invoice_id,allocated_on,amount\nA1,I1,2012-01-05,1\n"
    assert set(read(allocations, "allocations").columns) == {"allocation_id", "to_id", "value_on", "amount"}


@pytest.mark.parametrize(
    ("header", "spelling", "message"),
    [
        (HEADER.replace("amount", "ammount"), {}, "missing: amount.*perhaps 'ammount' for amount"),
        (HEADER.replace("invoice_id", "Invoice_ID"), {}, "missing: invoice_id"),
        (HEADER.replace("due_on", ""), {}, "missing: due_on"),
        (f"{HEADER},amount", {}, "'amount' given; accepted: each name once"),
        (f"{HEADER},document_id", {}, "document_id and invoice_id"),
        (HEADER, {"columns": {"due_on": "Due"}}, "columns.due_on: 'Due'"),
        (HEADER, {"columns": {"due": "due_on"}}, "Did you mean"),
        (HEADER, {"columns": {"invoice_id": "a", "document_id": "b"}}, "not both"),
        (HEADER, {"constants": {"disputed": "perhaps"}}, "in.csv.constants.disputed"),
        (HEADER, {"constants": {"party_id": ""}}, "in.csv.constants.party_id"),
    ],
)
def test_a_header_that_does_not_fit_is_a_wrong_call(
    read: Reader, header: str, spelling: Mapping[str, object], message: str
) -> None:
    """It is told once, with what the file has; no row is blamed for it."""
    with pytest.raises(InvalidInput, match=message):
        read(f"{header}\n{LINE}\n", **spelling)


def test_a_file_that_is_none_is_a_wrong_call(read: Reader, tmp_path: Path) -> None:
    """A missing file, a folder, an empty file: each by its path."""
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(InvalidInput) as caught:
            read_table(path, INVOICES)
        assert caught.value.path == str(path)
    for nothing in ("", "\n\n", b"\xef\xbb\xbf"):
        with pytest.raises(InvalidInput, match="empty file"):
            read(nothing)


def test_a_header_alone_is_an_empty_table(read: Reader) -> None:
    """No rows, in columns of the right types."""
    result = read(f"{HEADER},disputed,recorded_at\n", extra=True)
    assert (result.given, len(result.rows), result.rejected) == (0, 0, ())
    assert {name: len(column) for name, column in result.columns.items()}.keys() == set(result.names)
    assert {len(column) for column in result.columns.values()} == {0}


def test_progress_is_told_now_and_then(tmp_path: Path) -> None:
    """Every so many records, and at the end."""
    path = tmp_path / "in.csv"
    path.write_text("\n".join(["party_id", *map(str, range(40_000))]))
    told: list[int] = []
    read_table(path, INPUTS["parties"], progress=told.append)
    assert told == [16_384, 32_768, 40_000]


def test_rates_keep_their_decimals(read: Reader) -> None:
    """A rate needs more decimals than money has."""
    result = read("on,base,quote,rate\n2012-01-05,IDR,EUR,0.0000862\n2012-01-05,EUR,USD,1.2832\n", "rates")
    assert numbers(result, "rate") == ["0.0000862", "1.2832000"]


def test_one_absurd_number_costs_its_own_row(read: Reader) -> None:
    """A huge amount and very precise ones do not fit one scale; the sound rows between them stay."""
    sound = "".join(f"I{i},C1,EUR,{i}.25,2012-01-05,\n" for i in range(5))
    precise, huge = "P,C1,EUR,0.123456,2012-01-05,\n", "H,C1,EUR,99999999999999999,2012-01-05,\n"
    both = read(f"{HEADER}\n{sound}{precise}{huge}")
    assert codes(both) == [(6, "amount", "amount_too_precise"), (7, "amount", "amount_too_large")]
    assert numbers(both, "amount") == ["0.25", "1.25", "2.25", "3.25", "4.25"]
    assert codes(read(f"{HEADER}\n{huge}")) == codes(read(f"{HEADER}\n{sound}{precise}")) == []


@pytest.mark.data
def test_public_invoices_are_read_through_a_mapping(data_folder: Path) -> None:
    """2,466 invoices as exported, m/d/yyyy dates and leading zeros and all; and the copy with blanks."""
    mapping = parse_mapping(
        """
        [invoices]
        date_format = "%m/%d/%Y"
        constants = {currency = "USD"}
        [invoices.columns]
        invoice_id = "invoiceNumber"
        party_id = "customerID"
        amount = "InvoiceAmount"
        issued_on = "InvoiceDate"
        due_on = "DueDate"
        settled_on = "SettledDate"
        disputed = "Disputed"
        """
    )["invoices"]
    folder = data_folder / "ibm_ar"
    result = read_table(folder / "WA_Fn-UseC_-Accounts-Receivable.csv", INVOICES, mapping)
    assert (result.given, result.rejected) == (2466, ())
    assert texts(result, "document_id")[0] == "0000611365"
    assert len(set(texts(result, "party_id"))) == 100
    amounts = result.columns["amount"]
    assert isinstance(amounts, Numbers)
    assert (amounts.decimals, str(amounts[0])) == (2, "55.94")
    assert result.columns["issued_on"].min() == np.datetime64("2012-01-03")  # type: ignore[union-attr]
    assert result.unused == ("countryCode", "PaperlessDate", "PaperlessBill", "DaysToSettle", "DaysLate")
    assert codes(read_table(folder / "with_missing.csv", INVOICES, mapping)) == []
