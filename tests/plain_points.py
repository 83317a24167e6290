"""The points of a stream worked out day by day, in the plainest way: what every replay has to come to."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from creditkit.ledger import Entry


def plain_adjustment(entries: list[Entry], stream: str, as_of: date) -> Fraction:
    """Lives through every day up to the one asked for."""
    own = [entry for entry in entries if entry.stream == stream]
    known = sorted((e for e in own if not _gone(e, own)), key=lambda e: e.entry_id)
    penalties = [e for e in known if _points(e) < 0 and e.repairs is None]
    day = min((entry.valid_from for entry in known), default=as_of)
    book = _Book({e.entry_id: e for e in penalties})
    while day <= as_of:
        for entry in penalties:
            if entry.valid_from == day:
                book.lose(entry, day)
        for entry in known:
            if entry.repairs in book.penalties and day == max(
                entry.valid_from, book.penalties[entry.repairs].valid_from
            ):
                book.repair(entry, day)
        for entry in known:
            if "up_to" in entry.effect and entry.valid_from == day:
                book.behave(entry, day)
        for entry in known:
            if _points(entry) > 0 and entry.repairs is None and "up_to" not in entry.effect and entry.valid_from == day:
                book.granted.append((entry, book.left_by_caps("+", entry, day, _points(entry))))
                book.use("+", entry, day, book.granted[-1][1])
        day += timedelta(days=1)
    total = -sum((book.still(one, as_of) for one in penalties), Fraction(0))
    return total + sum((units for entry, units in book.granted if _lasts(entry, as_of)), Fraction(0))


def _points(entry: Entry) -> Fraction:
    return Fraction(str(entry.points or 0))


def _gone(entry: Entry, own: list[Entry]) -> bool:
    """Reversed by something that is not reversed itself."""
    return any(other.reverses == entry.entry_id and not _gone(other, own) for other in own)


def _lasts(entry: Entry, day: date) -> bool:
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)


def _cut(amount: Fraction, rounding: str, decimals: int) -> Fraction:
    steps = amount * 10**decimals
    whole = {"down": floor, "up": ceil, "half_even": round}[rounding](steps)
    return Fraction(whole, 10**decimals)


class _Book:
    def __init__(self, penalties: dict[str, Entry]) -> None:
        self.penalties = penalties
        self.lost: dict[str, Fraction] = {}
        self.used: list[tuple[str, date, Fraction]] = []
        self.most: dict[str, Fraction] = {}
        self.repairs: dict[str, list[tuple[Entry, Fraction]]] = {}
        self.conduct: dict[str, list[tuple[Entry, Fraction]]] = {}
        self.granted: list[tuple[Entry, Fraction]] = []

    def left_by_caps(self, side: str, entry: Entry, day: date, units: Fraction) -> Fraction:
        for text in entry.effect.get("caps", "").split():
            group, _, bound = text.partition("=")
            at_most, _, within = bound.partition("/")
            oldest = day - timedelta(days=int(within) - 1)
            used = sum((u for name, on, u in self.used if name == side + group and oldest <= on <= day), Fraction(0))
            units = max(min(units, Fraction(at_most) - used), Fraction(0))
        return units

    def use(self, side: str, entry: Entry, day: date, units: Fraction) -> None:
        for text in entry.effect.get("caps", "").split():
            self.used.append((side + text.partition("=")[0], day, units))

    def lose(self, entry: Entry, day: date) -> None:
        self.lost[entry.entry_id] = self.left_by_caps("-", entry, day, -_points(entry))
        self.use("-", entry, day, self.lost[entry.entry_id])

    def repair(self, entry: Entry, day: date) -> None:
        penalty = self.penalties[entry.repairs or ""]
        if "final" in penalty.effect or not _lasts(penalty, day) or not _lasts(entry, day):
            return
        lost, before = self.lost[penalty.entry_id], self.most.get(penalty.entry_id, Fraction(0))
        wanted = _points(entry)
        if "share" in entry.effect:
            rounding, decimals = entry.effect.get("round", "down"), int(entry.effect.get("decimals", "0"))
            wanted = _cut(Fraction(entry.effect["share"]) * lost, rounding, decimals)
        wanted = min(wanted, lost)
        if wanted > before:
            more = self.left_by_caps("+", entry, day, wanted - before)
            self.use("+", entry, day, more)
            wanted = self.most[penalty.entry_id] = before + more
        self.repairs.setdefault(penalty.entry_id, []).append((entry, wanted))

    def behave(self, entry: Entry, day: date) -> None:
        left = self.left_by_caps("+", entry, day, _points(entry))
        for penalty in sorted(self.penalties.values(), key=lambda e: (e.valid_from, e.entry_id)):
            old = (day - penalty.valid_from).days >= int(entry.effect.get("after_days", "0"))
            if old and "final" not in penalty.effect and penalty.entry_id in self.lost:
                given = min(left, self.still(penalty, day))
                left -= given
                self.use("+", entry, day, given)
                self.conduct.setdefault(penalty.entry_id, []).append((entry, given))

    def cost(self, penalty: Entry, day: date) -> Fraction:
        if not _lasts(penalty, day) or penalty.entry_id not in self.lost:
            return Fraction(0)
        lost = self.lost[penalty.entry_id]
        if "decay" not in penalty.effect or penalty.valid_to is None:
            return lost
        own = str(penalty.points).partition(".")[2].rstrip("0")
        gone = lost * (day - penalty.valid_from).days / ((penalty.valid_to - penalty.valid_from).days + 1)
        return lost - _cut(gone, "down", int(penalty.effect.get("decimals", len(own))))

    def still(self, penalty: Entry, day: date) -> Fraction:
        """What a penalty costs on a day beside everything that was given back."""
        lasting = [units for entry, units in self.repairs.get(penalty.entry_id, []) if _lasts(entry, day)]
        best = max(lasting, default=Fraction(0))
        more = sum((units for e, units in self.conduct.get(penalty.entry_id, []) if _lasts(e, day)), Fraction(0))
        return max(self.cost(penalty, day) - best - more, Fraction(0))
