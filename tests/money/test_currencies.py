"""The list of currencies."""

from __future__ import annotations

import pytest

from creditkit.errors import InvalidInput
from creditkit.money import CURRENCIES, exponent, is_currency, nearest


@pytest.mark.parametrize(
    ("decimals", "codes"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR"),
        (2, "EUR USD CNY GBP CHF HUF IDR MGA MRU TWD XAD XCG ZWG CHE CHW BOV COU MXV USN HRK BGN"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ],
)
def test_exponents(decimals: int, codes: str) -> None:
    """Minor units by ISO 4217, list one, as of 2026-01-01; withdrawn ones by list three."""
    assert {exponent(code) for code in codes.split()} == {decimals}
    if decimals != 2:
        assert {code for code, n in CURRENCIES.items() if n == decimals} == set(codes.split())


def test_the_list_is_complete_and_read_only() -> None:
    """165 active codes have a minor unit (178 less 13 marked N.A.), and ten are kept though withdrawn."""
    assert len(CURRENCIES) == 165 + 10
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in CURRENCIES)
    with pytest.raises(TypeError):
        CURRENCIES["ABC"] = 2  # type: ignore[index]


@pytest.mark.parametrize("code", ["XAU", "XDR", "XXX", "XTS", "eur", "EUR ", "€", "", None, 978, ["EUR"]])
def test_what_has_no_minor_unit_is_no_currency(code: object) -> None:
    """Metals, drawing rights, test codes, lower case and other types are refused."""
    assert not is_currency(code)
    with pytest.raises(InvalidInput):
        exponent(code)  # type: ignore[arg-type]


def test_nearest_codes() -> None:
    """The nearest come first, and nothing is offered where nothing is near; long text costs nothing."""
    assert nearest("EURO")[0] == "EUR"
    assert nearest("RMB") == ("CNY",)
    assert nearest("12345") == ()
    assert nearest("x" * 100_000) == ()
