"""The cases of dispute of one party, as ``creditkit show`` tells them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from creditkit.cli._layout import columns, money
from creditkit.cli._words import CASES
from creditkit.disputes import Case, DisputedItem, DisputeRules, deadline, wording
from creditkit.money import Money, total
from creditkit.reasons import Language, text
from creditkit.receivables import OpenItems


@attrs.frozen(eq=False)
class CaseSheet:
    """Cases in words, as they stand on a day.

    Args:
        rules: the deadlines.
        day: the day.
        language: of the words.
        templates: the policy's own texts, such as those of its categories.
    """

    rules: DisputeRules
    day: date
    language: Language
    templates: Mapping[str, str]

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return CASES[self.language]

    def lines(self, cases: Sequence[Case], items: OpenItems) -> Iterator[str]:
        """A line a case, and under it what was decided and its items; above them what counts that day.

        Args:
            cases: of one party; no step of them is later than the day.
            items: the open items of that party, which know what the cases cover.
        """
        if not cases:
            return
        dunned = {item.document_id for item in items if item.open.minor > 0 and not item.disputed}
        counted = ", ".join(map(money, _in_dispute(cases, items)))
        yield self.words["cases"].format(counted or self.words["nothing"])
        for case, line in zip(cases, columns([self._case(case) for case in cases]), strict=True):
            yield line
            if case.outcome is not None:
                yield f"    {self._decided(case)}"
            yield from columns([self._item(case, item, dunned) for item in case.items], right=(1,), indent="    ")

    def _say(self, word: str) -> str:
        return text(wording(word), self.language, self.templates)

    def _case(self, case: Case) -> tuple[str, ...]:
        since = self.words["since"].format(state=self._say(case.state), day=case.since)
        return case.case_id, self._say(case.category), since, self.words["joint"].join(self._waits(case))

    def _waits(self, case: Case) -> Iterator[str]:
        """Until when the case may stay in its state, and who has to answer while it is not closed."""
        due_on, words = deadline(case, self.rules), self.words
        if due_on is not None:
            over = (self.day - due_on).days
            yield words["due"].format(due_on) if over <= 0 else words["late"].format(due_on=due_on, days=over)
        if case.now.responsible is not None and case.state != "closed":
            yield words["responsible"].format(case.now.responsible)

    def _decided(self, case: Case) -> str:
        """When and how it was decided, the performance that it needs, and the credit note."""
        words, now = self.words, case.now
        parts = [words["decided"].format(outcome=self._say(case.outcome or ""), day=case.decided_on)]
        if now.performed_on is not None:
            parts.append(words["performed"].format(now.performed_on))
        elif "perform" in case.allowed:
            parts.append(words["not_performed"])
        if case.credit_due:
            parts.append(words["credit_due"].format(money(case.credit_due)))
        if now.credit_note_id is not None:
            parts.append(words["credit_note"].format(now.credit_note_id))
        return words["joint"].join(parts)

    def _item(self, case: Case, item: DisputedItem, dunned: Container[str | None]) -> tuple[str, ...]:
        """How much of a document is, or was, in dispute, and its outcome where that is not the outcome of the case.

        Of a claim that is still looked into and covers nothing any more, since it has lapsed or is above the bound,
        that is said.
        """
        if case.outcome is None and item.document_id in dunned:
            return item.document_id, money(item.amount), self.words["dunned"]
        verdict = case.verdict(item.document_id)
        decided = "" if verdict is None or verdict.outcome == case.outcome else self._say(verdict.outcome)
        return item.document_id, money(item.amount), decided


def cases_on(cases: Iterable[Case], party_id: str, day: date) -> tuple[Case, ...]:
    """The cases of a party as they stood on a day; no later step, and none that was registered later."""
    return tuple(case for one in cases if one.party_id == party_id and (case := one.at(day)) is not None)


def _in_dispute(cases: Iterable[Case], items: OpenItems) -> Iterator[Money]:
    """What counts as in dispute of the documents of cases, by currency; several cases on one count it once."""
    about = {item.document_id for case in cases for item in case.items}
    found: dict[str, list[Money]] = {}
    for item in items:
        if item.document_id in about and item.disputed:
            found.setdefault(item.disputed.currency, []).append(item.disputed)
    return (total(found[currency], currency) for currency in sorted(found))
