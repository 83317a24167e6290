"""A million invoices in a CSV file through the command line, beside a bare pass over the same file.

Each contestant is a process, timed from its start to its end. The yardstick, ``csv.reader`` and nothing
else, is what any reader of CSV in Python has to pay. What the review writes is checked against a plain
loop over the rows.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import numpy as np

from benchmarks._contest import Contest, Contestant, Result

SEED = 20_260_131
AS_OF = date(2026, 1, 31)
FIRST = date(2023, 1, 1)
INVOICES = ("invoice_id", "party_id", "currency", "amount", "issued_on", "due_on", "settled_on", "disputed")
ALLOCATIONS = ("allocation_id", "invoice_id", "allocated_on", "amount")
BUCKETS = ("not_due", "1-30", "31-60", "61-90", "91+")

#: Processes: the review as its users start it, and the pass over the same files.
REVIEW = "import sys; from creditkit.cli import main; sys.exit(main())"
PASS = """
import csv, sys
for path in sys.argv[1:]:
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            pass
"""


@attrs.frozen
class Size:
    """How many invoices and parties, and how many allocations in the contest that has them."""

    invoices: int
    parties: int
    allocations: int


FULL = Size(1_000_000, 20_000, 300_000)
TOY = Size(1_000, 50, 300)


@attrs.frozen
class Done:
    """A process that has ended, with the most memory that it used, in bytes."""

    peak: int


def contests(size: Size) -> Iterator[Contest]:
    """Settlement days in the invoices; then a part of them in a file of allocations instead."""
    shape = f"{size.invoices:,} CSV invoices of {size.parties:,} parties"
    with _folder() as folder:
        yield _contest(f"{shape}, as a whole process", _write(folder, size, 0))
    with _folder() as folder:
        title = f"{shape} and {size.allocations:,} allocations, as a whole process"
        yield _contest(title, _write(folder, size, size.allocations))


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="creditkit-benchmark-") as name:
        yield Path(name)


def _write(folder: Path, size: Size, allocations: int) -> list[Path]:
    """Some 95% of the invoices are settled, the first ``allocations`` of them by an allocation."""
    draw = random.Random(SEED)
    days = [(FIRST + timedelta(days=i)).isoformat() for i in range(1_400)]
    parts = []
    paths = [folder / "invoices.csv"]
    with paths[0].open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(INVOICES)
        for i in range(size.invoices):
            issued, term = draw.randrange(1_000), draw.choice((30, 45, 60))
            settled = days[issued + term + draw.randrange(-20, 60)] if draw.random() < 0.95 else ""
            cents = int(draw.lognormvariate(10.8, 1)) + 1
            amount = f"{cents // 100}.{cents % 100:02d}"
            if settled and len(parts) < allocations:
                parts.append((f"A{i:08d}", f"INV{i:08d}", settled, amount))
                settled = ""
            disputed = "true" if draw.random() < 0.02 else "false"
            party = f"P{draw.randrange(size.parties):05d}"
            writer.writerow((f"INV{i:08d}", party, "EUR", amount, days[issued], days[issued + term], settled, disputed))
    if parts:
        paths.append(folder / "allocations.csv")
        with paths[1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([ALLOCATIONS, *parts])
    return paths


def _contest(title: str, paths: list[Path]) -> Contest:
    folder = paths[0].parent
    out, cache = folder / "out", folder / "compiled"
    inputs = [argument for path in paths for argument in (f"--{path.stem}", str(path))]
    review = ["-c", REVIEW, "review", *inputs, "--as-of", AS_OF.isoformat(), "--out", str(out)]

    def reviewed() -> Done:
        shutil.rmtree(out, ignore_errors=True)
        return _process(review, cache)

    return Contest(
        title,
        (
            Contestant("csv.reader", lambda: _process(["-c", PASS, *map(str, paths)], cache), None),
            Contestant("creditkit review", reviewed, lambda _: _written(out), lambda done: done.peak),
        ),
        yardstick="csv.reader",
        expected=lambda: _expected(paths),
    )


def _process(arguments: list[str], cache: Path) -> Done:
    """Runs Python with compiled modules kept in ``cache``, as an installed program has them beside it."""
    keep = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**keep, "PYTHONPYCACHEPREFIX": str(cache)}
    process = subprocess.Popen([sys.executable, *arguments], stdin=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    unit = 1 if sys.platform == "darwin" else 1024
    return Done(usage.ru_maxrss * unit)


def _written(out: Path) -> Result:
    with (out / "aging.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = {(row["party_id"], BUCKETS.index(row["bucket"])): row for row in rows}
    return _result({key: (int(row["count"]), _cents(row["amount"])) for key, row in cells.items()})


def _expected(paths: list[Path]) -> Result:
    """Count and cents of each party and bucket, row by row."""
    paid: dict[str, int] = defaultdict(int)
    day = AS_OF.isoformat()
    for path in paths[1:]:
        for row in _rows(path):
            if row["allocated_on"] <= day:
                paid[row["invoice_id"]] += _cents(row["amount"])
    found: dict[tuple[str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in _rows(paths[0]):
        left = _cents(row["amount"]) - paid[row["invoice_id"]]
        if row["issued_on"] > day or (row["settled_on"] and row["settled_on"] <= day) or not left:
            continue
        late = (AS_OF - date.fromisoformat(row["due_on"])).days
        key = row["party_id"], sum(late > edge for edge in (0, 30, 60, 90))
        count, total = found[key]
        found[key] = count + 1, total + left
    return _result(found)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def _result(cells: dict[tuple[str, int], tuple[int, int]]) -> Result:
    rows = [(int(party[1:]), bucket, *cells[party, bucket]) for party, bucket in sorted(cells)]
    party, bucket, count, cents = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return {"party": party, "bucket": bucket, "count": count, "cents": cents}
