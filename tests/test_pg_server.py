"""The server of the tests goes with the tests, however they end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pg_server

PROGRAM = """
import os, sys
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


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_server_is_left_behind(postgresql_url: str, end: signal.Signals) -> None:
    """Neither after Ctrl-C nor after a kill that nobody can catch."""
    command = [sys.executable, "-c", PROGRAM, str(Path(pg_server.__file__).parent)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as program:
        assert program.stdout is not None
        port = int(program.stdout.readline().rpartition(":")[2].partition("/")[0])
        assert answers(port)
        program.send_signal(end)
        program.wait(60)
    begun = time.monotonic()
    while answers(port) and time.monotonic() - begun < 60:
        time.sleep(0.1)
    assert not answers(port)
