"""Arguments, exit codes and messages of the command line.

Exit 0: written. 2: a wrong call (an argument, a file that is missing or lacks a column, a mapping
that cannot be, a ledger that does not verify). 3: a file had rows and none was accepted, or more
than ``--max-rejected`` of them were rejected; then only ``rejected.csv`` and ``review.json`` are written.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

from creditkit.adapters.files import FileRefused, LedgerUnsound
from creditkit.cli._policy import policy_of
from creditkit.cli._review import INPUTS, Call, review_files, show_party
from creditkit.errors import CreditkitError, ExtraMissing
from creditkit.policy import PolicyError
from creditkit.reasons import Language, Reason, text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WRITTEN, WRONG_CALL, TOO_MUCH_REJECTED = 0, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code.

    >>> main(["review", "--invoices", "none.csv", "--as-of", "2026-03-31", "--out", "review"])
    2
    """
    given = _parser().parse_args(arguments)
    gc.disable()  # millions of texts and no cycles: the collector would walk them again and again
    try:
        if given.command == "demo":
            from creditkit.cli._demo import demo  # the sample is not loaded for a review

            return TOO_MUCH_REJECTED if demo(given.out, given.as_of, given.lang) else WRITTEN
        if given.command == "show":
            return TOO_MUCH_REJECTED if show_party(_call(given), given.party) else WRITTEN
        return TOO_MUCH_REJECTED if review_files(_call(given)) else WRITTEN
    except BrokenPipeError:
        # Whoever reads the summary has seen enough (`| head`); the files were written before it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRITTEN
    except (CreditkitError, OSError) as error:
        print(f"creditkit: {_told(error, given.lang)}", file=sys.stderr)
        return WRONG_CALL


def _told(error: Exception, language: Language) -> str:
    """A message in a language, where the error has it in both; in English otherwise."""
    if isinstance(error, (PolicyError, LedgerUnsound, FileRefused)):
        return error.told(language)
    if isinstance(error, ExtraMissing):
        install = f"pip install 'creditkit[{error.extra}]'"
        return text(Reason("extra_missing", {"given": error.package, "accepted": install}), language)
    return str(error)


def _call(given: argparse.Namespace) -> Call:
    return Call(
        inputs={name: path for name in INPUTS if (path := getattr(given, name)) is not None},
        mapping=given.mapping, as_of=given.as_of, known_at=given.known_at, out=getattr(given, "out", Path()),
        max_rejected=given.max_rejected, language=given.lang,
        policy=None if given.policy is None else policy_of(given.policy), ledger=given.ledger, streams=given.streams,
    )  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="creditkit", description="Credit policy as code for B2B trade credit.")
    parser.add_argument("--version", action="version", version=f"creditkit {version('creditkit')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_review(commands.add_parser("review", help="review a portfolio from CSV files", allow_abbrev=False))
    _add_show(commands.add_parser("show", help="show one party whole", allow_abbrev=False))
    shown = commands.add_parser("demo", help="review the synthetic sample and show it", allow_abbrev=False)
    shown.add_argument("--out", type=Path, default=Path("creditkit-demo"), metavar="DIR", help="default: %(default)s")
    shown.add_argument("--as-of", type=_day, default=date(2025, 12, 31), metavar="DATE", help="default: %(default)s")
    _add_language(shown)
    return parser


def _add_review(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy", metavar="P", help="a policy file (.toml, .json), or a ready-made policy by its name"
    )
    _add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write")
    _add_language(parser)


def _add_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("party", metavar="PARTY", help="the party's id")
    parser.add_argument(
        "--policy", required=True, metavar="P", help="a policy file (.toml, .json), or a ready-made policy by its name"
    )
    _add_inputs(parser)
    _add_language(parser)


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    for name in INPUTS:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", required=name == "invoices")
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="a ledger: JSON lines, or SQLite with the extra sql"
    )
    parser.add_argument("--streams", type=Path, metavar="FILE", help="whose its streams are: stream,party_id")
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="how the files are written")
    parser.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day, to its end: 2012-12-31")
    parser.add_argument("--known-at", type=_moment, metavar="DATE", help="leave out what was recorded later")
    parser.add_argument("--max-rejected", type=_share, default="5%", metavar="SHARE", help="of a file; default: 5%%")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="language of messages; default: en")


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a day written as 2012-12-31")


def _moment(text: str) -> date | datetime:
    try:
        return _day(text)
    except argparse.ArgumentTypeError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        accepted = "a day (2012-12-31) or an instant with its offset (2012-12-31T18:00:00+08:00)"
        raise argparse.ArgumentTypeError(f"{text!r} is not {accepted}")
    return moment


def _share(text: str) -> Fraction:
    """``5%`` or ``0.05``."""
    try:
        share = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0% and 100%")
    return share
