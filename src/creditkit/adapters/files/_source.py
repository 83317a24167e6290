"""Files as text, and text as records.

There are two ways through a file. The quick one decodes strictly and stops at the first byte
outside the encoding or the first cell beyond csv's limit. The careful one never stops: it
marks such bytes, takes records one by one, and so can say which of them are at fault. It costs
twice the time, and is taken only for a file on which the quick one has stopped.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias, cast

from creditkit.adapters.files._spelling import InputMapping
from creditkit.errors import InvalidInput

if TYPE_CHECKING:
    from _csv import Reader

#: A record, or why csv could not make one.
Given: TypeAlias = "list[str] | csv.Error"


@contextmanager
def records(path: Path, mapping: InputMapping, *, careful: bool) -> Iterator[Iterator[Given]]:
    """The records of a file, header included, in the careful way or the quick one.

    Raises:
        InvalidInput: there is no such file, or it cannot be read.
        UnicodeError, csv.Error: in the quick way, where the careful one is needed.
    """
    encoding = "utf-8-sig" if mapping.encoding.lower() in ("utf-8", "utf8", "utf_8") else mapping.encoding
    errors = "surrogateescape" if careful else "strict"
    try:
        with _bytes(path) as raw, io.TextIOWrapper(raw, encoding, errors, newline="") as text:
            reader = csv.reader(text, delimiter=mapping.delimiter)
            yield _one_by_one(reader) if careful else reader
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidInput(str(path), str(error), "a whole gzip file") from None
    except OSError as error:
        raise InvalidInput(str(path), error.strerror or str(error), "a file that can be read") from None


def _bytes(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def _one_by_one(reader: Reader) -> Iterator[Given]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield error
