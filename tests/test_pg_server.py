"""The server of the tests goes with the tests, however they end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import pg_server

#: Whoever runs the tests in the background of a shell hands down that SIGINT is ignored.
PROGRAM = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, sys.argv[1])
import pg_server
with pg_server.server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def answers(port: int) -> bool:
    """Whether anybody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for the server's files that another user may enter."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o777)
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_server_is_left_behind(postgresql_url: str, folder: Path, end: signal.Signals) -> None:
    """Neither after Ctrl-C nor after a kill that nobody can catch."""
    command = [sys.executable, "-c", PROGRAM, str(Path(pg_server.__file__).parent)]
    pipes: dict[str, int] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(folder)}, text=True, **pipes) as program:
        assert program.stdout is not None
        port = int(program.stdout.readline().rpartition(":")[2].partition("/")[0])
        assert answers(port)
        program.send_signal(end)
        program.wait(60)
    begun = time.monotonic()
    while (answers(port) or any(folder.iterdir())) and time.monotonic() - begun < 60:
        time.sleep(0.1)
    assert not answers(port)
    assert not any(folder.iterdir())
