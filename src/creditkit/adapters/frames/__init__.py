"""Dataframes: the columns of pandas, polars and pyarrow tables taken exactly, and given back in kind."""

from creditkit.adapters.frames._frames import columns, frame_like

__all__ = ["columns", "frame_like"]
