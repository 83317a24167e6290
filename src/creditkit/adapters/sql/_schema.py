"""Makes the tables and takes them from one schema to the next; the same for both databases."""

from __future__ import annotations

from collections.abc import Sequence

from creditkit.adapters.sql._backend import Maker, Rows
from creditkit.adapters.sql._errors import SchemaMismatch, half_there
from creditkit.adapters.sql._statements import Head
from creditkit.ledger import StoreDamaged

_EMPTY = "{head} is empty: it had one row from the beginning"


def brought_up(session: Maker, prefix: str, steps: Sequence[str], *, head: bool, event: bool) -> None:
    """Takes the tables through the steps that they have not taken yet, inside the caller's transaction.

    Args:
        session: the transaction.
        prefix: what the tables' names begin with.
        steps: what makes each schema of the one before.
        head: whether there is a table of the head's name.
        event: whether there is one of the events'.

    Raises:
        SchemaMismatch: they are of a schema that this release does not know, only one of them is there, or they are
            no ledger's.
    """
    found = 0
    if head != event:
        there, missing = (f"{prefix}_head", f"{prefix}_event") if head else (f"{prefix}_event", f"{prefix}_head")
        raise half_there(there, missing, prefix, len(steps))
    if head:
        rows = session.rows(f"SELECT schema_version FROM {prefix}_head WHERE id = 1")
        if not rows:
            raise StoreDamaged(_EMPTY.format(head=f"{prefix}_head"))
        ((found,),) = rows
    if found > len(steps):
        raise SchemaMismatch(prefix, found, len(steps))
    for step in steps[found:]:
        for statement in step.replace("{prefix}", prefix).split(";;"):
            session.run(statement)
    if found < len(steps):
        session.run(f"UPDATE {prefix}_head SET schema_version = {len(steps)} WHERE id = 1")


def head_of(rows: Rows, prefix: str, known: int) -> Head:
    """The head, if the tables are of the schema that this release works with.

    It is read in every transaction, so that a program which runs on while another release changes the tables stops
    writing to them.
    """
    if not rows:
        raise StoreDamaged(_EMPTY.format(head=f"{prefix}_head"))
    head = Head.of(rows[0])
    if head.schema_version != known:
        raise SchemaMismatch(prefix, head.schema_version, known)
    return head
