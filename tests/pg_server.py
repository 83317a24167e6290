"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, gone with the tests in every case."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

#: Debian and Ubuntu keep the server's programs off the path.
ELSEWHERE = "/usr/lib/postgresql"
#: The server runs beside a shell that waits for its standard input. That ends with the tests, however they end; without
#: a word before the end they were killed, and the shell removes the folder in their place.
GUARD = '"$@" & server=$!; read -r _; told=$?; kill -INT "$server"; wait "$server"; [ "$told" = 0 ] || rm -rf "$0"'
ATTEMPTS, PATIENCE = 5, 60.0


class NoServer(Exception):
    """PostgreSQL's programs are not on this machine."""


def programs() -> Path:
    """The folder of ``initdb`` and ``postgres``."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    by_release = sorted(Path(ELSEWHERE).glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in [*folders, *by_release]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServer(f"initdb and postgres are neither on PATH nor in {ELSEWHERE}/*/bin: install PostgreSQL's server")


@contextmanager
def server() -> Iterator[str]:
    """Starts a server and gives the URL of an empty database, for SQLAlchemy."""
    folder, password = Path(tempfile.mkdtemp(prefix="creditkit-postgresql-")), secrets.token_hex(16)
    try:
        user = _user()
        if user is not None:
            os.chown(folder, *user)
        _initialise(programs(), folder, password, user)
        with _running(programs(), folder, password, user) as port:
            yield f"postgresql+psycopg://creditkit:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> tuple[int, int] | None:
    """The server refuses to run as root; then it runs as ``postgres`` or ``nobody``."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)[2:4]
        except KeyError:
            continue
    raise NoServer("there is no user but root to run a server as")


def _as(user: tuple[int, int] | None) -> dict[str, object]:
    return {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}


def _initialise(bin_: Path, folder: Path, password: str, user: tuple[int, int] | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        os.chown(secret, *user)
    command = [
        bin_ / "initdb", "--pgdata", folder / "data", "--username", "creditkit", "--pwfile", secret,
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **_as(user))  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"initdb: {done.stderr}")


@contextmanager
def _running(bin_: Path, folder: Path, password: str, user: tuple[int, int] | None) -> Iterator[int]:
    for _ in range(ATTEMPTS):  # another program may take the port first
        port, log = _free_port(), (folder / "log").open("ab")
        command = [
            "sh", "-c", GUARD, folder, bin_ / "postgres", "-D", folder / "data", "-p", str(port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=50",
        ]  # fmt: skip
        guard = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, **_as(user)
        )  # type: ignore[call-overload]
        log.close()
        try:
            if _answers(port, password, folder / "data" / "postmaster.pid"):
                yield port
                return
        finally:
            with suppress(BrokenPipeError):
                guard.communicate(b"enough\n", PATIENCE)
    raise RuntimeError(f"the server does not start: {(folder / 'log').read_text()}")


def _answers(port: int, password: str, running: Path) -> bool:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        try:
            psycopg.connect(f"postgresql://creditkit:{password}@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() - begun > PATIENCE / 10 and not running.exists():
                return False
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
