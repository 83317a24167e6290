"""What registries, bureaus, courts and our own salesmen say about the accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import attrs

from creditkit.columns import Value, scaled
from creditkit.facts import Observation
from creditkit.sample._accounts import Account
from creditkit.sample._book import Book, moment
from creditkit.sample._dice import Dice

Draw: TypeAlias = Callable[[Dice, int, int], Value]


@attrs.frozen
class Look:
    """One field as one source gives it.

    Args:
        name, source: which field, by whom.
        every: days between two looks.
        share: per cent of accounts that have it at all.
        draw: the value, from chance, the account's health (0 poor to 9 sound) and the day of the look.
        home: at home only (True), abroad only (False), or both (None).
    """

    name: str
    source: str
    every: int
    share: int
    draw: Draw
    home: bool | None = None


def _litigation(dice: Dice, health: int, _day: int) -> Value:
    """Nearly always 0: searched, and nothing found."""
    return dice.between(1, 4) if dice.chance(14 - health) else 0


def _bureau_score(dice: Dice, health: int, _day: int) -> Value:
    return 380 + health * 45 + dice.between(0, 80)


def _tax_grade(dice: Dice, health: int, _day: int) -> Value:
    return "DCMBA"[max(0, min(4, health // 2 + dice.between(-1, 1)))]


def _hundredths(low: int, high: int, a_step: int) -> Draw:
    def draw(dice: Dice, health: int, _day: int) -> Value:
        return scaled(dice.between(low, high) + a_step * health, 2)

    return draw


def _level(worst: int) -> Draw:
    """A class of risk, 1 the least."""

    def draw(dice: Dice, health: int, _day: int) -> Value:
        return max(1, min(worst, worst - health * worst // 10 + dice.between(-1, 1)))

    return draw


def _capital(dice: Dice, _health: int, _day: int) -> Value:
    return Decimal(dice.pick((0, 30, 50, 100, 200, 500, 800, 1000, 3000)) * 10_000)


def _last_accounts(dice: Dice, _health: int, day: int) -> Value:
    """The end of the newest year for which accounts were filed."""
    return date(date.fromordinal(day).year - dice.pick((1, 1, 2, 3)), 12, 31)


def _not_listed(_dice: Dice, _health: int, _day: int) -> Value:
    return False


LOOKS = (
    Look("litigation_24m", "court", 180, 82, _litigation),
    Look("bureau_score", "bureau", 180, 75, _bureau_score),
    Look("tax_credit_grade", "tax", 365, 80, _tax_grade, home=True),
    Look("paid_in_capital", "registry", 365, 85, _capital),
    Look("paid_in_capital", "sales", 500, 20, _capital),
    Look("debt_ratio", "audited_accounts", 365, 40, _hundredths(62, 92, -5)),
    Look("debt_ratio", "sales", 400, 30, _hundredths(50, 80, -4)),
    Look("current_ratio", "audited_accounts", 365, 40, _hundredths(70, 120, 12)),
    Look("annual_accounts_on", "registry", 365, 30, _last_accounts),
    Look("industry_risk", "bureau", 365, 70, _level(5)),
    Look("industry_risk", "insurer", 365, 35, _level(5)),
    Look("country_risk", "insurer", 365, 90, _level(7), home=False),
    Look("insurer_rating", "insurer", 240, 35, _level(10)),
    Look("sanctions_hit", "bureau", 180, 60, _not_listed),
)


def observations(account: Account, book: Book) -> None:
    """Writes what is known about an account: some of it old, some in conflict, some missing."""
    dice = account.dice
    health = dice.near(2 if account.temperament.stops else 6, 3)
    for look in LOOKS:
        abroad = account.party.country != "CN"
        if look.home is abroad or not dice.chance(look.share):
            continue
        day = book.last - dice.between(0, look.every + (400 if dice.chance(12) else 0))
        while day >= book.first - look.every:
            _observe(account, book, look, day, health)
            day -= look.every + dice.between(-15, 15)


def _observe(account: Account, book: Book, look: Look, day: int, health: int) -> None:
    dice = account.dice
    value = None if dice.chance(2) else look.draw(dice, health, day)
    stamp = book.stamp(day)
    fact = Observation(
        account.party.party_id, look.name, value, source=look.source,
        observed_on=date.fromordinal(day), recorded_at=moment(stamp),
    )  # fmt: skip
    book.post(fact, day, stamp)
