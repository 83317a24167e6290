"""Invented companies.

The words are put together at random; a likeness to a real company is chance. The registration
numbers keep the shape of real ones but use a region (9999) and a range that no authority gives out.
"""

from __future__ import annotations

from datetime import date

import attrs

from creditkit.money import Money
from creditkit.sample._dice import Dice

_PLACES = (
    "青澜", "云屿", "白川", "远岚", "东珀", "石溪", "南陌", "金汀", "海榆", "长泽", "北沅", "松岭", "明渚",
)  # fmt: skip
_BRANDS = (
    "恒锐", "博拓", "众捷", "瑞衡", "天钧", "鼎川", "华砺", "新桥", "同舟", "嘉诺", "立源", "安驰", "宏岳",
)  # fmt: skip
_FORMS = ("有限公司", "股份有限公司", "有限责任公司")
_TRADES = {
    "machinery": ("机械", "精密机械"),
    "automotive": ("汽车零部件", "汽配"),
    "electronics": ("电子", "电子科技"),
    "construction": ("建材", "钢结构"),
    "food": ("食品", "食品机械"),
    "trade": ("贸易", "五金"),
}

_STEMS = (
    "Nordwell", "Halbrook", "Tervane", "Osterlin", "Marquell", "Dravik", "Castenau", "Belloran",
    "Karstedt", "Velmaro", "Ruysbeek", "Lindqvara", "Ponterosa", "Zielonka", "Ardenfeld", "Wexmoor",
)  # fmt: skip
_CRAFTS = {
    "machinery": ("Machine Works", "Tooling"),
    "automotive": ("Automotive", "Drives"),
    "electronics": ("Electronics", "Controls"),
    "construction": ("Steelworks", "Building Supply"),
    "food": ("Foods", "Packaging"),
    "trade": ("Trading", "Hardware"),
}
_ABROAD = ("DE GmbH", "DE AG", "FR SAS", "IT S.p.A.", "NL B.V.", "ES S.A.", "PL Sp. z o.o.")

#: The industries that the sample's accounts belong to.
INDUSTRIES = tuple(_TRADES)

#: Registered so many days before the ledger begins.
_YOUNGEST, _OLDEST = 550, 11_000

#: Registered capital in thousands of major units.
_CAPITALS = {
    "CNY": (500, 1_000, 2_000, 3_000, 5_000, 5_000, 10_000, 20_000, 50_000, 120_000),
    "EUR": (25, 25, 50, 100, 250, 1_000, 5_000),
}


@attrs.frozen
class Company:
    """Who stands behind an account, as the register has it."""

    name: str
    identity: str
    country: str
    industry: str
    registered_on: date | None
    capital: Money | None


def domestic(dice: Dice, number: int, first: int) -> Company:
    """A Chinese company with an 18-character credit code."""
    industry = dice.pick(INDUSTRIES)
    name = dice.pick(_PLACES) + dice.pick(_BRANDS) + dice.pick(_TRADES[industry]) + dice.pick(_FORMS)
    identity = f"91999900MA{number:06d}{dice.between(10, 99)}"
    return Company(name, identity, "CN", industry, _registered(dice, first), _capital(dice, "CNY"))


def foreign(dice: Dice, number: int, first: int) -> Company:
    """A company of the European Union that is billed in euro."""
    industry = dice.pick(INDUSTRIES)
    country, form = dice.pick(_ABROAD).split(" ", 1)
    name = f"{dice.pick(_STEMS)} {dice.pick(_CRAFTS[industry])} {form}"
    identity = f"{country}-9{number:05d}{dice.between(10, 99)}"
    return Company(name, identity, country, industry, _registered(dice, first), _capital(dice, "EUR"))


def _registered(dice: Dice, first: int) -> date | None:
    return None if dice.chance(6) else date.fromordinal(first - dice.between(_YOUNGEST, _OLDEST))


def _capital(dice: Dice, currency: str) -> Money | None:
    return None if dice.chance(8) else Money.of_minor(dice.pick(_CAPITALS[currency]) * 100_000, currency)
