"""Tries every mutant of the modules that ``[tool.mutmut]`` names: ``run.py [PART ...] [--again]``.

mutmut writes the mutants; they are tried here, because its own loop collects the tests anew for each mutant and runs
them in the order of their files, which takes hours. Here the tests are collected once. Each mutant is a fork of the
process that holds them, and runs those that reach its function: first what killed its neighbours, then what is quick.
What a run finds goes to ``mutants/``, where ``report.py`` and ``mutmut show`` read it; one that was stopped goes on.

PART is the beginning of a module's name, such as ``ledger._fold``. ``--again`` tries survivors once more, ``--limit``
is how many seconds of tests one mutant gets before it counts as a survivor.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter, defaultdict, deque
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import report

KILLED, LIVED, STOPPED, NO_TEST = 1, 0, 36, 33
#: A test under a mutant may take this many times what it takes, and this many seconds more: then it does not end.
TIMES, MORE = 5.0, 5.0
#: Bytes that a mutant may ask for.
MEMORY = 6 << 30
#: A result is on disk after at most this many seconds.
EVERY = 20.0


def prepare() -> None:
    """Writes the mutants, and has the tests import them."""
    from mutmut import __main__ as mutmut
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths

    mutmut.set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        mutmut.create_mutants(os.cpu_count() or 1)
    mutmut.set_mutant_under_test("")


class Results:
    """The exit codes in ``mutants/``, by module."""

    def __init__(self) -> None:
        self.files = {path: json.loads(path.read_text("utf-8")) for path in Path("mutants").absolute().rglob("*.meta")}
        self.place = {key: path for path, told in self.files.items() for key in told["exit_code_by_key"]}
        self.codes = {key: code for told in self.files.values() for key, code in told["exit_code_by_key"].items()}
        self.changed: set[Path] = set()
        self.saved = time.monotonic()

    def put(self, key: str, code: int) -> None:
        """Takes a result."""
        path = self.place[key]
        self.codes[key] = self.files[path]["exit_code_by_key"][key] = code
        self.changed.add(path)
        if time.monotonic() - self.saved > EVERY:
            self.save()

    def save(self) -> None:
        """Writes what is new."""
        for path in self.changed:
            path.write_text(json.dumps(self.files[path], indent=4), "utf-8")
        self.changed.clear()
        self.saved = time.monotonic()


class Trial:
    """The loop over the tests, in place of pytest's own."""

    def __init__(self, results: Results, keys: list[str], limit: float, workers: int) -> None:
        self.results, self.keys, self.limit, self.workers = results, keys, limit, workers
        self.seconds: list[float] = []
        self.reach: dict[str, list[int]] = defaultdict(list)
        self.kills: dict[str, Counter[int]] = defaultdict(Counter)
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hears of each test."""
        self.failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """First all tests without a mutant, for their time and reach; then the mutants."""
        self.measure(session.items)
        if self.failed:
            raise pytest.UsageError("a test fails without any mutant")
        forget()
        self.control(session.items)
        self.mutants(session.items)
        return True

    def one(self, items: list[pytest.Item], at: int, after: int) -> None:
        """Runs one test."""
        items[at].config.hook.pytest_runtest_protocol(item=items[at], nextitem=items[after])

    def measure(self, items: list[pytest.Item]) -> None:
        """The seconds of each test, and which functions it calls."""
        from mutmut.mutation.trampoline import set_mutant_under_test
        from mutmut.state import state

        set_mutant_under_test("stats")
        for at in range(len(items)):
            state()._stats.clear()
            started = time.perf_counter()
            self.one(items, at, (at + 1) % len(items))
            self.seconds.append(time.perf_counter() - started)
            for function in state()._stats:
                self.reach[function].append(at)
        set_mutant_under_test("")
        print(f"{len(items)} tests, {sum(self.seconds):.0f} s", flush=True)

    def control(self, items: list[pytest.Item]) -> None:
        """A child without a mutant has to pass all tests, in an order of its own."""
        reader, writer = os.pipe()
        tests = sorted(range(len(items)), key=self.seconds.__getitem__)
        child = os.fork()
        if not child:
            self.limit = float("inf")
            self.try_(items, "", tests, writer)
        os.close(writer)
        _, status = os.waitpid(child, 0)
        if told := os.read(reader, 64):
            raise pytest.UsageError(f"without any mutant, a child fails {items[int(told)].nodeid}")
        if status:
            raise pytest.UsageError(f"without any mutant, a child ends with {os.waitstatus_to_exitcode(status)}")
        os.close(reader)

    def mutants(self, items: list[pytest.Item]) -> None:
        """Forks a process for each mutant."""
        waiting, running, done, lived = deque(self.keys), dict[int, tuple[str, int, float]](), 0, 0
        while waiting or running:
            while waiting and len(running) < self.workers:
                key = waiting.popleft()
                tests = self.order(key)
                reader, writer = os.pipe()
                started = time.monotonic()
                child = os.fork()
                if not child:
                    self.try_(items, key, tests, writer)
                os.close(writer)
                running[child] = key, reader, started
            pid, status = os.wait()
            if pid not in running:
                continue
            key, reader, started = running.pop(pid)
            told = os.read(reader, 64)
            os.close(reader)
            code, by = outcome(status, told), int(told) if told else None
            if by is not None:
                self.kills[function_of(key)][by] += 1
                self.kills[module_of(key)][by] += 1
            self.results.put(key, code)
            done, lived = done + 1, lived + (code in {LIVED, NO_TEST})
            print(
                f"{done} of {len(self.keys)}, {lived} lived: {key} {code} after {time.monotonic() - started:.1f} s"
                f"{'' if by is None else f' by {items[by].nodeid}'}",
                flush=True,
            )
        self.results.save()

    def order(self, key: str) -> list[int]:
        """The tests that reach a mutant, the likeliest to kill it in little time first."""
        function, module = self.kills[function_of(key)], self.kills[module_of(key)]
        return sorted(
            self.reach[function_of(key)],
            key=lambda at: (self.seconds[at] + 0.002) / (0.05 + function[at] + 0.1 * module[at]),
        )

    def try_(self, items: list[pytest.Item], key: str, tests: list[int], told: int) -> None:
        """In the child: ends with the first test that fails."""
        from mutmut.mutation.trampoline import set_mutant_under_test

        code = NO_TEST
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            set_mutant_under_test(key)
            code, ends = (LIVED if tests else NO_TEST), time.monotonic() + self.limit
            for at, after in zip(tests, [*tests[1:], tests[0] - 1] if tests else [], strict=True):
                signal.setitimer(signal.ITIMER_REAL, TIMES * self.seconds[at] + MORE)
                self.one(items, at, after)
                if self.failed:
                    os.write(told, str(at).encode())
                    code = KILLED
                    break
                if time.monotonic() > ends:
                    break
        except BaseException:  # noqa: BLE001 - a mutant may end a run in any way
            code = KILLED
        finally:
            os._exit(code)


def outcome(status: int, told: bytes) -> int:
    """The exit code, as mutmut names it."""
    if told:
        return KILLED
    if os.WIFSIGNALED(status):
        return STOPPED if os.WTERMSIG(status) == signal.SIGALRM else KILLED
    return os.WEXITSTATUS(status)


def function_of(key: str) -> str:
    """``creditkit.ledger._note.x_number__mutmut_3`` is of ``creditkit.ledger._note.x_number``."""
    return key.rpartition("__mutmut_")[0]


def module_of(key: str) -> str:
    """``creditkit.ledger._note.x_number__mutmut_3`` is of ``creditkit.ledger._note``."""
    return key.rpartition(".")[0]


def forget() -> None:
    """Empties the package's caches: what was computed without a mutant would hide it."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("creditkit"):
            one.cache_clear()


def chosen(results: Results, parts: list[str], again: bool) -> list[str]:
    """What is to be tried, in an order that has no meaning, so that a part of a run speaks for the whole."""
    reasons = report.justified()
    given = {one.key for one in report.mutants(Path("mutants")) if one[:4] in reasons or report.same_statement(one)}
    keys = []
    for key, code in results.codes.items():
        if parts and not key.startswith(tuple(f"creditkit.{part}" for part in parts)):
            continue
        if key in given:
            results.put(key, LIVED)
        elif code is None or (again and code in {LIVED, NO_TEST}):
            keys.append(key)
    results.save()
    random.Random(4).shuffle(keys)
    return keys


def main(arguments: list[str]) -> int:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="*")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options: Any = parser.parse_args(arguments)
    os.environ.setdefault("HYPOTHESIS_PROFILE", "mutation")
    os.chdir(report.ROOT)
    prepare()
    results = Results()
    keys = chosen(results, options.part, options.again)
    print(f"{len(keys)} of {len(results.codes)} mutants to be tried", flush=True)
    if not keys:
        return 0
    from mutmut.configuration import config

    trial = Trial(results, keys, options.limit, options.workers)
    os.chdir("mutants")
    given = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    # Folders of tests that passed would fill the disk: there are thousands of children.
    quiet = ["-q", "-s", "--rootdir=.", "-o", "tmp_path_retention_policy=none"]
    return int(pytest.main([*quiet, *given], plugins=[trial]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
