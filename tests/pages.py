"""What a Markdown page holds besides Python blocks: files and transcripts, both held to be true.

A block with a title (```` ```toml title="sap.toml" ````) is written as a file of that name. A ``console``
block whose lines begin with ``$ `` is run, and must print what the page shows; ``...`` stands for anything.
Both happen in a folder that is made for the page, in which its Python blocks run too, and which holds
``examples`` like a clone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Document, Example, Region

EXAMPLES = Path(__file__).parent.parent / "examples"
_FILE = re.compile(r'^```\w+ title="(?P<name>[^"]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
_TRANSCRIPT = re.compile(r"^```console\n(?P<text>\$ .*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)


def files(document: Document) -> Iterator[Region]:
    """The blocks that are files."""
    for match in _FILE.finditer(document.text):
        yield Region(match.start(), match.end(), (match["name"], match["text"]), _written)


def transcripts(document: Document) -> Iterator[Region]:
    """The blocks that show commands and what they print."""
    for match in _TRANSCRIPT.finditer(document.text):
        yield Region(match.start(), match.end(), match["text"], _run)


def enter(namespace: dict[str, Any]) -> None:
    """Makes a folder for a page and goes there."""
    folder = TemporaryDirectory()
    namespace["_folder"], namespace["_before"] = folder, Path.cwd()
    os.chdir(folder.name)
    Path("examples").symlink_to(EXAMPLES)


def leave(namespace: dict[str, Any]) -> None:
    """Goes back and removes the folder."""
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


def _written(example: Example) -> None:
    name, text = example.parsed
    Path(name).write_text(text, encoding="utf-8", newline="\n")


def _run(example: Example) -> str | None:
    """Runs each command; what differs is said."""
    status = 0
    for match in _COMMAND.finditer(example.parsed):
        done = subprocess.run(
            ["bash", "-c", f"(exit {status})\n{match['command']}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=_environment(),
            check=False,
        )
        status = done.returncode
        if not OutputChecker().check_output(match["shown"], done.stdout, ELLIPSIS):
            return f"{match['command']}\nshown:\n{match['shown']}\nprinted:\n{done.stdout}"
    return None


def _environment() -> dict[str, str]:
    """A terminal of 100 columns, and the commands of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
