"""What an import brings in, and that every public name is where it says it is and says what it does."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

import creditkit

SRC = Path(creditkit.__file__).parent

#: What `import creditkit` must not load.
HEAVY = {"numpy", "attr", "attrs", "cattr", "cattrs", "dateutil", "hypothesis"}

#: Public modules whose names need no doctest: what a strategy gives is drawn, and a law says nothing where it holds.
#: Their docstrings say what they give; the page on testing shows them at work.
NO_EXAMPLES = {"creditkit.testing"}


def public_modules() -> list[str]:
    """The name of every module without a leading underscore in its path."""
    walked = pkgutil.walk_packages([str(SRC)], "creditkit.")
    names = [m.name for m in walked if not any(part.startswith("_") for part in m.name.split("."))]
    return ["creditkit", *names]


def packages() -> list[str]:
    """The public modules that are folders."""
    return [name for name in public_modules() if (SRC / Path(*name.split(".")[1:]) / "__init__.py").exists()]


def own_names(module: ModuleType) -> set[str]:
    """The public functions and classes that a module defines itself."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module.__name__
    }


def public_objects(module: ModuleType) -> Iterator[tuple[str, object]]:
    """A module's public functions and classes, with the public methods and properties of each class."""
    for public in sorted(set(getattr(module, "__all__", ())) | own_names(module)):
        value = getattr(module, public)
        if not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        yield public, value
        for member, attribute in vars(value).items() if inspect.isclass(value) else ():
            plain = getattr(attribute, "__func__", attribute)
            if not member.startswith("_") and (inspect.isfunction(plain) or isinstance(plain, property)):
                yield f"{public}.{member}", plain


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}"]
    return []


def imports(source: str) -> set[str]:
    """Every module that a source file imports, anywhere in it."""
    return {name for node in ast.walk(ast.parse(source)) for name in imported(node)}


def beside_kernels(source: str) -> set[str]:
    """What a kernel imports that is neither numpy, nor the standard library, nor the errors it raises."""
    allowed = {"numpy", "__future__", *sys.stdlib_module_names}
    return {name for name in imports(source) if name.split(".")[0] not in allowed and name != "creditkit.errors"}


def test_the_bare_import_loads_nothing_heavy() -> None:
    """A program that imports creditkit and uses nothing of it pays for nothing."""
    program = "import json, sys, creditkit; print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "creditkit" in (loaded := set(json.loads(done.stdout)))
    assert not loaded & HEAVY


@pytest.mark.parametrize("name", creditkit.__all__)
def test_every_name_of_page_one_resolves(name: str) -> None:
    """Each name of page one is there, and comes from the package that documents it."""
    value = getattr(creditkit, name)
    home = creditkit._HOME.get(name)
    assert home is None or name in importlib.import_module(home).__dict__
    assert value is not None


def test_page_one_lists_what_it_loads() -> None:
    """The names that are offered are those that are looked up on first use."""
    assert set(creditkit.__all__) == {*creditkit._HOME, "__version__"}
    assert set(creditkit.__all__) == set(dir(creditkit))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy door refuses like any module."""
    with pytest.raises(AttributeError, match="no attribute 'Monkey'"):
        _ = creditkit.Monkey


def test_the_version_is_the_one_of_the_package() -> None:
    """The module and the installed package give the same version."""
    from importlib.metadata import version

    assert creditkit.__version__ == version("creditkit")


@pytest.mark.parametrize("name", packages())
def test_no_name_is_also_a_submodule(name: str) -> None:
    """`from creditkit.aging import x` never means a function on one day and a module on another."""
    module = importlib.import_module(name)
    below = {info.name for info in pkgutil.iter_modules(module.__path__)}
    assert not below & set(getattr(module, "__all__", ()))
    assert not below & {n for n, v in vars(module).items() if not inspect.ismodule(v)}


@pytest.mark.parametrize("name", packages())
def test_a_package_only_imports_and_lists(name: str) -> None:
    """A folder's __init__ defines nothing, and lists every public name that it imports."""
    if name == "creditkit":
        return  # loads lazily; its own tests are above
    module = importlib.import_module(name)
    assert not own_names(module)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    brought = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }
    assert {b for b in brought if not b.startswith("_")} == set(getattr(module, "__all__", ()))


@pytest.mark.parametrize("name", public_modules())
def test_all_is_accurate(name: str) -> None:
    """Every listed name exists, once; where a module has a list, each public thing it defines is in it."""
    module = importlib.import_module(name)
    listed = list(getattr(module, "__all__", ()))
    assert len(listed) == len(set(listed))
    assert not [n for n in listed if not hasattr(module, n)]
    assert not listed or own_names(module) <= set(listed)


@pytest.mark.parametrize("name", public_modules())
def test_every_public_thing_is_documented(name: str) -> None:
    """Modules, functions, classes, public methods and properties say what they do."""
    module = importlib.import_module(name)
    assert module.__doc__
    assert not [path for path, value in public_objects(module) if not own_doc(value)]


def own_doc(value: object) -> bool:
    """Whether a thing has a docstring of its own, not the one of a base class."""
    doc = vars(value).get("__doc__") if inspect.isclass(value) else getattr(value, "__doc__", None)
    return bool(doc and doc.strip())


@pytest.mark.parametrize("name", [name for name in public_modules() if name not in NO_EXAMPLES])
def test_every_public_thing_shows_an_example(name: str) -> None:
    """Each public class and function has a doctest: how it comes about, and what is read from it."""
    module = importlib.import_module(name)
    assert not [public for public, value in public_objects(module) if "." not in public and lacks_example(value)]


def lacks_example(value: object) -> bool:
    """Whether the docstring of a class or function has no doctest; errors and protocols need none."""
    if inspect.isclass(value) and (issubclass(value, BaseException) or getattr(value, "_is_protocol", False)):
        return False
    return not doctest.DocTestParser().get_examples(value.__doc__ or "")


def test_the_check_of_examples_can_fail() -> None:
    """A class or function that only tells is seen; one that shows, an error and a protocol are not."""

    class Told:
        """A `>>>` in a sentence is no example."""

    class Shown:
        """Shown.

        >>> 1 + 1
        2
        """

    class Wrong(ValueError):
        """An error."""

    class Door(Protocol):
        """A protocol."""

    assert [lacks_example(value) for value in (Told, lacks_example, Shown, Wrong, Door)] == [True, True] + [False] * 3


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda path: str(path.relative_to(SRC)))
def test_nothing_inside_imports_from_the_root(path: Path) -> None:
    """The root offers names to users; inside, each module imports from where a thing lives."""
    assert not imports(path.read_text(encoding="utf-8")) & {"creditkit", "."}


@pytest.mark.parametrize("path", sorted(SRC.rglob("_kernels.py")), ids=lambda path: str(path.relative_to(SRC)))
def test_kernels_know_no_domain(path: Path) -> None:
    """A kernel takes and gives arrays: it imports numpy, the standard library and the errors it raises."""
    assert not beside_kernels(path.read_text(encoding="utf-8"))


def test_the_check_of_kernels_can_fail() -> None:
    """A kernel that reaches for a domain type is seen."""
    assert beside_kernels("import numpy as np\nfrom creditkit.money import Money") == {"creditkit.money"}
    assert beside_kernels("import attrs") == {"attrs"}
    assert not beside_kernels("import numpy as np\nfrom creditkit.errors import AmountTooLarge")
