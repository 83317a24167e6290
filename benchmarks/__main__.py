"""The runner: ``python -m benchmarks [name …]``."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from importlib import import_module, metadata

from benchmarks._contest import agree, report, timed

#: The benchmarks, and the rounds of each by default.
NAMES = {
    "ageing": 15,
    "past_days": 11,
    "csv_review": 5,
    "one_customer": 31,
    "decision": 31,
    "conditions": 41,
    "scoring": 15,
    "ledger_stores": 7,
    "ledger_replay": 3,
}
PACKAGES = ("numpy", "polars", "duckdb", "pandas")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all of them by default")
    parser.add_argument("--rounds", type=int, help="how often each contestant runs")
    parser.add_argument("--toy", action="store_true", help="small data: only to see that results agree")
    given = parser.parse_args()
    if wrong := [name for name in given.names if name not in NAMES]:
        parser.error(f"no benchmark {wrong[0]!r}; there are {', '.join(NAMES)}")
    names = given.names or list(NAMES)
    if len(names) == 1:
        _run(names[0], given.rounds or NAMES[names[0]], toy=given.toy)
        return
    options = [argument for argument in sys.argv[1:] if argument not in names]
    print(_machine(), flush=True)
    for name in names:  # each in a process of its own, so that none inherits another's memory
        subprocess.run([sys.executable, "-m", "benchmarks", name, *options], check=True)


def _run(name: str, rounds: int, *, toy: bool) -> None:
    benchmark = import_module(f"benchmarks.{name}")
    for contest in benchmark.contests(benchmark.TOY if toy else benchmark.FULL):
        agree(contest)
        print(f"\n{report(contest, timed(contest, rounds))}", flush=True)


def _machine() -> str:
    versions = ", ".join(f"{package} {metadata.version(package)}" for package in PACKAGES)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    main()
