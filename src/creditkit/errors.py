"""Every error that creditkit raises on purpose.

A wrong *call* raises one of these. A wrong *row* of a batch does not: it becomes a
:class:`~creditkit.reasons.Rejection` and is counted. Each error is also the built-in
exception a Python reader expects (``ValueError``, ``LookupError`` …), so that code which
knows nothing of creditkit still catches it sensibly.
"""

from __future__ import annotations

#: A given value is shown in a message up to this many characters; files carry 100,000-character cells.
SHOWN = 80


def shown(given: object) -> str:
    """The ``repr`` of a value, short enough for a message.

    >>> shown("EURO")
    "'EURO'"
    >>> len(shown("x" * 100_000))
    80
    """
    try:
        text = repr(given[: SHOWN + 1]) if isinstance(given, (str, bytes)) else repr(given)
    except ValueError:  # Python does not write integers of more than 4,300 digits
        text = f"<{type(given).__name__} too long to be shown>"
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


class CreditkitError(Exception):
    """The base of every error of this library."""


class InvalidInput(CreditkitError, ValueError):
    """A value that the call cannot take.

    Args:
        path: where the value stands, as the caller would write it: ``terms[2].days``.
        given: the value itself; the message shows its beginning.
        accepted: what would have been taken, in words.
        remedy: how to mend the call, where that is not plain from ``accepted``.

    >>> raise InvalidInput("amount", 12.5, "Decimal, str or int", "use a str")
    Traceback (most recent call last):
    creditkit.errors.InvalidInput: amount: 12.5 given; accepted: Decimal, str or int. Use a str
    """

    def __init__(self, path: str, given: object, accepted: str, remedy: str = "") -> None:
        super().__init__(path, given, accepted, remedy)
        self.path = path
        self.given = given
        self.accepted = accepted
        self.remedy = remedy

    def __str__(self) -> str:
        message = f"{self.path}: {shown(self.given)} given; accepted: {self.accepted}"
        return f"{message}. {self.remedy[0].upper()}{self.remedy[1:]}" if self.remedy else message

    def under(self, prefix: str) -> InvalidInput:
        """The same error seen from one level further out: ``under("facts[3]")`` prefixes the path."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return type(self)(f"{prefix}{joint}{self.path}", self.given, self.accepted, self.remedy)


class CurrencyMismatch(CreditkitError, ValueError):
    """Two amounts of different currencies were added, compared or summed without a rate."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right

    def __str__(self) -> str:
        return f"{self.left} and {self.right} do not mix; convert one of them with Rates.convert first"


class RateMissing(CreditkitError, LookupError):
    """No exchange rate is known for a pair on a day, or the one known is too old."""

    def __init__(self, base: str, quote: str, on: object, why: str = "no rate on or before that day") -> None:
        super().__init__(base, quote, on, why)
        self.base = base
        self.quote = quote
        self.on = on
        self.why = why

    def __str__(self) -> str:
        return f"{self.base} to {self.quote} on {self.on}: {self.why}"


class AmountTooLarge(CreditkitError, OverflowError):
    """A sum or an amount does not fit 63 bits of minor units; numpy would wrap silently."""


class UnknownParty(CreditkitError, LookupError):
    """A party that the facts do not mention."""

    def __init__(self, party_id: str) -> None:
        super().__init__(party_id)
        self.party_id = party_id

    def __str__(self) -> str:
        return f"party {shown(self.party_id)} is in none of the facts"


class ExtraMissing(CreditkitError, ImportError):
    """A part that needs an optional dependency was used without it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.package} is not installed; install it with: pip install 'creditkit[{self.extra}]'"
