"""``creditkit show --ledger``: the cases of dispute of a party."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from creditkit.adapters.files import write_facts, write_ledger
from creditkit.cli import main
from creditkit.disputes import Case, DisputedItem, open_case
from creditkit.facts import Document, Facts, Party
from creditkit.ledger import Ledger, MemoryStore
from creditkit.money import Money


def eur(amount: str) -> Money:
    """Euros."""
    return Money(amount, "EUR")


def case(case_id: str, *items: tuple[str, str], party: str = "C-7", category: str = "price", role: str = "") -> Case:
    """A case that was registered on 2 February."""
    disputed = [DisputedItem(number, eur(amount)) for number, amount in items]
    return open_case(case_id, party, disputed, category=category, on=date(2026, 2, 2), responsible=role or None)


LOOKED_INTO = case("D-1", ("0451", "80"), role="quality", category="quality").step("investigate", on=date(2026, 2, 3))
SPLIT = (
    case("D-2", ("0452", "50"), ("0453", "90"), category="quantity")
    .step("investigate", on=date(2026, 2, 4))
    .step("resolve", on=date(2026, 2, 9), outcome="unfounded", outcomes={"0453": "shared"}, our_share="1/3")
)
PROMISED = (
    case("D-3", ("0454", "60"), category="packaging")
    .step("investigate", on=date(2026, 2, 4))
    .step("resolve", on=date(2026, 2, 9), outcome="customer_fault_performed")
)
DONE = (
    case("D-4", ("0455", "5"))
    .step("investigate", on=date(2026, 2, 4))
    .step("resolve", on=date(2026, 2, 9), outcome="our_fault")
    .step("close", on=date(2026, 2, 20), credit_note_id="R-17")
)
KEPT = PROMISED.step("perform", on=date(2026, 2, 20), performed_on=date(2026, 2, 18))


@pytest.fixture
def shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Shows C-7, with six invoices of 200 euros and the cases that are given; from the heading of the cases on."""
    numbers = [f"045{n}" for n in range(1, 7)]
    days = {"issued_on": date(2026, 1, 5), "due_on": date(2026, 2, 4)}
    invoices = [Document(number, "C-7", eur("200"), **days) for number in numbers]  # type: ignore[arg-type]
    write_facts(Facts([Party("C-7", currency="EUR"), Party("C-8", currency="EUR"), *invoices]), tmp_path)

    def run(*cases: Case, as_of: str = "2026-03-01", lang: str = "en", options: tuple[str, ...] = ()) -> str:
        ledger = Ledger(MemoryStore(), name="disputes")
        for step in sorted({step.on for one in cases for step in one.steps}):
            taken = [one for each in cases for one in each.entries(each.party_id) if one.valid_from == step]
            when = datetime(step.year, step.month, step.day, 9, tzinfo=UTC)
            ledger.append(*taken, recorded_at=when, salt=bytes(16))
        write_ledger(ledger, tmp_path / "d.jsonl")
        words = ["show", "C-7", "--policy", "manufacturer", "--as-of", as_of, "--lang", lang]
        files = [f"--{name}={tmp_path / name}.csv" for name in ("parties", "invoices")]
        assert main([*words, *files, "--ledger", str(tmp_path / "d.jsonl"), *options]) == 0
        parts = capsys.readouterr().out.split("\n\n")
        return next((part for part in parts if part.startswith(("Disputes", "争议案件"))), "").rstrip()

    return run


def test_every_case_in_words(shown: Callable[..., str]) -> None:
    """Category, state, deadline, outcome, credit note and items; D-2 has 30 due, D-1 is open with 80."""
    text, late = shown(LOOKED_INTO, SPLIT, PROMISED, DONE), "16 days too long; responsible: quality"
    assert text.splitlines() == [
        "Disputes; not dunned and not checked: 110.00 EUR",
        f"  D-1  quality    under investigation since 2026-02-03  deadline 2026-02-13, {late}",
        "    0451  80.00 EUR",
        "  D-2  quantity   resolved since 2026-02-09             deadline 2026-02-14, 15 days too long",
        "    2026-02-09: unfounded; credit note due: 30.00 EUR",
        "    0452  50.00 EUR",
        "    0453  90.00 EUR  fault on both sides",
        "  D-3  packaging  resolved since 2026-02-09             deadline 2026-02-14, 15 days too long",
        "    2026-02-09: the customer's fault, to be made good; holds good once it performs",
        "    0454  60.00 EUR",
        "  D-4  price      closed since 2026-02-20",
        "    2026-02-09: our fault; credit note R-17",
        "    0455  5.00 EUR",
    ]


def test_every_case_in_chinese(shown: Callable[..., str]) -> None:
    """The same in Chinese; a category of the host's own has no translation."""
    text = shown(LOOKED_INTO, SPLIT, PROMISED, DONE, lang="zh")
    assert text.splitlines() == [
        "争议案件;不催收、不计入检查的金额:110.00 EUR",
        "  D-1  质量       调查中(自 2026-02-03)  期限 2026-02-13,已超期 16 天;责任角色:quality",
        "    0451  80.00 EUR",
        "  D-2  数量       已裁定(自 2026-02-09)  期限 2026-02-14,已超期 15 天",
        "    2026-02-09:争议不成立;应开贷项通知单:30.00 EUR",
        "    0452  50.00 EUR",
        "    0453  90.00 EUR  双方均有责任",
        "  D-3  packaging  已裁定(自 2026-02-09)  期限 2026-02-14,已超期 15 天",
        "    2026-02-09:客户责任,由客户履行;待客户履行后生效",
        "    0454  60.00 EUR",
        "  D-4  价格       已结案(自 2026-02-20)",
        "    2026-02-09:我方责任;贷项通知单 R-17",
        "    0455  5.00 EUR",
    ]


@pytest.mark.parametrize(
    ("as_of", "counted"), [("2026-03-03", "80.00 EUR"), ("2026-03-04", "nothing"), ("2026-04-01", "nothing")]
)
def test_a_claim_that_has_lapsed_says_so(shown: Callable[..., str], as_of: str, counted: str) -> None:
    """Else its amount would stand under a heading that does not count it, without a word."""
    heading, *_, item = shown(LOOKED_INTO, as_of=as_of).splitlines()
    assert heading.endswith(f": {counted}")
    assert item.endswith("covers nothing any more, dunned in full") == (counted == "nothing")


@pytest.mark.parametrize(("lang", "said"), [("en", "performed on 2026-02-18"), ("zh", "于 2026-02-18 履行")])
def test_a_performance_has_its_day(shown: Callable[..., str], lang: str, said: str) -> None:
    """It is no more to come."""
    text = shown(KEPT, lang=lang)
    assert said in text
    assert "once it performs" not in text
    assert "待客户履行" not in text


@pytest.mark.parametrize(("as_of", "said"), [("2026-02-13", "deadline 2026-02-13;"), ("2026-02-14", ", 1 days too")])
def test_on_its_deadline_a_case_is_in_time(shown: Callable[..., str], as_of: str, said: str) -> None:
    """The day after, it is one day too long."""
    assert said in shown(LOOKED_INTO, as_of=as_of)


@pytest.mark.parametrize(
    ("as_of", "options"), [("2026-02-06", ()), ("2026-03-01", ("--known-at", "2026-02-08T12:00:00Z"))]
)
def test_no_later_step_is_seen(shown: Callable[..., str], as_of: str, options: tuple[str, ...]) -> None:
    """Neither one of a later day nor one that was recorded later: the outcome of the ninth is not there yet."""
    text = shown(DONE, as_of=as_of, options=options)
    assert "under investigation since 2026-02-04" in text
    for later in ("our fault", "credit note", "R-17", "closed", "2026-02-09"):
        assert later not in text


@pytest.mark.parametrize(("as_of", "options"), [("2026-02-01", ()), ("2026-03-01", ("--known-at", "2026-02-01"))])
def test_a_case_that_was_not_registered_is_not_there(
    shown: Callable[..., str], as_of: str, options: tuple[str, ...]
) -> None:
    """Without any case there is no heading."""
    assert shown(DONE, as_of=as_of, options=options) == ""


def test_cases_of_others_are_not_shown(shown: Callable[..., str], tmp_path: Path) -> None:
    """With pseudonyms the file of streams says whose a case is."""
    other = case("D-8", ("0456", "7"), party="C-8")
    assert shown(other) == ""
    (tmp_path / "s.csv").write_text("stream,party_id\nC-8,C-7\n", encoding="utf-8")
    assert "D-8" in shown(other, options=("--streams", str(tmp_path / "s.csv")))


def test_what_has_lapsed_counts_no_more(shown: Callable[..., str]) -> None:
    """After the days of the policy the claim is shown, and nothing of it is left out of dunning."""
    text = shown(LOOKED_INTO, as_of="2026-12-31")
    assert text.startswith("Disputes; not dunned and not checked: nothing\n")
    assert "80.00 EUR" in text
    assert shown(LOOKED_INTO, as_of="2026-12-31", lang="zh").startswith("争议案件;不催收、不计入检查的金额:无\n")


def test_two_cases_on_one_document_count_it_once(shown: Callable[..., str]) -> None:
    """180 and 150 of an invoice of 200 are 200 of it."""
    text = shown(case("D-5", ("0456", "180")), case("D-6", ("0456", "150")), as_of="2026-02-03")
    assert text.startswith("Disputes; not dunned and not checked: 200.00 EUR\n")
