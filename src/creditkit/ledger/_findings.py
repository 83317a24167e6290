"""What a verification found, by position."""

from __future__ import annotations

from creditkit.errors import shown
from creditkit.reasons import Finding, Reason, Severity
from creditkit.reasons._values import Figure


class Findings:
    """Collects findings; each is about the event at hand, or about one that is named."""

    def __init__(self) -> None:
        self._found: list[tuple[int, Finding]] = []

    def say(self, code: str, place: int, pos: object, **figures: object) -> None:
        """A finding about the event that came at a place and says that it stands at a position."""
        self._add(code, place, _path(pos), figures)

    def warn(self, code: str, place: int, pos: object, **figures: object) -> None:
        """The same of what hashes as it should, and is to be looked at."""
        self._add(code, place, _path(pos), figures, "warning")

    def of_checkpoint(self, code: str, place: int, **figures: object) -> None:
        """A finding about a checkpoint; it comes after all that is about events."""
        self._add(code, 2**63 + place, f"against[{place}]", figures)

    def of_head(self, code: str, **figures: object) -> None:
        """A finding about where the store says that the ledger ends; it comes before those about checkpoints."""
        self._add(code, 2**63 - 1, "head", figures)

    def all(self) -> tuple[Finding, ...]:
        """In order of position, checkpoints last."""
        return tuple(finding for _, finding in sorted(self._found, key=lambda one: one[0]))

    def _add(self, code: str, order: int, path: str, figures: dict[str, object], severity: Severity = "error") -> None:
        said = Reason(code, {name: _figure(value) for name, value in figures.items()})
        self._found.append((order, Finding(severity, path, said)))


def _path(pos: object) -> str:
    return f"events[{pos if isinstance(pos, int) else shown(pos)}]"


def _figure(value: object) -> Figure:
    """What stands in a damaged row may be anything."""
    return value if value is None or isinstance(value, (str, int)) else shown(value)
