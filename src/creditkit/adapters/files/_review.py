"""A review as a folder of files: tables as CSV, KPIs and the account of what came in as JSON.

The folder is written beside its place and then put there whole, so that nobody ever reads half a review.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from creditkit.adapters.files._ledger_account import ledger_account
from creditkit.adapters.files._write import write_rows, write_table
from creditkit.facts import Intake, Moment
from creditkit.loop import Applied, Review, Totals
from creditkit.money import Money
from creditkit.reasons import Finding, Language, Reason, Rejection, text

#: Every file that a review may consist of. Others in the folder are never touched.
FILES = frozenset(
    {
        "aging.csv", "open_items.csv", "behaviour.csv", "kpis.json", "rejected.csv", "review.json",
        "scores.csv", "contributions.csv", "limits.csv", "decisions.csv", "worklist.csv", "findings.csv",
    }
)  # fmt: skip
REJECTED_HEADER = ("file", "row", "field", "code", "message")


def write_review(
    review: Review,
    folder: str | Path,
    *,
    intake: Intake | None = None,
    files: Mapping[str, str] | None = None,
    applied: Applied | None = None,
    language: Language = "en",
) -> Path:
    """Writes a review into a folder.

    Equal reviews give equal bytes. What an earlier review left in the folder is replaced whole; files
    that are not a review's stay.

    Args:
        review: what to write.
        folder: where to; made if it is not there.
        intake: what came in, for ``rejected.csv`` and the counts of ``review.json``.
        files: the name of the file that each table came from, and that of the ledger.
        applied: the ledger whose points the review counts.
        language: of the messages.

    Raises:
        OSError: the folder cannot be written.

    >>> from creditkit.facts import Document, Facts
    >>> from creditkit.loop import review
    >>> bill = Document("1", "C-7", Money("12.50", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = write_review(review(None, Facts([bill]).at(date(2025, 3, 2))), Path(folder, "review"))
    ...     sorted(file.name for file in out.iterdir())
    ['aging.csv', 'behaviour.csv', 'kpis.json', 'open_items.csv', 'rejected.csv', 'review.json']
    """
    with _replacing(Path(folder)) as new:
        for name, columns in review.tables(language).items():
            write_table(new / f"{name}.csv", columns)
        _json(new / "kpis.json", [_kpi(kpi, language) for kpi in review.kpis])
        _rejected(new, () if intake is None else intake.rejected, language)
        _json(new / "review.json", _account(review, intake, files or {}, applied, language))
    return Path(folder)


def write_refusal(
    intake: Intake,
    folder: str | Path,
    *,
    as_of: date,
    known_at: Moment | None = None,
    why: Iterable[Reason],
    files: Mapping[str, str] | None = None,
    language: Language = "en",
) -> Path:
    """Writes what is left of a review that was not made since too much was rejected: the rows, and why.

    >>> from creditkit.facts import take
    >>> intake = take({"parties": {"party_id": [""]}})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     why = [Reason("too_many_rejected", {"file": "parties.csv", "rejected": 1, "given": 1})]
    ...     out = write_refusal(intake, Path(folder, "review"), as_of=date(2026, 3, 2), why=why)
    ...     sorted(file.name for file in out.iterdir()), (out / "rejected.csv").read_text().splitlines()[1]
    (['rejected.csv', 'review.json'], 'parties,1,party_id,id_missing,the id is empty')
    """
    with _replacing(Path(folder)) as new:
        _rejected(new, intake.rejected, language)
        account = {
            **_moment(as_of, known_at),
            "policy": None,
            "refused": [_reason(reason, language) for reason in why],
            "files": _files(intake, files or {}),
        }
        _json(new / "review.json", account)
    return Path(folder)


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` that takes its place at the end; after an exception nothing is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield new
        new.chmod(0o755)
        _put(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _put(new: Path, folder: Path) -> None:
    """Renames the new folder into place; into a folder that holds other files, renames file by file."""
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there <= FILES:
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
            folder.rename(old / folder.name)
            new.rename(folder)
            shutil.rmtree(old)
        else:
            new.rename(folder)
        return
    for path in sorted(new.iterdir(), key=lambda path: (path.name == "review.json", path.name)):
        path.replace(folder / path.name)
        there.discard(path.name)
    for name in there & FILES:
        (folder / name).unlink()


def _rejected(folder: Path, rejected: Iterable[Rejection], language: Language) -> None:
    rows = ((r.source, r.row, r.field or "", r.reason.code, text(r.reason, language)) for r in rejected)
    write_rows(folder / "rejected.csv", REJECTED_HEADER, rows)


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def _plain(value: object) -> Any:
    """A figure for JSON: money and dates as text, shares and days as numbers."""
    if isinstance(value, Money):
        return str(value.amount)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _reason(reason: Reason, language: Language) -> dict[str, Any]:
    figures = {name: _plain(value) for name, value in reason.figures.items()}
    return {"code": reason.code, "message": text(reason, language), "figures": figures}


def _kpi(kpi: Any, language: Language) -> dict[str, Any]:
    return {
        "code": kpi.code,
        "currency": kpi.currency,
        "window_days": kpi.window_days,
        "value": _plain(kpi.value),
        "inputs": {"basis": kpi.basis, **{name: _plain(value) for name, value in kpi.inputs.items()}},
        "note": None if kpi.note is None else _reason(kpi.note, language),
    }


def _account(
    review: Review, intake: Intake | None, files: Mapping[str, str], applied: Applied | None, language: Language
) -> dict[str, Any]:
    return {
        **_moment(review.as_of, review.known_at),
        "policy": review.policy,
        "files": {} if intake is None else _files(intake, files),
        **({} if applied is None else {"ledger": ledger_account(review, applied, files.get("ledger"))}),
        "totals": [_totals(row) for row in review.totals],
        "findings": [_finding(finding, language) for finding in review.findings],
    }


def _moment(as_of: date, known_at: Moment | None) -> dict[str, Any]:
    return {"as_of": as_of.isoformat(), "known_at": None if known_at is None else known_at.isoformat()}


def _files(intake: Intake, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        table: {
            "file": files.get(table),
            "given": given,
            "accepted": intake.accepted[table],
            "rejected": given - intake.accepted[table],
            "unused": list(intake.unused.get(table, ())),
            **({"observed": list(intake.observed)} if table == "parties" else {}),
        }
        for table, given in intake.given.items()
    }


def _totals(row: Totals) -> dict[str, Any]:
    figures = {a.name: _plain(getattr(row, a.name)) for a in attrs.fields(Totals)}
    return {**figures, "ties_out": row.ties_out}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {"severity": finding.severity, "path": finding.path, **_reason(finding.reason, language)}
