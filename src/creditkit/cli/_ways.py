"""Ways for an order to pass, in words."""

from __future__ import annotations

from collections.abc import Iterable

from creditkit.cli._layout import money, percent
from creditkit.cli._words import WAYS
from creditkit.limits import Pay, Prepay, Reduce, Way
from creditkit.reasons import Language


def way_in_words(way: Way, language: Language) -> str:
    """A way to pass as a phrase.

    >>> from creditkit.money import Money
    >>> way_in_words(Pay(Money("3000.00", "CNY")), "en"), way_in_words(Pay(Money("3000.00", "CNY")), "zh")
    ('pay 3,000.00 CNY', '付款 3,000.00 CNY')
    """
    words = WAYS[language]
    if isinstance(way, Pay):
        return words["pay"].format(amount=money(way.amount))
    if isinstance(way, Prepay):
        return words["prepay"].format(amount=money(way.amount), share=percent(way.share))
    if isinstance(way, Reduce):
        return words["reduce"].format(amount=money(way.to))
    return words["wait"].format(day=way.until)


def ways_in_words(ways: Iterable[Way], language: Language) -> str:
    """All ways to pass, of which one is enough."""
    words = WAYS[language]
    return words["or"].join(way_in_words(way, language) for way in ways) or words["none"]
