"""The command line: ``creditkit review`` and ``creditkit demo``."""

from creditkit.cli._main import main

__all__ = ["main"]
