"""The currencies a ledger may hold, and how many decimals each has.

Source: ISO 4217, list one (current currency and funds codes), as of 1 January 2026, with its
"minor unit" column. What is in and what is out:

- Every code that has a minor unit is in, also the funds codes (``CLF``, ``UYW``, ``MXV`` …): rents and
  contracts are written in them.
- Codes whose minor unit is "N.A." are out: gold and other metals, special drawing rights, bond market
  units, ``XTS`` and ``XXX``. Without a minor unit there is no smallest amount to count exactly.
- Codes withdrawn since 2015 (list three) are in: a book of past years is still to be read.
"""

from __future__ import annotations

import difflib
from types import MappingProxyType
from typing import TYPE_CHECKING

from creditkit.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_WITHDRAWN_TWO = "ANG BGN CUC HRK MRO SLL STD VEF ZWL"
_WITHDRAWN_ZERO = "BYR"

#: Code to exponent, as a plain dictionary for the hot path. It is never handed out.
EXPONENTS: dict[str, int] = {
    code: decimals
    for codes, decimals in (
        (_TWO, 2), (_ZERO, 0), (_THREE, 3), (_FOUR, 4), (_WITHDRAWN_TWO, 2), (_WITHDRAWN_ZERO, 0),
    )
    for code in codes.split()
}  # fmt: skip

#: Every known code and its exponent: one major unit is ``10**exponent`` minor units.
CURRENCIES: Mapping[str, int] = MappingProxyType(dict(sorted(EXPONENTS.items())))

#: What people write that no likeness of letters would lead to the code.
_MEANT = {"RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "NIS": "ILS", "STG": "GBP", "GBX": "GBP", "RUR": "RUB"}


def exponent(code: str) -> int:
    """How many decimals a currency has.

    Raises:
        InvalidInput: the code is not in :data:`CURRENCIES`; the remedy names the nearest ones.

    >>> exponent("EUR"), exponent("JPY"), exponent("KWD"), exponent("CLF")
    (2, 0, 3, 4)
    """
    try:
        return EXPONENTS[code]
    except (KeyError, TypeError):
        raise unknown(code) from None


def is_currency(code: object) -> bool:
    """Whether the value is a known code, in capitals.

    >>> is_currency("EUR"), is_currency("eur"), is_currency("XAU")
    (True, False, False)
    """
    return isinstance(code, str) and code in EXPONENTS


def nearest(code: str, n: int = 3) -> tuple[str, ...]:
    """Up to ``n`` known codes that the text may have meant, likeliest first; none where nothing is near.

    >>> nearest("EURO")[0], nearest("usd")[0], nearest("RMB")[0]
    ('EUR', 'USD', 'CNY')
    """
    text = code.strip().upper()[:8]
    if text in EXPONENTS or text in _MEANT:
        return (_MEANT.get(text, text),)
    return tuple(difflib.get_close_matches(text, CURRENCIES, n=n, cutoff=0.6))


def unknown(code: object) -> InvalidInput:
    """The error for a code that is none."""
    near = nearest(code) if isinstance(code, str) else ()
    remedy = f"did you mean {' or '.join(near)}?" if near else ""
    return InvalidInput("currency", code, "an ISO 4217 code in capitals, such as 'EUR'", remedy)
