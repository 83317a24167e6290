"""The dataframe libraries: none is needed to import this package, each only for its own frames."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from creditkit.errors import ExtraMissing

#: The extra of the package that brings in each library.
EXTRAS = {"pandas": "pandas", "polars": "polars", "pyarrow": "arrow"}


def library(name: str) -> Any:
    """A dataframe library, imported on first use.

    Raises:
        ExtraMissing: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ExtraMissing(name, EXTRAS[name]) from error
