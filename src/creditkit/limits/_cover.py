"""What a guarantee or an insurance adds to a limit. They are not the same: see the two functions."""

from __future__ import annotations

from decimal import Decimal

from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.limits._terms import share_of
from creditkit.money import Money


def guarantee_additive(base: Money, guarantee: Money, share: Decimal | int | str = 1) -> Money:
    """The base plus the share of a guarantee that counts, cut to the minor unit.

    For security that pays the first loss, up to its amount: a bank guarantee, a deposit, a standby letter of
    credit.

    Args:
        base: what we would risk without it; zero or more.
        guarantee: its amount; zero or more.
        share: of the guarantee, 0 to 1 with at most four decimals.

    Raises:
        InvalidInput: a negative amount, or a share outside 0 to 1.
        CurrencyMismatch: the amounts differ in currency.

    >>> guarantee_additive(Money("100000", "EUR"), Money("50000", "EUR"), "0.5")
    Money('125000.00', 'EUR')
    """
    _check(base, guarantee, "guarantee")
    return base + guarantee.times(share_of(share, "share"), "down")


def quota_share(base: Money, insured: Money, cover: Decimal | int | str) -> Money:
    """The largest limit at which our own loss stays within the base, where an insurer bears a share of each loss.

    Of an exposure E the insurer bears ``cover × min(E, insured)``, we the rest, from the first unit on. The limit
    is the largest E with ``E − cover × min(E, insured) ≤ base``: ``base ÷ (1 − cover)`` as long as that stays within
    the insured limit, else ``base + cover × insured``. Adding the cover to a small base, as if it were a
    guarantee, would leave an own loss of many times the base.

    Args:
        base: the loss that we would bear ourselves; zero or more.
        insured: the limit that the insurer has granted; zero or more.
        cover: the insurer's share of each loss, 0 to 1 with at most four decimals.

    Returns:
        The limit, cut to the minor unit.

    Raises:
        InvalidInput: a negative amount, or a cover outside 0 to 1.
        CurrencyMismatch: the amounts differ in currency.

    >>> insured = Money("5000000", "CNY")
    >>> quota_share(Money("200000", "CNY"), insured, "0.9"), quota_share(Money("1000000", "CNY"), insured, "0.9")
    (Money('2000000.00', 'CNY'), Money('5500000.00', 'CNY'))
    """
    _check(base, insured, "insured")
    top, low = share_of(cover, "cover").as_integer_ratio()
    kept = low - top
    if base.minor * low < kept * insured.minor:
        return Money.of_minor(base.minor * low // kept, base.currency)
    return Money.of_minor((base.minor * low + top * insured.minor) // low, base.currency)


def _check(base: Money, other: Money, path: str) -> None:
    if base.currency != other.currency:
        raise CurrencyMismatch(base.currency, other.currency)
    for name, amount in (("base", base), (path, other)):
        if amount.minor < 0:
            raise InvalidInput(name, str(amount), "zero or a positive amount")
