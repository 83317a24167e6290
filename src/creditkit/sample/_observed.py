"""What registries, courts, bureaus, insurers and our own people say about the accounts.

Every name is a fact of the catalogue, and every value fits its field.
"""

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

Draw: TypeAlias = Callable[[Dice, Account, int], Value]

#: At most so many looks of one kind are on file, the newest ones.
MOST_LOOKS = 4

#: Per cent of looks that should have been repeated long ago.
FORGOTTEN = 5

#: Renminbi for a euro, for figures that are in neither a document nor a rate.
YUAN_FOR_EURO = 8


@attrs.frozen
class Look:
    """One field as one source gives it.

    Args:
        name, source: which field, by whom.
        every: days between two looks.
        share: per cent of accounts that have it at all.
        draw: the value, from chance, the account and the day of the look.
        of: whose it can be.
        dated: a second field that holds the day of the look.
    """

    name: str
    source: str
    every: int
    share: int
    draw: Draw
    of: Callable[[Account], bool] | None = None
    dated: str | None = None


def _home(account: Account) -> bool:
    return account.party.country == "CN"


def _new(account: Account) -> bool:
    return account.joins and account.party.kind == "customer"


def _grouped(account: Account) -> bool:
    return account.party.parent_id is not None


def _litigation(dice: Dice, account: Account, _day: int) -> Value:
    """Nearly always 0: searched, and nothing found."""
    return dice.between(1, 4) if dice.chance(14 - account.health) else 0


def _claims(dice: Dice, account: Account, _day: int) -> Value:
    """Nearly always 0, and seldom above a fifth of the capital."""
    return scaled(dice.between(1, 60), 2) if dice.chance(7 - account.health // 2) else Decimal("0.00")


def _bureau_score(dice: Dice, account: Account, _day: int) -> Value:
    """Out of 100."""
    return 28 + account.health * 6 + dice.between(0, 18)


def _tax_grade(dice: Dice, account: Account, _day: int) -> Value:
    return "DCMBA"[max(0, min(4, account.health // 2 + dice.pick((0, 0, 1))))]


def _hundredths(low: int, high: int, a_step: int) -> Draw:
    """Between two bounds, moved by so much for each step of health."""

    def draw(dice: Dice, account: Account, _day: int) -> Value:
        return scaled(dice.between(low, high) + a_step * account.health, 2)

    return draw


def _class(*classes: str) -> Draw:
    """A class of risk, the least risk first."""

    def draw(dice: Dice, account: Account, _day: int) -> Value:
        most = len(classes) - 1
        return classes[max(0, min(most, most - account.health * len(classes) // 9 + dice.pick((0, 0, 1))))]

    return draw


def _country(_dice: Dice, account: Account, _day: int) -> Value:
    return "medium" if account.party.country in ("IT", "PL") else "low"


def _capital(dice: Dice, account: Account, _day: int) -> Value:
    """About what its orders would lead one to expect, in round sums."""
    return Decimal(_yuan(account, account.order_size) * dice.pick((60, 90, 120, 200)) // 100_000 * 100_000)


def _equity(dice: Dice, account: Account, _day: int) -> Value:
    """Negative where losses have eaten it up."""
    size = _yuan(account, account.order_size) * dice.pick((40, 60, 60, 90)) * (account.health - 1)
    return Decimal(size // 300_000 * 100_000)


def _yuan(account: Account, minor: int) -> int:
    return minor // 100 * (YUAN_FOR_EURO if account.currency == "EUR" else 1)


def _forecast(dice: Dice, account: Account, _day: int) -> Value:
    """What the salesman expects a month; he is an optimist."""
    month = _yuan(account, account.order_size * account.orders_a_month // 100)
    return Decimal(month * dice.between(80, 160) // 100_000 * 1_000)


def _last_accounts(dice: Dice, _account: Account, day: int) -> Value:
    """The end of the newest year for which accounts were filed."""
    return date(date.fromordinal(day).year - dice.pick((1, 1, 2, 3)), 12, 31)


def _day_of_look(_dice: Dice, _account: Account, day: int) -> Value:
    return date.fromordinal(day)


def _seldom(percent: float) -> Draw:
    """True of few."""

    def draw(dice: Dice, _account: Account, _day: int) -> Value:
        return dice.chance(percent)

    return draw


def _if_poor(percent: int) -> Draw:
    """True of some that are not sound, of no others."""

    def draw(dice: Dice, account: Account, _day: int) -> Value:
        return account.health <= 1 and dice.chance(percent)

    return draw


def _one_of(*words: str) -> Draw:
    def draw(dice: Dice, _account: Account, _day: int) -> Value:
        return dice.pick(words)

    return draw


def _days(low: int, high: int) -> Draw:
    def draw(dice: Dice, _account: Account, _day: int) -> Value:
        return dice.between(low, high)

    return draw


def _bank_account(dice: Dice, _account: Account, _day: int) -> Value:
    return f"6222 {dice.between(1000, 9999)} {dice.between(1000, 9999)}"


_RISKS = ("low", "moderate", "elevated", "high")

LOOKS = (
    # searches that go stale after 90 days
    Look("litigation_24m", "court", 80, 96, _litigation),
    Look("defendant_claims_share_of_capital", "court", 80, 80, _claims),
    Look("insolvency_open", "court", 80, 98, _if_poor(12)),
    Look("on_dishonest_debtor_list", "court", 80, 90, _if_poor(15), _home),
    Look("on_abnormal_operations_list", "registry", 80, 85, _if_poor(20), _home),
    Look("sanctions_match", "bureau", 80, 98, _seldom(0.5), dated="sanctions_checked_on"),
    # ability to pay
    Look("bureau_score", "bureau", 180, 92, _bureau_score),
    Look("bureau_score", "insurer", 360, 6, _bureau_score),
    Look("tax_credit_grade", "tax", 340, 94, _tax_grade, _home),
    Look("paid_in_capital", "registry", 365, 93, _capital),
    Look("paid_in_capital", "sales", 500, 8, _capital),
    Look("debt_ratio", "audited_accounts", 365, 82, _hundredths(68, 94, -5)),
    Look("debt_ratio", "sales", 400, 9, _hundredths(60, 85, -4)),
    Look("current_ratio", "audited_accounts", 365, 82, _hundredths(60, 110, 12)),
    Look("equity", "audited_accounts", 365, 82, _equity),
    Look("annual_accounts", "registry", 365, 30, _last_accounts),
    # environment
    Look("industry_risk", "bureau", 300, 93, _class(*_RISKS)),
    Look("industry_risk", "insurer", 300, 7, _class(*_RISKS)),
    Look("country_risk", "insurer", 300, 97, _country),
    # cover and support
    Look("insurance_stopped", "insurer", 90, 85, _if_poor(30)),
    Look("insured_limit_days_left", "insurer", 180, 30, _days(20, 300)),
    Look("parent_guarantee", "credit_manager", 365, 40, _seldom(80), _grouped),
    Look("guarantee_days_left", "credit_manager", 180, 90, _days(20, 400), _grouped),
    Look("parent_grade", "credit_manager", 180, 90, _one_of("A", "B", "B", "C"), _grouped),
    Look("worst_group_member_grade", "credit_manager", 180, 70, _one_of("B", "C", "C", "D", "E"), _grouped),
    Look("manual_lift_approved", "credit_manager", 300, 4, _seldom(80)),
    Look("blacklisted", "credit_manager", 300, 3, _seldom(60)),
    # our dealings with it
    Look("sales_forecast_monthly", "sales", 180, 85, _forecast, _new),
    Look("contract_signed", "erp", 700, 95, _seldom(97)),
    Look("payer_bank_account", "erp", 700, 92, _bank_account),
    Look("payer_differs_from_contract", "erp", 300, 95, _seldom(3)),
    Look("custom_made", "erp", 700, 25, _seldom(50)),
    Look("site_visit", "sales", 400, 40, _day_of_look),
)


def observations(account: Account, book: Book) -> None:
    """Writes what is known about an account: some of it old, some in conflict, some missing.

    It draws from a stream of its own: another look moves nothing else.
    """
    dice = account.dice.child()
    looks = Book(dice, book.first, book.last, book.timed)
    for look in LOOKS:
        if (look.of is None or look.of(account)) and dice.chance(look.share):
            for day in _days_of(look, looks):
                _observe(account, looks, look, day)
    book.facts += looks.facts


def _days_of(look: Look, book: Book) -> list[int]:
    """The days of the newest looks, in order; some were forgotten for a year."""
    dice = book.dice
    newest = book.last - dice.between(0, look.every + (400 if dice.chance(FORGOTTEN) else 0))
    days = [newest]
    while len(days) < MOST_LOOKS and days[-1] - look.every > book.first - look.every:
        days.append(days[-1] - look.every - dice.between(-15, 15))
    return days[::-1]


def _observe(account: Account, book: Book, look: Look, day: int) -> None:
    dice = book.dice
    value = None if dice.chance(1.5) else look.draw(dice, account, day)
    stamp = book.stamp(day)
    named = {look.name: value, look.dated: date.fromordinal(day)} if look.dated else {look.name: value}
    for name, told in named.items():
        fact = Observation(
            account.party.party_id, name, told, source=look.source,
            observed_on=date.fromordinal(day), recorded_at=moment(stamp),
        )  # fmt: skip
        book.post(fact, day, stamp)
