"""Files of a ledger that cannot be taken, said in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from creditkit.errors import InvalidInput
from creditkit.reasons import Language, Reason, text

#: Between what is wrong and what would be taken.
_ACCEPTED: Mapping[Language, str] = MappingProxyType({"en": "; accepted: ", "zh": ";可接受:"})


class FileRefused(InvalidInput):
    """A file of a ledger, or a row or a line of it, or an option that names one, that cannot be taken.

    Args:
        path: the file or the option, with the row or the line that is at fault.
        problem: what is wrong there.
        takes: what would be taken, where ``problem`` does not say it.

    >>> refused = FileRefused("streams.csv", Reason("file_missing"), Reason("takes_streams"))
    >>> print(refused)
    streams.csv: there is no such file; accepted: CSV in UTF-8 with the columns stream and party_id
    >>> print(refused.told("zh"))
    streams.csv: 没有这个文件;可接受:UTF-8 编码的 CSV,须有 stream 和 party_id 两列
    """

    def __init__(self, path: str, problem: Reason, takes: Reason | None = None) -> None:
        accepted = str(problem.figures.get("accepted", "")) if takes is None else text(takes)
        super().__init__(path, problem.figures.get("given"), accepted)
        self.args = (path, problem, takes)
        self.problem = problem
        self.takes = takes

    def __str__(self) -> str:
        return self.told()

    def told(self, language: Language = "en") -> str:
        """The message in a language. What a line of a ledger would have to be is said in English."""
        said = f"{self.path}: {text(self.problem, language)}"
        return said if self.takes is None else f"{said}{_ACCEPTED[language]}{text(self.takes, language)}"

    def under(self, prefix: str) -> FileRefused:
        """The same error seen from one level further out."""
        return FileRefused(f"{prefix}.{self.path}", self.problem, self.takes)


@contextmanager
def told_of(path: object, takes: Reason) -> Iterator[None]:
    """Says of a file that cannot be read why, in place of what the system says.

    Raises:
        FileRefused: it cannot be opened or read, or is not in UTF-8.
    """
    try:
        yield
    except FileNotFoundError:
        problem = Reason("file_missing")
    except IsADirectoryError:
        problem = Reason("file_is_folder")
    except PermissionError:
        problem = Reason("file_forbidden")
    except OSError as error:
        problem = Reason("file_unreadable", {"given": error.strerror or str(error)})
    except UnicodeDecodeError as error:
        problem = Reason("file_not_utf8", {"given": f"0x{error.object[error.start]:02x}"})
    else:
        return
    raise FileRefused(str(path), problem, takes)
