"""The core takes nothing from its surroundings: no clock, no chance, no environment, no files, no context."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "creditkit"

#: The rim: what reads files and talks to people. Everything else is core.
RIM = ("adapters", "cli", "report")

#: Modules that exist to reach the surroundings, and what each of them would bring in.
SURROUNDINGS = {
    **dict.fromkeys(("time", "sched", "timeit"), "clock"),
    **dict.fromkeys(("random", "secrets", "uuid", "numpy.random"), "chance"),
    **dict.fromkeys(("os", "platform", "locale", "getpass", "zoneinfo", "dateutil.tz", "site"), "environment"),
    **dict.fromkeys(
        (
            "io",
            "pathlib",
            "glob",
            "shutil",
            "tempfile",
            "fileinput",
            "mmap",
            "sqlite3",
            "csv",
            "gzip",
            "zipfile",
        ),
        "files",
    ),
    **dict.fromkeys(("socket", "ssl", "urllib", "http", "subprocess", "multiprocessing", "asyncio"), "the world"),
    **dict.fromkeys(("logging", "warnings", "importlib.resources", "pkgutil"), "the host's settings"),
}

#: Built-in functions. They are looked for where they are called: an open amount may be called ``open``.
BUILT_IN = {
    **dict.fromkeys(("open", "input", "print", "breakpoint"), "files"),
    **dict.fromkeys(("eval", "exec", "compile"), "code from data"),
}

#: Single names of modules that are otherwise welcome.
NAMES = {
    **dict.fromkeys(("sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "sys.path"), "environment"),
    **dict.fromkeys(
        ("decimal.getcontext", "decimal.setcontext", "decimal.localcontext", "decimal.DefaultContext"),
        "the host's Decimal context",
    ),
}

#: Functions of numpy that read or write files.
OF_NUMPY = {"load", "save", "savez", "loadtxt", "savetxt", "genfromtxt", "fromfile", "memmap"}

#: Methods, whatever they are called on. ``fromtimestamp`` and a bare ``astimezone`` use the host's time zone,
#: ``quantize`` and ``scaleb`` the host's Decimal context unless they are given one.
METHODS = {
    **dict.fromkeys(("now", "today", "utcnow", "fromtimestamp"), "clock"),
    **dict.fromkeys(("tofile", "read_text", "write_text", "read_bytes", "write_bytes"), "files"),
    "astimezone": "the host's time zone",
    "quantize": "the host's Decimal context",
    "scaleb": "the host's Decimal context",
}

#: Of these, a call that says everything itself is pure.
PURE_WITH_ARGUMENT = {"astimezone", "quantize", "scaleb"}

#: What stands for a Decimal context of the module's own.
OWN_CONTEXT = "<own context>"

#: The generator of sample data may draw from a stream that its caller seeded, and from nothing else.
SEEDED = {"random.Random", "numpy.random.default_rng", "numpy.random.Generator", "numpy.random.PCG64"}


def core_modules() -> list[Path]:
    """Every source file that is not part of the rim."""
    return sorted(path for path in SRC.rglob("*.py") if path.relative_to(SRC).parts[0].removesuffix(".py") not in RIM)


def impurities(source: str, *, seeded: bool = False) -> list[tuple[int, str]]:
    """Every line of a module that reaches for its surroundings, and what it reaches for."""
    tree = ast.parse(source)
    names = dict(_imports(tree))
    names |= dict.fromkeys(_own_contexts(tree, names), OWN_CONTEXT)
    found = [(line, why) for line, name, why in _imported(tree) if not (seeded and _under(name, "random"))]
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            found += [(node.lineno, why) for why in _reached(_dotted(node, names), seeded)]
        if isinstance(node, ast.Call):
            found += [(node.lineno, why) for why in _called(node, _dotted(node.func, names), seeded)]
    return sorted(set(found))


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What each name in the module stands for, as a full dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _own_contexts(tree: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """The names that hold a Decimal context which the module made for itself; its methods are pure."""
    for node in ast.walk(tree):
        made = node.value if isinstance(node, ast.Assign) else None
        if isinstance(made, ast.Call) and _dotted(made.func, names) == "decimal.Context":
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _imported(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in named:
            for module, why in {**SURROUNDINGS, **NAMES}.items():
                if _under(name, module):
                    yield node.lineno, name, why


def _under(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    """``np.random.default_rng`` as ``numpy.random.default_rng``; what hangs on a value begins with a dot."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return ""


def _reached(name: str, seeded: bool) -> Iterator[str]:
    """Names that are wrong to mention, called or not."""
    if name in NAMES:
        yield NAMES[name]
    if _under(name, "numpy.random") and not seeded:
        yield "chance"


def _called(call: ast.Call, name: str, seeded: bool) -> Iterator[str]:
    """Names that are wrong to call, or wrong to call without saying everything."""
    module, _, last = name.rpartition(".")
    pure = module == OWN_CONTEXT or (last in PURE_WITH_ARGUMENT and _says_everything(call, last))
    if "." in name and last in METHODS and not pure:
        yield METHODS[last]
    if name in BUILT_IN:
        yield BUILT_IN[name]
    if module == "numpy" and last in OF_NUMPY:
        yield "files"
    if last == "datetime64" and any(isinstance(a, ast.Constant) and a.value in ("now", "today") for a in call.args):
        yield "clock"
    if _under(name, "random") or _under(name, "numpy.random"):
        bare = not (call.args or call.keywords)
        if seeded and (name not in SEEDED or bare):
            yield "chance"


def _says_everything(call: ast.Call, method: str) -> bool:
    if method == "astimezone":
        return bool(call.args or call.keywords)
    return any(keyword.arg == "context" for keyword in call.keywords)


@pytest.mark.parametrize("path", core_modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_the_core_is_pure(path: Path) -> None:
    """No module below the adapters takes anything from its surroundings."""
    seeded = path.relative_to(SRC).parts[0].startswith("sample")
    found = impurities(path.read_text(encoding="utf-8"), seeded=seeded)
    assert not found, [f"{path}:{line}: {why}" for line, why in found]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\ndate.today()",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import datetime\ndatetime.fromtimestamp(0)",
        "when.astimezone()",
        "import time",
        "from time import monotonic as tick",
        "import numpy as np\nnp.datetime64('today')",
        "import random",
        "import numpy as np\nnp.random.default_rng(7)",
        "from numpy.random import default_rng",
        "import uuid\nuuid.uuid4()",
        "import os\nos.environ['HOME']",
        "from os import getenv",
        "import sys\nsys.argv[1]",
        "import zoneinfo",
        "with open('facts.csv') as file: pass",
        "from pathlib import Path",
        "import numpy as np\nnp.load('facts.npy')",
        "import importlib.resources",
        "print('done')",
        "from decimal import getcontext\ngetcontext().prec = 28",
        "import decimal\nwith decimal.localcontext(): pass",
        "from decimal import Decimal\nDecimal(x).quantize(Decimal('0.01'))",
    ],
)
def test_the_check_can_fail(source: str) -> None:
    """Each way out of the core is seen."""
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import UTC, date\ndate(2025, 12, 31).isoformat()\nwhen.astimezone(UTC)",
        "import numpy as np\nnp.datetime64('2025-12-31')\nnp.add.at(a, b, c)",
        "from decimal import Context, Decimal\nx.quantize(Decimal('0.01'), context=Context(prec=40))",
        "from decimal import Context, Decimal\nOWN = Context(prec=40)\nOWN.quantize(x, Decimal('0.01'))",
        "from creditkit.columns import scaled\nscaled(1250, 2)",
        "def of(random, time): return random.choice(time.open)",
        "import re\nopen = items.open\nre.compile(open)",
    ],
)
def test_the_check_lets_pure_code_pass(source: str) -> None:
    """What depends on its arguments alone is not reported."""
    assert not impurities(source)


@pytest.mark.parametrize(
    ("source", "pure"),
    [
        ("import random\nrandom.Random(seed)", True),
        ("import numpy as np\nnp.random.default_rng(seed)", True),
        ("import random\nrandom.Random()", False),
        ("import random\nrandom.choice(names)", False),
        ("import numpy as np\nnp.random.default_rng()", False),
        ("import numpy as np\nnp.random.rand(3)", False),
    ],
)
def test_the_sample_draws_from_its_seed_only(source: str, pure: bool) -> None:
    """The generator of sample data may use a stream that was seeded by its caller, never the global one."""
    assert (not impurities(source, seeded=True)) is pure
