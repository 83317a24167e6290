"""What a repair may name: a penalty of its own stream. A repair of anything else would be worth nothing for good."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from creditkit.errors import InvalidInput
from creditkit.ledger._findings import Findings
from creditkit.ledger._seen import Seen
from creditkit.ledger._stored import Row
from creditkit.ledger._terms import terms_of

_LOSES, _REPAIRS = '"points":"-', '"repairs":'


@lru_cache(maxsize=4_096)
def is_penalty(effect: str) -> bool:
    """Whether an effect takes points off; one that does not read does not.

    >>> is_penalty('{"points":"-12"}'), is_penalty('{"points":"12"}')
    (True, False)
    """
    if _LOSES not in effect:
        return False
    try:
        return terms_of(json.loads(effect)).kind == "penalty"
    except (ValueError, TypeError, AttributeError, RecursionError):  # of a row that no ledger wrote
        return False


class Repairs:
    """Holds the repairs of a ledger to what they name, when it is verified.

    Append refuses a repair of what is known to be no penalty, or another stream's. One that came before what it names
    was recorded in good faith; so it is a warning.

    Args:
        seen: the events before the ones at hand, or more.
        findings: where to say what is wrong.
    """

    def __init__(self, seen: Seen, findings: Findings) -> None:
        self._seen = seen
        self._findings = findings
        self._penalties = bytearray()
        self._waiting: list[tuple[int, object, str, str]] = []

    def take(self, first: int, rows: Iterable[Row]) -> None:
        """The next events, from a place on."""
        self._penalties.extend(bytes(first - len(self._penalties)))
        repairs = []
        for place, row in enumerate(rows, first):
            effect = row.effect
            self._penalties.append(is_penalty(effect))
            if _REPAIRS in effect:
                repairs.append((place, row))
        for place, row in repairs:
            target = _repaired(row.effect)
            if target is not None and self._is_fit(row.stream, target) is not True:
                self._waiting.append((place, row.pos, row.stream, target))

    def close(self) -> None:
        """What can only be told once every event was seen; what never came is no finding."""
        for place, pos, stream, target in self._waiting:
            if self._is_fit(stream, target) is False:
                self._findings.warn("repair_unfit", place, pos, given=target)

    def _is_fit(self, stream: str, target: str) -> bool | None:
        """Whether what a repair names is a penalty of its stream; None where it is not there."""
        found = self._seen.of(target)
        if found is None:
            return None
        place, _, its_stream = found
        return its_stream == stream and place < len(self._penalties) and bool(self._penalties[place])


def _repaired(effect: str) -> str | None:
    """The id that an effect repairs. What does not read is said elsewhere."""
    if "\\" not in effect:  # then no text in it has a quote
        _, found, rest = effect.partition(f'{_REPAIRS}"')
        return rest.partition('"')[0] if found else None
    try:
        figures = json.loads(effect)
    except (ValueError, RecursionError):
        return None
    target = figures.get("repairs") if isinstance(figures, dict) else None
    return target if isinstance(target, str) else None


def check_penalty(entry_id: str, effect: str) -> None:
    """Raises InvalidInput for a repair of an event whose effect takes no points off."""
    if not is_penalty(effect):
        raise InvalidInput(
            "repairs", entry_id, "the id of a penalty, an entry with points below zero",
            "what is recorded wrongly is reversed; a credit needs no repairs",
        )  # fmt: skip
