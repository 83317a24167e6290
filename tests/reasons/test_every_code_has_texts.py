"""No code comes out of the source without its text in both languages.

The codes are found by reading the source: what stands first in a call of ``Reason``, followed back through the
parameters of the helpers that make reasons, and through the names to which codes are given.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import creditkit
from creditkit.reasons._chinese import CHINESE
from creditkit.reasons._english import ENGLISH

SOURCE = Path(creditkit.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
#: Makers of reasons, each with the place of the code among its arguments.
MAKERS = {"Reason": 0, "handed_over": 0}
#: Codes of the sample's own desk, which stand for those that a host makes up; they are told with the sample.
OF_THE_SAMPLE = {"payments_stopped", "dispute_without_ground", "paid_off_arrears"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def trees() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the core and its rim, without the kit for tests and the catalogues themselves."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("testing/") and path.stem not in ("_english", "_chinese"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    """The last part of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def literals(node: ast.AST) -> set[str]:
    """Every text in an expression that is written like a code."""
    texts = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return {text for text in texts if CODE.fullmatch(text)}


def code_of(node: ast.Call, place: int, name: str) -> ast.expr | None:
    """The argument of a call that is the code."""
    named = next((one.value for one in node.keywords if one.arg == name), None)
    return named or (node.args[place] if len(node.args) > place else None)


def given(function: Function, name: str) -> Iterator[ast.expr]:
    """What a name is given in a function: by assignment, or as a variable of a loop."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(name in names(target) for target in node.targets):
            yield node.value
        elif isinstance(node, (ast.For, ast.comprehension)) and name in names(node.target):
            yield node.iter


def names(target: ast.expr) -> set[str]:
    """The names that an assignment binds."""
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}


def codes_in(name: str, module: ast.Module, makers: dict[str, dict[str, int]], more: dict[str, int]) -> set[str]:
    """The codes that a module gives to makers; its own makers are added to ``more`` as they are found."""
    found: set[str] = set()
    for function in (one for one in ast.walk(module) if isinstance(one, Function)):
        parameters = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        bound = parameters[1:] if parameters[:1] in (["self"], ["cls"]) else parameters
        for node in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
            place = {**MAKERS, **makers[name], **more}.get(called(node))
            code = None if place is None else code_of(node, place, "code")
            if code is None:
                continue
            found |= literals(code) if not isinstance(code, ast.Name) else set()
            if isinstance(code, ast.Name):
                found |= {text for value in given(function, code.id) for text in literals(value)}
                if code.id in bound:
                    makers[name][function.name] = bound.index(code.id)
    return found


def codes() -> dict[str, set[str]]:
    """The codes of each module, once no further maker turns up."""
    modules = dict(trees())
    makers: dict[str, dict[str, int]] = defaultdict(dict)
    public: dict[str, int] = {"add": 1, "unlisted": 1, "explained": 2}
    while True:
        before = sum(map(len, makers.values()))
        found = {name: codes_in(name, module, makers, public) for name, module in modules.items()}
        if sum(map(len, makers.values())) == before:
            return found


def test_every_code_of_the_source_has_texts() -> None:
    """In English and in Chinese; a bare code is for hosts that have not written theirs."""
    found = codes()
    bare = {(code, name) for name, inside in found.items() for code in inside - ENGLISH.keys() - OF_THE_SAMPLE}
    assert not bare, sorted(bare)
    assert len(set().union(*found.values())) > 100


def test_every_text_has_its_code() -> None:
    """A text whose code stands nowhere in the source is a leftover."""
    written = "\n".join(ast.unparse(module) for _, module in trees())
    built = ("kpi_", "value_earns_")
    assert not {code for code in ENGLISH if f"'{code}'" not in written and not code.startswith(built)}
    assert ENGLISH.keys() == CHINESE.keys()


def test_a_code_without_text_would_be_found() -> None:
    """The search follows codes through helpers and names."""
    module = ast.parse(
        "def _made(path, code): return Reason(code)\n"
        "def f(): return _made('x', 'no_such_code')\n"
        "def g(yes):\n    said = 'not_this' if yes else 'nor_that'\n    return Reason(said)\n"
    )
    makers: dict[str, dict[str, int]] = defaultdict(dict)
    codes_in("m", module, makers, {})
    assert codes_in("m", module, makers, {}) == {"no_such_code", "not_this", "nor_that"}
