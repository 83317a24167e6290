"""The tables of the pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from creditkit.adapters.files import InputMapping, read_facts
from creditkit.adapters.files._mapping import INPUTS
from creditkit.adapters.files._names import file_name
from creditkit.adapters.files._review import FILES, REJECTED_HEADER
from creditkit.cli import _main
from creditkit.facts import Facts
from creditkit.facts._schema import ALLOCATION_KINDS, Field
from creditkit.loop import review
from creditkit.policy import ready_made
from creditkit.reasons import REJECTIONS
from creditkit.receivables import PAYS, TAKES_OFF
from creditkit.sample import sample_facts
from creditkit.sample._ledger import LAST_DAY

DOCS = Path(__file__).parent.parent / "docs"
HOLDS = {
    "id": "id", "label": "text", "choice": "choice", "currency": "currency", "amount": "amount",
    "number": "number", "limit": "amount or `unlimited`", "date": "day", "moment": "moment", "flag": "flag",
    "value": "any",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Facts:
    """A small ledger with something of everything."""
    return sample_facts(seed=3, parties=20, months=6)


def section(page: str, title: str) -> str:
    """The text under a heading, up to the next one."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{page} has no heading {title!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of each row of the tables in a text, heads and rules left out."""
    lines = [line.strip()[1:-1].split("|") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


def names(cell: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def described(table: str, field: Field) -> list[str]:
    """How the page has to name a field, what it holds, and whether it is required."""
    name = file_name(table, field.name)
    others = [alias for alias in (field.name, *field.aliases) if alias != name]
    shown = f"`{name}`" + (f" (or {', '.join(f'`{alias}`' for alias in others)})" if others else "")
    needed = "required" if field.required else "column required" if field.column_required else ""
    return [shown, HOLDS[field.kind], needed]


@pytest.mark.parametrize("table", INPUTS)
def test_the_columns_of_an_input_file(table: str) -> None:
    """The page lists every column in order, with its other names, its kind and whether it is required."""
    listed = [row[:3] for row in rows(section("reference/cli.md", f"{table}.csv"))]
    assert listed == [described(table, field) for field in INPUTS[table].fields]


@pytest.mark.parametrize("table", INPUTS)
def test_the_choices_and_the_key_of_an_input_file(table: str) -> None:
    """The page names every choice and the key."""
    text = section("reference/cli.md", f"{table}.csv")
    for row, field in zip(rows(text), INPUTS[table].fields, strict=True):
        if field.name != "kind" or table != "allocations":  # kinds of settlement have a page of their own
            assert set(field.choices) <= set(names(row[-1]))
    key = [file_name(table, name) for name in INPUTS[table].key]
    assert not key or f"Key: {', '.join(f'`{name}`' for name in key)}." in text


@pytest.fixture(scope="module")
def written(sample: Facts) -> dict[str, list[str]]:
    """The columns of every table of a review under a policy."""
    found = review(ready_made("manufacturer"), sample.at(LAST_DAY))
    return {name: list(columns) for name, columns in found.tables().items()}


def test_every_table_has_a_file(written: dict[str, list[str]]) -> None:
    """What a review has as a table is among the files that it may consist of."""
    assert {f"{name}.csv" for name in written} | {"kpis.json", "rejected.csv", "review.json"} == FILES


@pytest.mark.parametrize(
    "table",
    [
        "aging",
        "open_items",
        "behaviour",
        "scores",
        "contributions",
        "limits",
        "decisions",
        "worklist",
        "findings",
    ],
)
def test_the_columns_of_an_output_file(table: str, written: dict[str, list[str]]) -> None:
    """The page lists the columns that are written, in order."""
    columns = written[table]
    if table == "behaviour":
        text = (DOCS / "reference/behaviour.md").read_text(encoding="utf-8")
        listed = [name for row in rows(text) for name in names(row[0])]
        columns = [name for name in columns[2:] if not name.endswith(("_numerator", "_denominator"))]
    else:
        listed = [name for row in rows(section("reference/cli.md", f"{table}.csv")) for name in names(row[0])]
    assert listed == columns


def test_the_ratios_have_a_numerator_and_a_denominator(sample: Facts) -> None:
    """The page fills in both exactly for the figures that are ratios."""
    columns = set(review(None, sample.at(LAST_DAY)).tables()["behaviour"])
    for row in rows((DOCS / "reference/behaviour.md").read_text(encoding="utf-8")):
        for name in names(row[0]):
            assert bool(row[1]) == bool(row[2]) == (f"{name}_numerator" in columns), name


def test_the_kpis(sample: Facts) -> None:
    """The page lists the codes of the KPIs in the order in which they are written."""
    found = review(None, sample.at(LAST_DAY)).kpis
    text = (DOCS / "reference/kpis.md").read_text(encoding="utf-8").partition("Notes, by code")[0]
    listed = [name for row in rows(text) for name in names(row[0])]
    assert listed == list(dict.fromkeys(kpi.code for kpi in found))


def test_the_rejections() -> None:
    """The page explains every code and how to mend it, and no other."""
    listed = rows(section("how-to/set-aside.md", "The codes"))
    assert [names(row[0])[0] for row in listed] == list(REJECTIONS)
    assert all(len(row) == 3 and all(row) for row in listed)


def test_rejected_csv() -> None:
    """The columns of rejected.csv stand on both pages."""
    for text in (
        section("reference/cli.md", "rejected.csv"),
        section("how-to/set-aside.md", "Rows set aside"),
    ):
        assert [names(row[0])[0] for row in rows(text)] == list(REJECTED_HEADER)


def test_the_files_of_a_review() -> None:
    """The page has a section for each file that is written."""
    for name in FILES:
        assert section("reference/cli.md", name).strip()


def test_the_keys_of_a_mapping() -> None:
    """The how-to lists every key of a mapping file."""
    listed = [name for row in rows(section("how-to/map-an-export.md", "The keys")) for name in names(row[0])]
    assert listed == [attribute.name for attribute in attrs.fields(InputMapping)]


def test_the_options_of_review() -> None:
    """The page lists every option of the command."""
    listed = rows(section("reference/cli.md", "creditkit review"))
    shown = {option for row in listed for option in re.findall(r"--[\w-]+", row[0])}
    commands = next(a for a in _main._parser()._actions if a.dest == "command").choices
    assert commands is not None
    given = commands["review"]._option_string_actions  # type: ignore[call-overload,unused-ignore]
    assert shown == {option for option in given if option.startswith("--")} - {"--help"}


def test_the_kinds_of_settlement() -> None:
    """The page says of each kind whether it is a payment, and whether it lowers what was to be paid."""
    found = {}
    for row in rows((DOCS / "explanation/settlement.md").read_text(encoding="utf-8")):
        found[names(row[0])[0]] = ("yes" in row[2], "yes" in row[3])
    pairs = zip(PAYS.tolist(), TAKES_OFF.tolist(), strict=True)
    assert found == dict(zip(ALLOCATION_KINDS, pairs, strict=True))


def test_a_page_that_leaves_out_a_code_is_noticed() -> None:
    """The broken twin: without one line the list of codes is another."""
    listed = rows(section("how-to/set-aside.md", "The codes"))
    assert [names(row[0])[0] for row in listed[1:]] != list(REJECTIONS)


def test_the_arguments_of_read_facts() -> None:
    """Every input of the command line can be read in Python under the same name."""
    assert set(INPUTS) <= set(read_facts.__annotations__)
