"""How much of what a party has open its claims may cover: whoever disputes everything is dunned all the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from creditkit.columns import rows_where
from creditkit.disputes._case import Case
from creditkit.disputes._rules import DisputeRules
from creditkit.disputes._spans import about, spans_of
from creditkit.errors import InvalidInput
from creditkit.facts import Document
from creditkit.facts._moments import micros
from creditkit.receivables import OpenItems


@attrs.frozen
class Bound:
    """The bound of a policy on a day.

    Args:
        rules: with a share.
        day: the day.
        open: what is open of each document, in minor units.
        balance: what is open of each party and currency; receipts and credit notes that are not applied stay out.
    """

    rules: DisputeRules
    day: date
    open: Mapping[str, int]
    balance: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, rules: DisputeRules, day: date | None, items: OpenItems | None) -> Bound | None:
        """The bound, or None where the rules have none.

        Raises:
            InvalidInput: the rules have one, and the day or its open items are missing.
        """
        if rules.at_most_open_share is None:
            return None
        if day is None:
            raise InvalidInput("as_of", None, "a day, where the rules bound the share of open items")
        if items is None or items.as_of != day:
            given = None if items is None else items.as_of
            raise InvalidInput("items", given, f"the open items of {day}", "disputed_snapshot works them out")
        opens: dict[str, int] = defaultdict(int)
        balance: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows_where((items.open.minor > 0) & ~items.unapplied).tolist():
            minor = int(items.open.minor[row])
            opens[items.document[row] or ""] += minor
            balance[items.party[row] or "", items.open.currencies[row] or ""] += minor
        return cls(rules, day, opens, balance)

    def granted(self, cases: Iterable[Case], documents: Mapping[str, Document]) -> Mapping[str, int]:
        """How much of each document is in dispute under the bound, in minor units.

        Cases take their part of the bound in the order in which they were registered, so the latest lose first. An
        item takes at most what is open of it: one that was paid takes nothing from the others. What we owe as a
        credit note is outside of the bound: it is our word, not the customer's.

        Args:
            cases: of one party, in one currency.
            documents: what they are about, by number; what else they name is passed over.
        """
        left = {document_id: self.open.get(document_id, 0) for document_id in documents}
        found = dict.fromkeys(documents, 0)
        in_turn = sorted(cases, key=lambda case: (case.registered_on, micros(case.steps[0].recorded_at), case.case_id))
        room = self._room(in_turn)
        for owed in (True, False):
            for case in in_turn:
                for document_id in (one for one in about(case) if one in documents):
                    claim = self._claim(case, documents[document_id], owed=owed)
                    taken = min(claim, left[document_id], claim if owed else room)
                    left[document_id] -= taken
                    found[document_id] += taken
                    room -= 0 if owed else taken
        return found

    def _room(self, cases: Sequence[Case]) -> int:
        """The share of the open balance, cut to the minor unit."""
        share = self.rules.at_most_open_share
        if share is None or not cases:
            return 0
        return self.balance.get((cases[0].party_id, cases[0].currency), 0) * share.numerator // share.denominator

    def _claim(self, case: Case, document: Document, *, owed: bool) -> int:
        spans = spans_of(case, document.document_id, self.rules.lapses_after_days)
        covering = [span for span in spans if span.owed == owed and span.covers(self.day)]
        return sum(document.amount.minor if span.minor is None else span.minor for span in covering)
