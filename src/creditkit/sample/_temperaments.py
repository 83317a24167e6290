"""How customers pay: ten temperaments, as data.

Days late = ``late`` ± ``scatter``, plus ``drift`` a month since the start, plus ``lean`` in the
months in which a seasonal business is short of cash, never before the day after the invoice.
"""

from __future__ import annotations

import attrs

from creditkit.sample._dice import Dice

#: The months in which a seasonal payer waits for its own season.
LEAN_MONTHS = (11, 12, 1, 2)

#: Nobody drifts further than this many days in either direction.
MOST_DRIFT = 75


@attrs.frozen
class Temperament:
    """One way of paying.

    Args:
        name: what it is called.
        share: accounts of twenty that have it.
        late, scatter: usual days past due, and how far they vary.
        drift: hundredths of a day that lateness grows each month; negative improves.
        lean: further days late in the lean months.
        disputes: per cent of invoices disputed.
        in_parts: per cent of invoices paid in two or three parts.
        discount: takes 2 % for paying within 10 days.
        stops: pays nothing that falls after some month.
        punctual: takes the last pay run that is in time; the others take the first one after.
        health: how sound such companies usually are, from 0 to 9: what registries and bureaus say hangs on it.
    """

    name: str
    share: int
    late: int
    scatter: int
    drift: int = 0
    lean: int = 0
    disputes: int = 2
    in_parts: int = 4
    discount: bool = False
    stops: bool = False
    punctual: bool = False
    health: int = 7

    def days_late(self, dice: Dice, month: int, calendar_month: int) -> int:
        """Days past due of one invoice issued in the ``month``-th month (from 0) of the ledger."""
        drift = max(-MOST_DRIFT, min(MOST_DRIFT, self.drift * month // 100))
        lean = self.lean if calendar_month in LEAN_MONTHS else 0
        return dice.near(self.late + drift + lean, self.scatter)


TEMPERAMENTS = (
    Temperament("prompt", 8, late=0, scatter=3, disputes=1, in_parts=1, punctual=True, health=8),
    Temperament("slow", 3, late=3, scatter=4),
    Temperament("slipping", 2, late=0, scatter=4, drift=140, health=5),
    Temperament("erratic", 1, late=2, scatter=24, health=6),
    Temperament("partial", 1, late=3, scatter=6, in_parts=70),
    Temperament("discount", 1, late=0, scatter=3, disputes=1, in_parts=1, discount=True, punctual=True, health=8),
    Temperament("stops", 1, late=9, scatter=7, drift=50, stops=True, health=2),
    Temperament("improving", 1, late=36, scatter=6, drift=-200),
    Temperament("disputing", 1, late=-2, scatter=5, disputes=25),
    Temperament("seasonal", 1, late=-2, scatter=4, lean=18),
)

#: One card for each account of twenty; dealt without putting back, so that the shares hold in every twenty.
DECK = tuple(temperament for temperament in TEMPERAMENTS for _ in range(temperament.share))
