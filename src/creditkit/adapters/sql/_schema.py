"""Makes the tables and takes them from one schema to the next; the same for both databases."""

from __future__ import annotations

from collections.abc import Sequence

from creditkit.adapters.sql._backend import Rows, Session
from creditkit.adapters.sql._errors import SchemaMismatch
from creditkit.adapters.sql._statements import Head
from creditkit.ledger import StoreDamaged


def brought_up(session: Session, prefix: str, steps: Sequence[str], *, exists: bool) -> None:
    """Takes the tables through the steps that they have not taken yet, inside the caller's transaction.

    Raises:
        SchemaMismatch: they are of a schema that this release does not know.
    """
    found = 0
    if exists:
        ((found,),) = session.rows(f"SELECT schema_version FROM {prefix}_head WHERE id = 1")
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
        raise StoreDamaged(f"{prefix}_head is empty: it had one row from the beginning")
    head = Head.of(rows[0])
    if head.schema_version != known:
        raise SchemaMismatch(prefix, head.schema_version, known)
    return head
