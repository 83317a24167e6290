"""From a decision to what it means for each item: an outcome, and the credit note that is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from creditkit.disputes._states import OUTCOMES_FROM, Outcome, State
from creditkit.disputes._steps import CREDITS, DisputedItem, Verdict
from creditkit.errors import CurrencyMismatch, InvalidInput
from creditkit.money import Money

#: A part of the whole: ``"30%"``, ``"0.3"``, a Decimal or a Fraction. A float has no exact value that is meant.
Share: TypeAlias = "str | Decimal | Fraction | int"


def share_of(given: object, path: str) -> Fraction:
    """A share from 0 to 1, exact.

    Raises:
        InvalidInput: no number, a float, or outside 0 to 1.

    >>> share_of("30%", "share"), share_of("0.125", "share")
    (Fraction(3, 10), Fraction(1, 8))
    """
    accepted = "a share from 0 to 1, such as '30%' or '0.3'"
    if isinstance(given, (bool, float)) or not isinstance(given, (str, Decimal, Fraction, int)):
        raise InvalidInput(path, given, accepted)
    text = given.strip() if isinstance(given, str) else given
    percent = isinstance(text, str) and text.endswith("%")
    try:
        number = Fraction(str(text).removesuffix("%")) if isinstance(text, str) else Fraction(text)
    except (ValueError, ArithmeticError):
        raise InvalidInput(path, given, accepted) from None
    share = number / 100 if percent else number
    if not 0 <= share <= 1:
        raise InvalidInput(path, given, accepted)
    return share


def verdicts_of(
    items: Iterable[DisputedItem],
    outcome: Outcome,
    outcomes: Mapping[str, Outcome] | None = None,
    our_share: Share | None = None,
    credit: Mapping[str, Money] | None = None,
) -> tuple[Verdict, ...]:
    """What a decision says of each item.

    Our fault gives a credit note for all that is in dispute, a shared fault for our share of it, half-even to the
    minor unit. ``credit`` states other amounts by document, also those that were agreed in a mediation.

    Raises:
        InvalidInput: a document that is not in dispute; a shared fault without a share.
    """
    items, outcomes, credit = tuple(items), outcomes or {}, credit or {}
    known = {item.document_id for item in items}
    for name, given in (("outcomes", outcomes), ("credit", credit)):
        for document_id in given:
            if document_id not in known:
                raise InvalidInput(f"{name}[{document_id!r}]", document_id, ", ".join(sorted(known)))
    share = None if our_share is None else share_of(our_share, "our_share")
    found = []
    for item in items:
        own = outcomes.get(item.document_id, outcome)
        stated = credit.get(item.document_id)
        found.append(Verdict(item.document_id, own, _due(item, own, share) if stated is None else stated))
    return tuple(found)


def _due(item: DisputedItem, outcome: Outcome, our_share: Fraction | None) -> Money:
    credit = CREDITS.get(outcome)
    if credit == "whole":
        return item.amount
    if credit == "share":
        if our_share is None:
            raise InvalidInput("our_share", None, "a share from 0 to 1, such as '40%'", "or state credit by document")
        return item.amount.times(our_share)
    return Money.of_minor(0, item.amount.currency)


def check_verdicts(
    state: State, items: Iterable[DisputedItem], outcome: Outcome | None, verdicts: Iterable[Verdict]
) -> None:
    """Holds a decision to the case: one verdict an item, an outcome of that state, no credit above the dispute.

    Raises:
        InvalidInput: one of these is not so.
        CurrencyMismatch: a credit in another currency.
    """
    allowed = OUTCOMES_FROM.get(state, ())
    verdicts = tuple(verdicts)
    if outcome not in allowed:
        raise InvalidInput("outcome", outcome, ", ".join(allowed), _remedy(outcome))
    disputed = {item.document_id: item.amount for item in items}
    if [verdict.document_id for verdict in verdicts] != list(disputed):
        raise InvalidInput("verdicts", [one.document_id for one in verdicts], f"one each of {list(disputed)}")
    for verdict in verdicts:
        _check_verdict(verdict, disputed[verdict.document_id], allowed)


def _remedy(outcome: object) -> str:
    if outcome == "withdrawn":
        return "a customer takes its case back with the step 'withdraw'"
    return "only a case in mediation is mediated" if outcome == "mediated_and_performed" else ""


def _check_verdict(verdict: Verdict, disputed: Money, allowed: tuple[Outcome, ...]) -> None:
    path = f"verdicts[{verdict.document_id!r}]"
    if verdict.outcome not in allowed:
        raise InvalidInput(f"{path}.outcome", verdict.outcome, ", ".join(allowed))
    if verdict.credit.currency != disputed.currency:
        raise CurrencyMismatch(disputed.currency, verdict.credit.currency)
    most = disputed if CREDITS[verdict.outcome] != "none" else Money.of_minor(0, disputed.currency)
    if verdict.credit > most:
        why = f"with {verdict.outcome!r} at most {most.amount} {most.currency}"
        raise InvalidInput(f"{path}.credit", str(verdict.credit), why)
