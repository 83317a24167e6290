"""Rebuilding a past day: what was open then, as known then, of two million documents with allocations.

creditkit starts from ``Facts``, DuckDB and polars from tables of their own with coded ids and whole
minor units. All give each open document with its party, what is open on it and the day on which it is
due. creditkit does more on the way: it also checks that no allocation takes more than its documents
hold, and brings what else items can be aged by.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks._contest import Contest, Contestant, Result
from creditkit.columns import Amounts, Labels
from creditkit.facts import Intake, take
from creditkit.receivables import OpenItems, open_items

SEED = 20_240_630
AS_OF = date(2024, 6, 30)
KNOWN_AT = date(2024, 7, 3)
FIRST = int(np.datetime64("2022-01-01", "D").astype(np.int64))
DAYS = 1_400
DAY_US = 86_400_000_000
Ints = npt.NDArray[np.int64]


@attrs.frozen
class Size:
    """How many documents, allocations and parties."""

    documents: int
    allocations: int
    parties: int


FULL = Size(2_000_000, 2_500_000, 20_000)
TOY = Size(1_000, 1_250, 20)


@attrs.frozen(eq=False)
class Ledger:
    """Documents and allocations as plain arrays. ``recorded`` is the day at the end of which a row was known."""

    size: Size
    party: Ints
    minor: Ints
    issued: Ints
    due: Ints
    recorded: Ints
    to: Ints
    paid: Ints
    value: Ints
    paid_recorded: Ints


def contests(size: Size) -> Iterator[Contest]:
    """One day of the past."""
    ledger = _ledger(size)
    title = f"{size.documents:,} documents with {size.allocations:,} allocations, rebuilt as of a past day"
    yield Contest(title, (_ours(ledger), _duckdb(ledger), _polars(ledger)))


def _ledger(size: Size) -> Ledger:
    """Some documents paid in one part, some in several, some not; part of it recorded days later."""
    draw = np.random.default_rng(SEED)
    n, m = size.documents, size.allocations
    issued = np.sort(FIRST + draw.integers(0, DAYS, n))
    minor = draw.integers(1_000, 5_000_000, n)
    first = draw.permutation(n)[: n * 17 // 20]
    whole = draw.random(len(first)) < 0.8
    further = draw.choice(first[~whole], m - len(first))
    to = np.concatenate([first, further])
    paid = np.concatenate([np.where(whole, minor[first], minor[first] // 2), minor[further] // 100])
    value = issued[to] + draw.integers(0, 120, m)
    return Ledger(
        size, draw.integers(0, size.parties, n), minor, issued, issued + draw.choice([30, 60, 90], n),
        issued + draw.integers(0, 3, n), to, paid, value, value + draw.integers(0, 6, m),
    )  # fmt: skip


def _ours(ledger: Ledger) -> Contestant:
    facts = _taken(ledger).facts

    def result(items: OpenItems) -> Result:
        due = items.due.view(np.int64)
        return _sorted(items.document.codes, items.party.codes, items.open.minor, due)

    return Contestant("creditkit", lambda: open_items(facts.at(AS_OF, KNOWN_AT)), result)


def _taken(ledger: Ledger) -> Intake:
    documents = tuple(f"D{i}" for i in range(ledger.size.documents))
    allocations = tuple(f"A{i}" for i in range(ledger.size.allocations))
    intake = take(
        {
            "invoices": {
                "document_id": Labels(np.arange(len(documents)), documents),
                "party_id": Labels(ledger.party, tuple(f"P{i}" for i in range(ledger.size.parties))),
                "amount": Amounts(ledger.minor, "EUR"),
                "issued_on": ledger.issued.view("datetime64[D]"),
                "due_on": ledger.due.view("datetime64[D]"),
                "recorded_at": ledger.recorded.view("datetime64[D]"),
            },
            "allocations": {
                "allocation_id": Labels(np.arange(len(allocations)), allocations),
                "to_id": Labels(ledger.to, documents),
                "amount": Amounts(ledger.paid, "EUR"),
                "value_on": ledger.value.view("datetime64[D]"),
                "recorded_at": ledger.paid_recorded.view("datetime64[D]"),
            },
        }
    )
    if intake.rejected:
        raise ValueError(f"the generator made {len(intake.rejected)} rows that cannot be: {intake.rejected[0]}")
    return intake


def _frames(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    documents = pl.DataFrame(
        {
            "document": np.arange(ledger.size.documents, dtype=np.int32),
            "party": ledger.party.astype(np.int32), "minor": ledger.minor,
            "issued": ledger.issued.astype(np.int32), "due": ledger.due.astype(np.int32),
            "recorded": ledger.recorded.astype(np.int32),
        }
    )  # fmt: skip
    allocations = pl.DataFrame(
        {
            "document": ledger.to.astype(np.int32), "paid": ledger.paid,
            "value": ledger.value.astype(np.int32), "recorded": ledger.paid_recorded.astype(np.int32),
        }
    )  # fmt: skip
    return documents, allocations


AS_OF_DAY = (AS_OF - date(1970, 1, 1)) // timedelta(days=1)
KNOWN_DAY = (KNOWN_AT - date(1970, 1, 1)) // timedelta(days=1)


def _duckdb(ledger: Ledger) -> Contestant:
    base = duckdb.connect()
    for name, frame in zip(("documents", "allocations"), _frames(ledger), strict=True):
        base.register("frame", frame.to_arrow())
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
        base.unregister("frame")
    query = f"""
        SELECT document, party, minor - coalesce(paid, 0) AS open, due
        FROM documents LEFT JOIN (
            SELECT document, sum(paid)::BIGINT AS paid FROM allocations
            WHERE value <= {AS_OF_DAY} AND recorded <= {KNOWN_DAY} GROUP BY document
        ) USING (document)
        WHERE issued <= {AS_OF_DAY} AND recorded <= {KNOWN_DAY} AND minor <> coalesce(paid, 0)
    """

    def result(found: dict[str, Any]) -> Result:
        return _sorted(found["document"], found["party"], found["open"], found["due"])

    return Contestant("DuckDB", lambda: base.execute(query).fetchnumpy(), result)


def _polars(ledger: Ledger) -> Contestant:
    documents, allocations = (frame.lazy() for frame in _frames(ledger))
    known = pl.col("recorded") <= KNOWN_DAY
    paid = allocations.filter(known & (pl.col("value") <= AS_OF_DAY)).group_by("document").agg(pl.col("paid").sum())
    query = (
        documents.filter(known & (pl.col("issued") <= AS_OF_DAY))
        .join(paid, on="document", how="left")
        .select("document", "party", (pl.col("minor") - pl.col("paid").fill_null(0)).alias("open"), "due")
        .filter(pl.col("open") != 0)
    )

    def result(found: pl.DataFrame) -> Result:
        return _sorted(*(found[name].to_numpy() for name in ("document", "party", "open", "due")))

    return Contestant("polars", lambda: query.collect(engine="streaming"), result)


def _sorted(document: Any, party: Any, left: Any, due: Any) -> Result:
    order = np.argsort(document)
    columns = {"document": document, "party": party, "open": left, "due": due}
    return {name: column[order].astype(np.int64) for name, column in columns.items()}
