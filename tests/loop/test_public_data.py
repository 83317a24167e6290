"""The public sample of IBM under the policy ``manufacturer``: what the open items say, scores and limits say too."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditkit.adapters.files import read_facts
from creditkit.columns import Columns, Labels, Numbers
from creditkit.facts import Facts
from creditkit.loop import Review, review
from creditkit.policy import ready_made
from creditkit.testing import check_review_agrees

pytestmark = pytest.mark.data

YEAR_END = date(2012, 12, 31)
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def folder(data_folder: Path) -> Path:
    """The sample and, in ``oracle``, what must come out."""
    found = data_folder / "ibm_ar"
    if not found.is_dir():
        pytest.skip("the folder that CREDITKIT_DATA names has no ibm_ar")
    return found


@pytest.fixture(scope="module")
def facts(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The export, with a rate of the day from dollars to the policy's currency."""
    rates = tmp_path_factory.mktemp("rates") / "rates.csv"
    rates.write_text("on,base,quote,rate\n2012-12-31,USD,CNY,6.2301\n", encoding="utf-8")
    invoices = folder / "WA_Fn-UseC_-Accounts-Receivable.csv"
    return read_facts(invoices=invoices, rates=rates, mapping=EXAMPLES / "ibm_ar.toml").facts


@pytest.fixture(scope="module")
def found(facts: Facts) -> Review:
    """The review at the end of 2012."""
    return review(ready_made("manufacturer"), facts.at(YEAR_END))


def _texts(columns: Columns, name: str) -> list[str | None]:
    column = columns[name]
    assert isinstance(column, Labels)
    return column.texts()


def test_exposure_is_what_is_open(found: Review, folder: Path) -> None:
    """Nothing is prepaid, ordered or unapplied: each customer's exposure is its open balance, to the cent."""
    limits = found.tables()["limits"]
    with (folder / "oracle" / "ageing_by_customer_2012-12-31.csv").open(encoding="utf-8-sig", newline="") as file:
        wanted = {row["customer_id"]: Decimal(row["amt_total"]) for row in csv.DictReader(file)}
    rows = zip(_texts(limits, "party_id"), _texts(limits, "exposure"), strict=True)
    owing = {party: Decimal(text) for party, text in rows if text is not None and Decimal(text)}
    assert owing == {party: amount for party, amount in wanted.items() if amount}


def test_every_customer_is_scored(found: Review, facts: Facts) -> None:
    """A hundred customers, none refused; points of the characteristics add up to the score."""
    tables = found.tables()
    score = tables["scores"]["score"]
    assert isinstance(score, Numbers)
    assert len(score) == len(facts.at(YEAR_END).parties()) == 100
    assert found.rejected == ()
    points = tables["contributions"]["points"]
    assert isinstance(points, Numbers)
    parties = _texts(tables["contributions"], "party_id")
    sums: dict[str | None, int] = {}
    for party, value in zip(parties, points.values.tolist(), strict=True):
        sums[party] = sums.get(party, 0) + value
    assert list(sums.values()) == score.values.tolist()


def test_the_worklist_is_what_is_overdue_and_undisputed(found: Review) -> None:
    """Amounts of the worklist add up to the overdue open items without their disputed parts."""
    items = found.open_items
    late = items.days_past_due.values > 0
    wanted = int((items.open.minor - items.disputed)[late].sum())
    amounts = found.tables()["worklist"]["overdue_amount"]
    assert int(amounts.minor.sum()) == wanted > 0  # type: ignore[union-attr]


def test_both_doors(facts: Facts) -> None:
    """Each customer alone is as in the review."""
    check_review_agrees(ready_made("manufacturer"), facts.at(YEAR_END))
