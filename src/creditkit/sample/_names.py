"""Invented names and registration numbers.

The words are put together at random; a likeness to a real company is chance. The numbers
keep the shape of real ones but use a region (9999) and a register range that no authority gives out.
"""

from __future__ import annotations

import attrs

from creditkit.sample._dice import Dice

_PLACES = ("青澜", "云屿", "白川", "远岚", "东珀", "石溪", "南陌", "金汀", "海榆", "长泽", "北沅", "松岭", "明渚", "永棠")
_BRANDS = ("恒锐", "博拓", "众捷", "瑞衡", "天钧", "鼎川", "华砺", "新桥", "同舟", "嘉诺", "立源", "安驰", "宏岳", "正阳")
_TRADES = {
    "machinery": ("机械", "精密机械"), "automotive": ("汽车零部件", "汽配"), "electronics": ("电子", "电子科技"),
    "construction": ("建材", "钢结构"), "food": ("食品", "食品机械"), "trade": ("贸易", "五金"),
}  # fmt: skip
_FORMS = ("有限公司", "股份有限公司", "有限责任公司")

_STEMS = ("Nordwell", "Halbrook", "Tervane", "Osterlin", "Marquell", "Dravik", "Castenau", "Belloran", "Wexford Hill",
          "Karstedt", "Velmaro", "Ruysbeek", "Lindqvara", "Ponterosa", "Zielonka Dolna", "Ardenfeld")  # fmt: skip
_CRAFTS = {
    "machinery": ("Machine Works", "Tooling"), "automotive": ("Automotive", "Drives"),
    "electronics": ("Electronics", "Controls"), "construction": ("Steelworks", "Building Supply"),
    "food": ("Foods", "Packaging"), "trade": ("Trading", "Hardware"),
}  # fmt: skip
_ABROAD = (("DE", "GmbH"), ("DE", "AG"), ("FR", "SAS"), ("IT", "S.p.A."), ("NL", "B.V."), ("ES", "S.A."), ("PL", "Sp. z o.o."))

#: The industries that the sample's customers belong to.
INDUSTRIES = tuple(_TRADES)


@attrs.frozen
class Company:
    """Who stands behind an account."""

    name: str
    identity: str
    country: str
    industry: str


def domestic(dice: Dice, number: int) -> Company:
    """A Chinese company with an 18-character credit code."""
    industry = dice.pick(INDUSTRIES)
    name = dice.pick(_PLACES) + dice.pick(_BRANDS) + dice.pick(_TRADES[industry]) + dice.pick(_FORMS)
    return Company(name, f"91999900MA{number:06d}{dice.between(10, 99)}", "CN", industry)


def foreign(dice: Dice, number: int) -> Company:
    """A company of the euro area or Poland that is billed in euro."""
    industry = dice.pick(INDUSTRIES)
    country, form = dice.pick(_ABROAD)
    name = f"{dice.pick(_STEMS)} {dice.pick(_CRAFTS[industry])} {form}"
    return Company(name, f"{country}-9{number:05d}{dice.between(10, 99)}", country, industry)
