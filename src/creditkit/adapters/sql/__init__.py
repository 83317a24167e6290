"""The ledger in SQLite or PostgreSQL, through the host's SQLAlchemy engine."""

try:
    import sqlalchemy as _sqlalchemy  # noqa: F401
except ImportError as error:
    from creditkit.errors import ExtraMissing

    raise ExtraMissing("sqlalchemy", "sql") from error

from creditkit.adapters.sql._errors import SchemaMismatch
from creditkit.adapters.sql._store import SqlStore

__all__ = ["SchemaMismatch", "SqlStore"]
