"""What a run of mutmut left in ``mutants/``: the share killed of each module, and survivors that nobody has justified.

``python tests/mutation/report.py`` ends with 1 where less than 95% are killed, or one is not justified or not tried;
``--all`` lists the justified ones, too. A justification names the lines before and after the change, so it holds only
as long as they stand there.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
JUSTIFIED = Path(__file__).parent / "survivors.toml"
#: The share that has to be killed.
LEAST = 0.95
#: The beginning of a statement.
SQL = re.compile(r"(?:BEGIN|COMMIT|INSERT|ON|PRAGMA|READ|REPEATABLE|ROLLBACK|SELECT|SHOW|UPDATE|WITH)\b")
#: Exit codes of a test run under a mutant: a failed test, or one that was stopped because it did not end.
KILLED, STOPPED, NOT_RUN = {1, 3}, {36, 24, -24, 152, 255}, {None, 2, 34}


class Mutant(NamedTuple):
    """One change, and the exit code of the tests."""

    module: str
    function: str
    was: str
    now: str
    code: int | None
    key: str = ""


def mutants(folder: Path) -> Iterator[Mutant]:
    """Every mutant of a run."""
    for meta in sorted(folder.rglob("*.meta")):
        path = meta.with_suffix("")
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        if not codes:
            continue
        spans = json.loads(path.with_name(path.name + ".spans").read_text(encoding="utf-8"))["spans"]
        lines = path.read_text(encoding="utf-8").splitlines()
        module = ".".join(path.relative_to(folder / "src" / "creditkit").with_suffix("").parts)
        for key, code in codes.items():
            name = key.rpartition(".")[2]
            stem = name.rpartition("__mutmut_")[0]
            before, after = spans[f"{stem}__mutmut_orig"], spans[name]
            original = [line.strip() for line in lines[before[0] - 1 : before[1]]]
            changed = [line.strip().replace(name, f"{stem}__mutmut_orig") for line in lines[after[0] - 1 : after[1]]]
            yield Mutant(module, function_of(stem), *difference(original, changed), code, key)


def function_of(stem: str) -> str:
    """``x__recorded`` is ``_recorded``, ``xǁTreeǁroot`` is ``Tree.root``."""
    return stem[2:].replace("ǁ", ".")


def difference(original: list[str], changed: list[str]) -> tuple[str, str]:
    """The lines that differ, before and after."""
    was, now = [], []
    for tag, a, b, c, d in SequenceMatcher(None, original, changed, autojunk=False).get_opcodes():
        if tag != "equal":
            was += original[a:b]
            now += changed[c:d]
    return " ".join(was), " ".join(now)


def justified() -> dict[tuple[str, str, str, str], str]:
    """The reason of each justified survivor."""
    listed = tomllib.loads(JUSTIFIED.read_text(encoding="utf-8")).get("survivor", [])
    return {(one["module"], one["function"], one["was"], one["now"]): one["reason"] for one in listed}


def same_statement(one: Mutant) -> bool:
    """Whether nothing but the letters of a statement of SQL are large or small: every database takes both."""
    was, now = one.was.split('"'), one.now.split('"')
    if not one.module.startswith("adapters.sql.") or len(was) != len(now):
        return False
    differ = [(place, a, b) for place, (a, b) in enumerate(zip(was, now, strict=True)) if a != b]
    return all(place % 2 and a.lower() == b.lower() and SQL.match(a) for place, a, b in differ)


def main(arguments: list[str]) -> int:
    """Prints the report."""
    reasons, counts, killed = justified(), Counter[str](), Counter[str]()
    open_, seen, not_run = 0, set(), 0
    for one in mutants(ROOT / "mutants"):
        if one.code in NOT_RUN:
            not_run += 1
            continue
        counts[one.module] += 1
        if one.code in KILLED | STOPPED:
            killed[one.module] += 1
            continue
        reason = reasons.get(one[:4]) or ("SQL has no case" if same_statement(one) else None)
        seen.add(one[:4])
        open_ += reason is None
        if reason is None or "--all" in arguments:
            print(f"{one.module}.{one.function} ({reason or 'not justified'})\n  - {one.was}\n  + {one.now}")
    for module, count in sorted(counts.items()):
        print(f"{module:32}{killed[module]:6} of {count:5}  {killed[module] / count:7.1%}")
    total = counts.total()
    share = killed.total() / total if total else 0.0
    print(f"{'all':32}{killed.total():6} of {total:5}  {share:7.1%}")
    print(f"not justified: {open_}; not run: {not_run}; justified but not found: {len(reasons.keys() - seen)}")
    return int(share < LEAST or open_ > 0 or not_run > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
