"""What holds for every test, doctest and example of the documentation."""

from __future__ import annotations

import decimal
from collections.abc import Generator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

from pages import enter, files, leave, transcripts

# Every ```python block of the README and the docs is run, top to bottom, one namespace and one folder a page;
# blocks with a title are files there, and transcripts of commands have to print what they show.
pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
        files,
        transcripts,
    ],
    patterns=["*.md"],
    setup=enter,
    teardown=leave,
).pytest()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --hostile-decimal."""
    parser.addoption(
        "--hostile-decimal",
        action="store_true",
        help="run under a Decimal context with 4 digits that traps every mixture with float",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """With --hostile-decimal: fixtures and test run in a host that has set its Decimal context for itself.

    Four digits make any amount arithmetic under that context visibly wrong, and the trap raises
    where a float is compared with a Decimal or turned into one.
    """
    if not item.config.getoption("--hostile-decimal") or item.get_closest_marker("own_decimal"):
        return (yield)
    with decimal.localcontext(prec=4) as context:
        context.traps[decimal.FloatOperation] = True
        return (yield)
