"""Decisions as ledger entries: what was decided, under which policy, by which library, from which facts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from unicodedata import normalize

from creditkit.errors import InvalidInput
from creditkit.facts import Order, Snapshot
from creditkit.ledger import Entry
from creditkit.ledger._encoding import moment_text
from creditkit.limits import Decision
from creditkit.loop._assess import Assessment
from creditkit.loop._desk import is_snapshot
from creditkit.loop._digest import digest_of, prepare_digests
from creditkit.loop._outcomes import ASSESSED, CHECKED, assessed_figures, checked_figures, day_text, money_text
from creditkit.loop._review import Review
from creditkit.policy import Policy
from creditkit.reasons import Language, Reason, text

#: The version that decides. The root holds it, and is there before anything inside it.
LIBRARY: str = sys.modules["creditkit"].__version__
#: What is recorded of every decision beside what it came to; a replay does not compare these as figures.
ABOUT = ("library", "as_of", "known_at", "facts")
#: What an order is made from again; who pays it stands in the payload, for it names an account.
ORDER = ("order_id", "amount", "placed_on", "ship_on", "status", "prepaid")
PAYER = "payer_id"


def assessment_entry(
    entry_id: str,
    stream: str,
    assessment: Assessment,
    *,
    payload: Mapping[str, str] | None = None,
    causes: Iterable[str] = (),
    language: Language = "en",
) -> Entry:
    """An assessment as an entry of the type ``credit_assessed``, which :func:`replayed` works out again.

    The effect holds the version of the library, the days ``as_of`` and ``known_at`` (left out where the snapshot
    saw everything recorded by then), the digest of the facts, and the outcome: base, adjustment and score, coverage,
    grade, terms, limits, exposure, headroom and the codes of the reasons. The name of the party is in none of them.
    The payload has the reasons in words, and what is given.

    Args:
        entry_id: the host's own id of the decision.
        stream: the party's pseudonym.
        assessment: what was decided.
        payload: who and why; it can be redacted.
        causes: entries from which it follows.
        language: of the reasons.

    Raises:
        InvalidInput: a policy without a fingerprint, or a text that an entry cannot hold.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.loop import assess
    >>> from creditkit.policy import ready_made
    >>> new = Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30))
    >>> entry = assessment_entry("a-1", "p-31", assess(ready_made("manufacturer"), new, "C-7"))
    >>> entry.type, entry.effect["grade"], entry.effect["limit"]
    ('credit_assessed', 'E', '0.00 CNY')
    """
    if not isinstance(assessment, Assessment):
        raise InvalidInput("assessment", assessment, "an Assessment", "write assess(policy, snapshot, party_id)")
    work = assessment._work  # noqa: SLF001  (of this package)
    reasons = (*assessment.grade.reasons, *assessment.proposed.reasons)
    return Entry(
        entry_id, stream, ASSESSED, valid_from=assessment.as_of, policy=assessment.policy, causes=tuple(causes),
        effect={**_about(work.snapshot, assessment.party_id), **assessed_figures(assessment)},
        payload={"reasons": _words(work.policy, reasons, language), **(payload or {})},
    )  # fmt: skip


def order_entry(
    entry_id: str,
    stream: str,
    decision: Decision,
    policy: Policy,
    snapshot: Snapshot,
    *,
    payload: Mapping[str, str] | None = None,
    causes: Iterable[str] = (),
    language: Language = "en",
) -> Entry:
    """An order check as an entry of the type ``order_checked``, which :func:`replayed` works out again.

    The effect holds what :func:`assessment_entry` says, the order as it was asked about, the outcome, and the codes
    of reasons and warnings. Who pays the order stands in the payload.

    Args:
        entry_id: the host's own id of the decision.
        stream: the party's pseudonym.
        decision: of :func:`check`, or of a review.
        policy: that it was made with.
        snapshot: that it was made on.
        payload: who and why; it can be redacted.
        causes: entries from which it follows.
        language: of the reasons.

    Raises:
        InvalidInput: a policy without a fingerprint, a decision of another day, a text that an entry cannot hold.
        UnknownParty: the snapshot knows nothing of the party.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.loop import check
    >>> from creditkit.money import Money
    >>> from creditkit.policy import ready_made
    >>> policy, snapshot = ready_made("manufacturer"), Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30))
    >>> decision = check(policy, snapshot, Order("SO-1", "C-7", Money("92", "CNY"), placed_on=date(2026, 6, 30)))
    >>> entry = order_entry("o-1", "p-31", decision, policy, snapshot)
    >>> entry.type, entry.effect["amount"], entry.effect["outcome"]
    ('order_checked', '92.00 CNY', 'hold')
    """
    is_snapshot(snapshot)
    if not isinstance(decision, Decision):
        raise InvalidInput("decision", decision, "a Decision", "write check(policy, snapshot, order)")
    if decision.position.as_of != snapshot.as_of:
        raise InvalidInput("snapshot", snapshot.as_of, f"the snapshot as of {decision.position.as_of}")
    order = decision.order
    own = {PAYER: order.payer_id} if order.payer_id is not None else {}
    return Entry(
        entry_id, stream, CHECKED, valid_from=snapshot.as_of, policy=policy.fingerprint, causes=tuple(causes),
        effect={
            **_about(snapshot, order.party_id, [order.order_id]), **_order(order), **checked_figures(decision),
        },
        payload={**own, "reasons": _words(policy, decision.reasons, language), **(payload or {})},
    )  # fmt: skip


def review_entries(
    found: Review,
    name: Callable[[str], str],
    stream: Callable[[str], str],
    *,
    payload: Mapping[str, str] | None = None,
    language: Language = "en",
) -> Iterator[Entry]:
    """Every row of a review as an entry: the parties that could be scored, then the orders that waited.

    Args:
        found: a review with a policy.
        name: from the id of a party, or of an order, to the id of the entry.
        stream: from the id of a party to its pseudonym.
        payload: of every entry.
        language: of the reasons.

    Raises:
        InvalidInput: the review was made without a policy.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> from creditkit.loop import review
    >>> from creditkit.policy import ready_made
    >>> found = review(ready_made("manufacturer"), Facts([Party("C-7", currency="CNY")]).at(date(2026, 6, 30)))
    >>> entries = review_entries(found, "2026-06/{}".format, "p-{}".format)
    >>> [(entry.entry_id, entry.stream, entry.effect["grade"]) for entry in entries]
    [('2026-06/C-7', 'p-C-7', 'E')]
    """
    refused = {rejection.row for rejection in found.rejected}
    if found.judged is None:
        raise InvalidInput("policy", None, "a review with a policy", "review(policy, snapshot)")
    policy, snapshot = found.judged.policy, found.judged.snapshot
    prepare_digests(snapshot)
    for row, party in enumerate(found.judged.portfolio.party_ids, 1):
        if row not in refused:
            one = found.party(party)
            yield assessment_entry(name(party), stream(party), one, payload=payload, language=language)
    for decision in found.decisions:
        party, order = decision.order.party_id, decision.order.order_id
        yield order_entry(name(order), stream(party), decision, policy, snapshot, payload=payload, language=language)


def _about(snapshot: Snapshot, party_id: str, orders: Iterable[str] = ()) -> dict[str, str]:
    known_at = snapshot.known_at
    known = moment_text(known_at) if isinstance(known_at, datetime) else day_text(known_at)
    return {
        "library": LIBRARY,
        "as_of": snapshot.as_of.isoformat(),
        "known_at": known,
        "facts": digest_of(snapshot, party_id, orders=orders),
    }


def _order(order: Order) -> dict[str, str]:
    return {
        "order_id": order.order_id,
        "amount": money_text(order.amount),
        "placed_on": day_text(order.placed_on),
        "ship_on": day_text(order.ship_on),
        "status": order.status,
        "prepaid": money_text(order.prepaid),
    }


def _words(policy: Policy, reasons: Iterable[Reason], language: Language) -> str:
    """The reasons, a line each, in the form of Unicode that a ledger takes."""
    templates = policy.templates(language)
    return normalize("NFC", "\n".join(text(reason, language, templates) for reason in reasons))
