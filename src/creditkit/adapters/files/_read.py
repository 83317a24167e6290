"""CSV files to facts: the glue between the reader of one file and the intake of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, cast

import attrs
import numpy as np

from creditkit.adapters.files._csv import Read, read_table
from creditkit.adapters.files._extra import with_party_columns
from creditkit.adapters.files._mapping import RATES, parse_mapping
from creditkit.adapters.files._names import file_name
from creditkit.adapters.files._rates import rates_of
from creditkit.adapters.files._spelling import InputMapping
from creditkit.columns import Labels, Numbers
from creditkit.errors import InvalidInput
from creditkit.facts import Intake
from creditkit.facts._entry import Source
from creditkit.facts._intake import take_sources
from creditkit.facts._schema import DOCUMENT_KINDS, TABLES
from creditkit.money import Rates
from creditkit.reasons import Rejection

PathLike: TypeAlias = "str | Path"
#: Told the table and the number of records read so far, now and then.
Progress: TypeAlias = "Callable[[str, int], None]"


def load_mapping(path: PathLike) -> Mapping[str, InputMapping]:
    """A mapping file from a path: how each input is written.

    Raises:
        InvalidInput: the file cannot be read.
        MappingError: what it says cannot be; all problems at once.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "sap.toml")
    ...     _ = file.write_text('invoices = {decimal = ",", columns = {due_on = "Fällig am"}}', "utf-8")
    ...     mapping = load_mapping(file)
    >>> mapping["invoices"].decimal, dict(mapping["invoices"].columns)
    (',', {'due_on': 'Fällig am'})
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(str(path), str(error), "a mapping file in TOML, in UTF-8") from None
    return parse_mapping(text, Path(path).name)


def read_facts(  # noqa: PLR0913  (one argument a file)
    *,
    invoices: PathLike,
    parties: PathLike | None = None,
    allocations: PathLike | None = None,
    orders: PathLike | None = None,
    observations: PathLike | None = None,
    instalments: PathLike | None = None,
    deliveries: PathLike | None = None,
    rates: PathLike | None = None,
    mapping: PathLike | Mapping[str, InputMapping] | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Facts from CSV files, ``.gz`` as they are. A row that cannot be a fact is set aside with its reason.

    Args:
        invoices: documents of every kind.
        allocations: what settles them.
        orders: open and past ones.
        observations: what sources said about parties.
        instalments: parts of documents with due dates of their own.
        deliveries: goods that left against orders.
        rates: dated exchange rates.
        parties: every column beyond the table's own becomes an undated observation of source ``parties``.
        mapping: a mapping file, or what :func:`load_mapping` gave: how each input is written.
        progress: told the table and the records read so far.

    Returns:
        The facts; the rejected rows by file, with ``row`` the record number from 1 without the header;
        rows given and accepted; and, per table, the columns that no field takes; those of the parties
        are observations instead.

    Raises:
        InvalidInput: a file is missing, empty, or lacks a required column.
        MappingError: the mapping file cannot be.

    >>> from tempfile import TemporaryDirectory
    >>> from creditkit.adapters.files import write_facts
    >>> from creditkit.facts import Party
    >>> with TemporaryDirectory() as folder:
    ...     _ = write_facts([Party("C-7", country="DE")], Path(folder))
    ...     intake = read_facts(invoices=Path(folder, "invoices.csv"), parties=Path(folder, "parties.csv"))
    >>> dict(intake.accepted), next(iter(intake.facts)).country
    ({'parties': 1, 'invoices': 0}, 'DE')
    """
    given = {
        "parties": parties, "invoices": invoices, "instalments": instalments, "allocations": allocations,
        "orders": orders, "deliveries": deliveries, "observations": observations,
    }  # fmt: skip
    how = load_mapping(mapping) if isinstance(mapping, (str, Path)) else mapping or {}
    reads: dict[str, Read] = {}
    for name, path in given.items():
        if path is not None:
            told = None if progress is None else partial(progress, name)
            extra = name == "parties"
            reads[name] = read_table(path, TABLES[name], how.get(name), keep_extra=extra, progress=told)
    if "invoices" in how and how["invoices"].sign == "ledger":
        reads["invoices"] = _receipts_turned(reads["invoices"])
    quoted = None if rates is None else read_table(rates, RATES, how.get("rates"))
    known, conflicts = (Rates(), ()) if quoted is None else rates_of(quoted)
    intake = take_sources({name: Source(read.columns, name, read.rows) for name, read in reads.items()}, rates=known)
    paths = {name: Path(str(path)).name for name, path in (*given.items(), ("rates", rates)) if path is not None}
    everything = {**reads, **({} if quoted is None else {"rates": quoted})}
    return _finished(intake, everything, conflicts, paths)


def _receipts_turned(read: Read) -> Read:
    """Receipts of an account, which come with a minus, as the positive amounts that the intake takes."""
    kind, amount = read.columns.get("kind"), cast(Numbers, read.columns["amount"])
    if kind is None:
        return read
    receipt = cast(Labels, kind).codes == DOCUMENT_KINDS.index("receipt")
    turned = Numbers(np.where(receipt, -amount.values, amount.values), amount.decimals, amount.missing)
    return attrs.evolve(read, columns={**read.columns, "amount": turned})


def _finished(
    intake: Intake, reads: Mapping[str, Read], conflicts: tuple[Rejection, ...], paths: Mapping[str, str]
) -> Intake:
    """Adds what was set aside while reading and the parties' further columns, under the files' names."""
    rejected: list[Rejection] = []
    accepted = {}
    for name, read in reads.items():
        later = [r for r in (*intake.rejected, *conflicts) if r.source == name]
        mine = sorted((*read.rejected, *later), key=lambda rejection: rejection.row)
        rejected += [attrs.evolve(r, source=paths[name], field=file_name(name, r.field)) for r in mine]
        accepted[name] = read.given - len(mine)
    parties = reads.get("parties")
    gone = np.array([r.row for r in intake.rejected if r.source == "parties"], dtype=np.int64)
    return Intake(
        intake.facts if parties is None else with_party_columns(intake.facts, parties, gone),
        tuple(rejected),
        MappingProxyType({name: read.given for name, read in reads.items()}),
        MappingProxyType(accepted),
        MappingProxyType({name: read.unused for name, read in reads.items() if read.unused and name != "parties"}),
        () if parties is None else tuple(parties.extra),
    )
