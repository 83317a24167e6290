"""``--ledger``: what a ledger does to scores, and what happens to one that cannot be relied on."""

from __future__ import annotations

import csv
import json
import os
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditkit.adapters.files import FileRefused, LedgerUnsound, open_ledger, read_streams, write_ledger
from creditkit.adapters.files._refused import told_of
from creditkit.cli import main
from creditkit.disputes import DisputedItem, open_case
from creditkit.errors import ExtraMissing, InvalidInput, shown
from creditkit.ledger import Entry, Ledger, MemoryStore
from creditkit.money import Money
from creditkit.policy import ready_made
from creditkit.reasons import Reason

RULES = ready_made("manufacturer").repair
LOST = RULES.penalty("contract_breached", "c-1", entry_id="breach-1", on=date(2025, 2, 3))
BACK = RULES.repair(
    "customer_fault_performed", LOST, entry_id="breach-1/performed", decided_on=date(2025, 5, 1),
    performed_on=date(2025, 6, 1),
)  # fmt: skip
OURS = RULES.penalty("dispute_unfounded", "c-1", entry_id="dispute-2", on=date(2025, 4, 1))
TAKEN = RULES.repair("our_fault", OURS, entry_id="dispute-2/ours", decided_on=date(2025, 4, 9))
STRANGER = RULES.penalty("promise_broken", "c-9", entry_id="promise-3", on=date(2025, 11, 1))
MARCH, JUNE = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 6, 2, tzinfo=UTC)


def ledger_of(*batches: tuple[datetime, tuple[Any, ...]]) -> Ledger:
    """A ledger of entries, recorded at their times."""
    ledger = Ledger(MemoryStore(), name="repair")
    for when, entries in batches:
        ledger.append(*entries, recorded_at=when, salt=bytes(16))
    return ledger


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A ledger of two streams, of which one is of C-0001, and the options that name it."""
    write_ledger(ledger_of((MARCH, (LOST,)), (JUNE, (BACK, OURS, TAKEN, STRANGER))), tmp_path / "repair.jsonl")
    (tmp_path / "streams.csv").write_text("stream,party_id,note\nc-1,C-0001,x\n", encoding="utf-8")
    return ["--ledger", str(tmp_path / "repair.jsonl"), "--streams", str(tmp_path / "streams.csv")]


@pytest.fixture
def review(tmp_path: Path, inputs: list[str]) -> Callable[..., Path]:
    """Reviews the sample into ``out`` under the policy ``manufacturer``."""

    def run(*options: str) -> Path:
        words = ["review", "--policy", "manufacturer", *inputs, "--out", str(tmp_path / "out"), *options]
        assert main(words) == 0
        return tmp_path / "out"

    return run


def scores(out: Path) -> dict[str, dict[str, str]]:
    """The rows of scores.csv by party."""
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        return {row["party_id"]: row for row in csv.DictReader(file)}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def worklist(out: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of worklist.csv by party and currency."""
    return {(row["party_id"], row["currency"]): row for row in rows(out / "worklist.csv")}


def test_base_adjustment_and_score(review: Callable[..., Path], files: list[str]) -> None:
    """Twelve lost, nine back; nobody else is moved."""
    before, after = scores(review()), scores(review(*files))
    (changed,) = [party for party in before if before[party] != after[party]]
    one = after[changed]
    assert (changed, one["base"], one["adjustment"]) == ("C-0001", before[changed]["score"], "-3")
    assert int(one["score"]) == int(one["base"]) - 3
    assert {row["adjustment"] for party, row in after.items() if party != changed} == {"0"}


def test_the_account_of_the_ledger(review: Callable[..., Path], files: list[str]) -> None:
    """Streams, events, what counts, and who is missing; the stream of nobody is a warning, too."""
    out = review(*files)
    account = json.loads((out / "review.json").read_text(encoding="utf-8"))
    row = scores(out)["C-0001"]
    assert account["ledger"] == {
        "file": "repair.jsonl", "name": "repair", "streams": 2, "events": 5, "applied": 2, "cases": 0,
        "without_party": ["c-9"],
        "parties": [{name: row[name] for name in ("party_id", "base", "adjustment", "score")}],
    }  # fmt: skip
    (finding,) = [one for one in account["findings"] if one["path"].startswith("streams")]
    assert (finding["severity"], finding["code"]) == ("warning", "stream_without_party")
    assert finding["figures"] == {"stream": "c-9", "events": 1, "points": -3.0}
    assert "stream_without_party" in (out / "findings.csv").read_text(encoding="utf-8")


def test_a_case_in_the_ledger_is_in_the_worklist(review: Callable[..., Path], tmp_path: Path) -> None:
    """What is in dispute is not dunned, as the policy has it; the case that waits is a finding with its number."""
    before = worklist(review())
    items = (row for row in rows(tmp_path / "out" / "open_items.csv") if row["disputed"] == "false")
    late = (row for row in items if Decimal(row["days_past_due"] or 0) > 9 and Decimal(row["open_amount"]) > 1)
    item = next(row for row in late if (row["party_id"], row["currency"]) in before)
    party, currency, number = item["party_id"], item["currency"], item["invoice_id"]
    disputed = [DisputedItem(number, Money("1", currency))]
    case = open_case("D-9", party, disputed, category="price", on=date(2025, 12, 15))
    write_ledger(ledger_of((datetime(2025, 12, 15, tzinfo=UTC), case.entries())), tmp_path / "cases.jsonl")
    out = review("--ledger", str(tmp_path / "cases.jsonl"))
    overdue = [Decimal(found[party, currency]["overdue_amount"]) for found in (before, worklist(out))]
    assert overdue[0] - overdue[1] == 1
    account = json.loads((out / "review.json").read_text(encoding="utf-8"))
    assert account["ledger"]["cases"] == 1
    (waits,) = [one for one in account["findings"] if one["path"] == "cases[D-9]"]
    assert waits["code"] == "dispute_waits_registered"
    assert "D-9" in waits["message"]


def test_what_was_known_then(review: Callable[..., Path], files: list[str]) -> None:
    """In April nobody knew of the performance in June; the day is the same."""
    assert scores(review(*files, "--known-at", "2025-04-30"))["C-0001"]["adjustment"] == "-12"


def test_without_streams_the_stream_is_the_party(review: Callable[..., Path], files: list[str]) -> None:
    """Pseudonyms then belong to nobody, and are told."""
    account = json.loads((review(*files[:2]) / "review.json").read_text(encoding="utf-8"))
    assert account["ledger"]["without_party"] == ["c-1", "c-9"]


def test_a_stream_of_somebody_unknown(review: Callable[..., Path], files: list[str]) -> None:
    """It is said whose it is said to be."""
    Path(files[3]).write_text("stream,party_id\nc-1,C-0001\nc-9,C-9999\n", encoding="utf-8")
    account = json.loads((review(*files) / "review.json").read_text(encoding="utf-8"))
    (finding,) = [one for one in account["findings"] if one["path"].startswith("streams")]
    assert (finding["code"], finding["figures"]["party_id"]) == ("stream_of_unknown_party", "C-9999")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["by events", "The contract was breached", "80%", "counts until 2026-02-02", "taken back", "takes back"],
        ),
        ("zh", ["事件调整", "违反合同", "恢复所扣分的80%", "计入,至 2026-02-02", "已撤销", "撤销 dispute-2"]),
    ],
)
def test_each_event_is_shown(
    capsys: pytest.CaptureFixture[str], inputs: list[str], files: list[str], language: str, words: list[str]
) -> None:
    """What happened, when, what counts today, until when; and why the rest does not count."""
    assert main(["show", "C-0001", "--policy", "manufacturer", "--lang", language, *inputs, *files]) == 0
    shown = capsys.readouterr().out
    for word in (*words, "breach-1/performed", "-12", "+9", "2025-06-01"):
        assert word in shown
    (line,) = [line for line in shown.splitlines() if line.endswith("dispute-2")]
    assert " 0 " in line


def test_without_a_ledger_nothing_is_said_of_points(capsys: pytest.CaptureFixture[str], inputs: list[str]) -> None:
    """No events, no heading."""
    assert main(["show", "C-0001", "--policy", "manufacturer", *inputs]) == 0
    assert "by events" not in capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said on standard error with exit code 2."""
    assert main(list(words)) == 2
    return capsys.readouterr().err


def test_a_changed_line_is_found(
    capsys: pytest.CaptureFixture[str], inputs: list[str], files: list[str], tmp_path: Path
) -> None:
    """Nothing is written."""
    path = Path(files[1])
    path.write_text(path.read_text(encoding="utf-8").replace('"points":"-12"', '"points":"-2"'), encoding="utf-8")
    out = str(tmp_path / "out")
    said = refused(capsys, "review", "--policy", "manufacturer", *inputs, "--out", out, *files)
    assert "lines[0].leaf" in said
    assert not (tmp_path / "out").exists()


def test_a_ledger_that_does_not_fit_together_lists_what_is_wrong(
    capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path
) -> None:
    """Each line of it is sound, and one reverses what is not there: in both languages."""
    from creditkit.ledger._encoding import leaf_of
    from creditkit.ledger._stored import Stored

    store = ledger_of((JUNE, (OURS, TAKEN))).store
    first, second = store.scan()
    row = second.row._replace(effect=second.row.effect.replace("dispute-2", "dispute-7"))
    broken = MemoryStore()
    with broken.write() as writer:
        writer.put(first)
        writer.put(Stored(row._replace(leaf=leaf_of(row))))
    write_ledger(broken, tmp_path / "broken.jsonl")
    with pytest.raises(LedgerUnsound) as caught:
        open_ledger(tmp_path / "broken.jsonl")
    assert [one.reason.code for one in caught.value.findings] == ["reversal_unfit"]
    for language in ("en", "zh"):
        said = refused(
            capsys, "show", "C-0001", "--policy", "manufacturer", "--lang", language, *inputs, "--ledger",
            str(tmp_path / "broken.jsonl"),
        )  # fmt: skip
        assert caught.value.told(language) in said
    assert str(caught.value) != caught.value.told("zh")


def test_a_ledger_in_sqlite(review: Callable[..., Path], files: list[str], tmp_path: Path) -> None:
    """The same review as from lines."""
    sqlalchemy = pytest.importorskip("sqlalchemy")
    from creditkit.adapters.sql import SqlStore

    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'repair.db'}")
    store = SqlStore(engine)
    store.create()
    ledger = Ledger(store, name="repair")
    for when, entries in ((MARCH, (LOST,)), (JUNE, (BACK, OURS, TAKEN, STRANGER))):
        ledger.append(*entries, recorded_at=when, salt=bytes(16))
    engine.dispose()
    lines = scores(review(*files))
    assert scores(review("--ledger", str(tmp_path / "repair.db"), *files[2:])) == lines


def test_an_empty_ledger(review: Callable[..., Path], tmp_path: Path) -> None:
    """It moves nobody."""
    write_ledger(MemoryStore(), tmp_path / "empty.jsonl")
    account = json.loads((review("--ledger", str(tmp_path / "empty.jsonl")) / "review.json").read_text("utf-8"))
    assert (account["ledger"]["streams"], account["ledger"]["events"], account["ledger"]["parties"]) == (0, 0, [])


def test_wrong_calls(capsys: pytest.CaptureFixture[str], inputs: list[str], files: list[str], tmp_path: Path) -> None:
    """A ledger without a policy, streams without a ledger: in both languages, with what goes together."""
    out = ["--out", str(tmp_path / "out")]
    said = refused(capsys, "review", *inputs, *out, *files)
    assert said == (
        f"creditkit: --ledger: {shown(files[1])} is given without a policy, and without one nobody is scored; "
        "accepted: --ledger FILE with --policy P\n"
    )
    said = refused(capsys, "review", *inputs, *out, *files, "--lang", "zh")
    assert "未给政策" in said
    assert "--ledger FILE 与 --policy P 同用" in said
    words = ["review", "--policy", "manufacturer", *inputs, *out, *files[2:]]
    assert "accepted: --streams FILE with --ledger FILE" in refused(capsys, *words)
    assert "可接受:--streams FILE 与 --ledger FILE 同用" in refused(capsys, *words, "--lang", "zh")


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        (None, "there is no such file", "没有这个文件"),
        ("folder", "it is a folder", "这是文件夹"),
        (b"", "it is empty, 0 bytes", "文件为空(0 字节)"),
        (b"\xfc\n", "it is not in UTF-8: a byte '0xfc'", "不是 UTF-8 编码"),
        (b"?\n", "lines[0]: '?\\n' stands there; accepted: an object in JSON", "lines[0]: 此处为 '?\\n';可接受:"),
    ],
)
def test_a_ledger_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path, content: Any, english: str, chinese: str
) -> None:
    """Its path, what is wrong and what is accepted, in the language of the call; nothing is printed or written."""
    path, out = tmp_path / "bad.jsonl", tmp_path / "out"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    for words in (["show", "C-0001"], ["review", "--out", str(out)]):
        call = [*words, "--policy", "manufacturer", *inputs, "--ledger", str(path)]
        said, translated = refused(capsys, *call), refused(capsys, *call, "--lang", "zh")
        assert said.startswith(f"creditkit: {path}: {english}")
        assert translated.startswith(f"creditkit: {path}: {chinese}")
        assert "; accepted: " in said
        assert ";可接受:" in translated
        assert "Errno" not in said + translated
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        (None, ": there is no such file", ": 没有这个文件"),
        ("folder", ": it is a folder", ": 这是文件夹"),
        (b"stream\nc-1\n", ": there is no column 'party_id' among 'stream'", ": 缺少列 'party_id',现有列:'stream'"),
        (b"\xfc", ": it is not in UTF-8", ": 不是 UTF-8 编码"),
        (b"stream,party_id\n" + b"x" * 200_000, ": it is no CSV", ": 不是 CSV"),
        (b"stream,party_id\nc-1,\n", ": row 1: a stream and a party", ": row 1: 台账分户和客商均须填写"),
        (b"stream,party_id\nc-1,A\nc-1,B\n", ": row 2: 'B' cannot have", ": row 2: 台账分户 'c-1' 已属于 'A'"),
    ],
)
def test_streams_that_cannot_be_read(
    capsys: pytest.CaptureFixture[str], inputs: list[str], files: list[str], content: Any, english: str, chinese: str
) -> None:
    """The same of the streams, before any of the facts is read."""
    path = Path(files[3])
    path.unlink()
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    words = ["show", "C-0001", "--policy", "manufacturer", *inputs, *files]
    words[words.index("--invoices") + 1] = "never-read.csv"
    said, translated = refused(capsys, *words), refused(capsys, *words, "--lang", "zh")
    assert said.startswith(f"creditkit: {path}{english}")
    assert translated.startswith(f"creditkit: {path}{chinese}")
    if "row" not in english:
        assert "; accepted: CSV in UTF-8 with the columns stream and party_id" in said
        assert ";可接受:UTF-8 编码的 CSV,须有 stream 和 party_id 两列" in translated


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a file that its owner may not read")
def test_a_ledger_that_may_not_be_read(capsys: pytest.CaptureFixture[str], inputs: list[str], files: list[str]) -> None:
    """Is said so."""
    Path(files[1]).chmod(0)
    words = ["show", "C-0001", "--policy", "manufacturer", *inputs, *files]
    assert "there is no right to read it" in refused(capsys, *words)
    assert "没有读取权限" in refused(capsys, *words, "--lang", "zh")


def test_what_the_system_says_of_a_file() -> None:
    """A right that is missing has its own words; what has none is told in the words of the system."""
    takes = Reason("takes_streams")
    for error, said in (
        (PermissionError(13, "Permission denied"), "there is no right to read it"),
        (OSError(5, "Input/output error"), "it cannot be read: 'Input/output error'"),
    ):
        with pytest.raises(FileRefused, match=said), told_of("s.csv", takes):
            raise error


def test_a_refusal_travels() -> None:
    """It is the same after pickling, and seen from further out."""
    one = FileRefused("s.csv", Reason("file_missing"), Reason("takes_streams"))
    again = pickle.loads(pickle.dumps(one))
    assert (str(again), again.accepted) == (str(one), one.accepted)
    assert one.under("nightly").told("zh") == f"nightly.{one.told('zh')}"


@pytest.mark.parametrize("content", [b"SQLite format 3\x00 and then rubbish", None])
def test_a_database_that_is_no_ledger(
    capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path, content: bytes | None
) -> None:
    """A damaged one, and one with other tables: a message with the file, and no traceback."""
    pytest.importorskip("sqlalchemy")
    path = tmp_path / "other.db"
    if content is None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE invoices (id)")
    else:
        path.write_bytes(content)
    words = ["show", "C-0001", "--policy", "manufacturer", *inputs, "--ledger", str(path)]
    assert f"{path}: no ledger can be read from this database: " in refused(capsys, *words)
    assert f"{path}: 无法从该数据库读取台账:" in refused(capsys, *words, "--lang", "zh")


def test_a_database_without_the_extra(
    capsys: pytest.CaptureFixture[str], inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to install, in both languages."""

    def missing(_: object) -> None:
        raise ExtraMissing("sqlalchemy", "sql")

    (tmp_path / "repair.db").write_bytes(b"SQLite format 3\x00")
    monkeypatch.setattr("creditkit.adapters.files._open_ledger.import_module", missing)
    words = ["show", "C-0001", "--policy", "manufacturer", *inputs, "--ledger", str(tmp_path / "repair.db")]
    install = "pip install 'creditkit[sql]'"
    assert refused(capsys, *words) == f"creditkit: 'sqlalchemy' is not installed; install it with: {install}\n"
    assert refused(capsys, *words, "--lang", "zh") == f"creditkit: 未安装 'sqlalchemy';安装命令:{install}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stream\nc-1\n", "no column 'party_id'"),
        ("stream,party_id\nc-1,\n", "row 1"),
        ("stream,party_id\nc-1\n", "row 1"),
        ("stream,party_id\nc-1,C-1\nc-1,C-2\n", "row 2"),
        ("", "no column 'stream'"),
    ],
)
def test_streams_that_cannot_be(tmp_path: Path, text: str, said: str) -> None:
    """A file that would lose a stream is refused, with the row."""
    (tmp_path / "s.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_streams(tmp_path / "s.csv")


def test_a_party_may_have_two_streams(tmp_path: Path) -> None:
    """And a line may stand twice."""
    (tmp_path / "s.csv").write_text("party_id,stream\nC-1,a\nC-1,b\nC-1,a\n", encoding="utf-8-sig")
    assert dict(read_streams(tmp_path / "s.csv")) == {"a": "C-1", "b": "C-1"}


def test_an_entry_of_another_kind_is_not_shown_among_points(tmp_path: Path) -> None:
    """A ledger serves decisions and reservations, too."""
    from creditkit.facts import Facts, Party
    from creditkit.loop import apply_ledger

    other = Entry("o", "C-1", "reservation", valid_from=date(2025, 1, 1), effect={"amount": "5.00"})
    late = RULES.penalty("promise_broken", "C-1", entry_id="ahead", on=date(2026, 1, 1))
    old = RULES.penalty("promise_broken", "C-1", entry_id="old", on=date(2024, 1, 1))
    much = [RULES.penalty("promise_broken", "C-1", entry_id=f"m{n}", on=date(2025, 1, n)) for n in (1, 2, 3, 4)]
    applied = apply_ledger(Facts([Party("C-1")]), ledger_of((JUNE, (other, late, old, *much))), date(2025, 6, 1))
    found = {one.entry_id: (one.state, int(one.counts)) for one in applied.events_of("C-1")}
    assert found == {
        "ahead": ("ahead", 0), "old": ("expired", 0), "m1": ("counts", -3), "m2": ("counts", -3), "m3": ("counts", -3),
        "m4": ("nothing_left", 0),
    }  # fmt: skip


def test_a_repair_that_counts_nothing_closes_no_ledger(tmp_path: Path) -> None:
    """It came before what it names, which then was no penalty: a warning, and every hash fits."""
    ledger, day = Ledger(MemoryStore(), name="repair"), date(2026, 3, 1)
    early = Entry("r", "c-1", "repaired", repairs="b", points=5, valid_from=day)
    bonus = Entry("b", "c-1", "long_customer", points=2, valid_from=day)
    ledger.append(early, bonus, recorded_at=datetime(2026, 3, 1, tzinfo=UTC), salt=bytes(16))
    write_ledger(ledger.store, tmp_path / "ledger.jsonl")
    opened = open_ledger(tmp_path / "ledger.jsonl")
    assert [one.reason.code for one in opened.verify()] == ["repair_unfit"]
