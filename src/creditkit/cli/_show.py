"""``creditkit show``: one party whole, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditkit.aging import age
from creditkit.cli._cases import CaseSheet, cases_on
from creditkit.cli._layout import columns, money, percent, wrapped
from creditkit.cli._ways import way_in_words
from creditkit.cli._words import SHOW, SUMMARY
from creditkit.columns import Value
from creditkit.credit_file import CATALOGUE, CreditFile, Known
from creditkit.facts import Snapshot
from creditkit.limits import Decision, Exposure, Limit, Unlimited, UpTo
from creditkit.loop import Applied, Assessment, PointEvent, assess, decisions_of
from creditkit.money import Money
from creditkit.policy import Policy
from creditkit.reasons import Language, Reason, text
from creditkit.receivables import OpenItems, open_items
from creditkit.rules import Kind
from creditkit.scoring import Score

#: How many characteristics are named as what would lift the score most.
LIFTS = 3


class Sheet:
    """One party in words. Each part is a list of lines under a heading."""

    def __init__(
        self, policy: Policy, snapshot: Snapshot, party_id: str, language: Language, applied: Applied | None = None
    ) -> None:
        self.policy = policy
        self.snapshot = snapshot
        self.language: Language = language
        self.applied = applied
        self.found: Assessment = assess(policy, snapshot, party_id)
        self.items: OpenItems = open_items(snapshot.restrict([party_id]))
        self.words = SHOW[language]
        self.templates = policy.templates(language)

    def __str__(self) -> str:
        parts = (
            self._head(), self._file(), self._score(), self._points(), self._lift(), self._grade(), self._terms(),
            self._limit(), self._exposure(), self._ageing(), self._cases(), self._orders(), self._findings(),
        )  # fmt: skip
        return "\n\n".join("\n".join(part) for part in parts if part)

    def _head(self) -> list[str]:
        party = self.found.party_id
        names = [one.name for one in self.snapshot.records("parties") if getattr(one, "party_id", None) == party]  # type: ignore[union-attr]
        title = f"{party} {names[0]}" if names and names[0] else party
        policy = f"{self.policy.name} {self.policy.version}".strip()
        line = self.words["head"].format(as_of=self.found.as_of, policy=policy, fingerprint=self.found.policy[:12])
        return [title, line]

    def _label(self, name: str) -> str:
        return self.policy.label(name, self.language)

    def _said(self, reason: Reason) -> str:
        return text(reason, self.language, self.templates)

    def _file(self) -> list[str]:
        """What the policy looks at, whatever else is known, and what nobody looked up."""
        file = self.found.file
        asked = [name for name in self.policy.asked if name not in CATALOGUE or CATALOGUE[name].origin != "computed"]
        known = [name for name in asked if name in file.known]
        others = [name for name in file.known if name not in asked]
        lines = [self.words["file"], *columns([self._known(file, name) for name in known])]
        missing = ", ".join(self._label(name) for name in asked if name not in file.known)
        if missing:
            lines += wrapped(f"{self.words['not_searched']}: {missing}")
        if others:
            lines += [self.words["others"], *columns([self._known(file, name) for name in others])]
        return lines

    def _known(self, file: CreditFile, name: str) -> tuple[str, ...]:
        known = file.known[name]
        value = self._fact(name, known.value) if known.value is not None else self.words["nothing_found"]
        return self._label(name), value, f"{known.source} {known.observed_on or ''}".strip(), self._marks(known)

    def _fact(self, name: str, value: Value) -> str:
        """Money with its thousands and its currency, everything else as it is."""
        field = self.policy.fields.get(name)
        if field is None or field.kind is not Kind.money or not isinstance(value, (Decimal, int)):
            return self._value(value)
        return f"{value:,} {field.unit or ''}".strip()

    def _marks(self, known: Known) -> str:
        marks = [self.words["stale"]] if known.stale else []
        if known.conflicting:
            marks.append(self.words["conflict"].format(", ".join(known.conflicting)))
        return ", ".join(marks)

    def _value(self, value: Value) -> str:
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        return format(value, "f") if isinstance(value, Decimal) else str(value)

    def _score(self) -> list[str]:
        score = self.found.score
        head = self.words["score"].format(
            points=score.points, maximum=score.maximum, coverage=percent(score.coverage)
        )  # fmt: skip
        if not score.contributions:
            return [head]
        rows = [
            (self._label(one.characteristic),
             self._fact(one.characteristic, one.value) if one.value is not None else "-", self._bin(one.bin.label),
             self.words["of"].format(one.points, one.maximum))
            for one in score.contributions
        ]  # fmt: skip
        groups = [
            f"  {self._label(g.name)}: {self.words['of'].format(g.points, g.maximum)}" for g in score.groups if g.name
        ]
        return [head, *groups, *columns(rows)]

    def _points(self) -> list[str]:
        """What the ledger adds and takes, event by event; without a ledger what the adjustments come to."""
        grade, words = self.found.grade, self.words
        events = () if self.applied is None else self.applied.events_of(self.found.party_id)
        if not events and not grade.adjustment:
            return []
        head = words["points"].format(base=self.found.score.points, adjustment=grade.adjustment, points=grade.points)
        return [head, *columns([self._event(event) for event in events], right=(2, 3))] if events else [head]

    def _event(self, event: PointEvent) -> tuple[str, ...]:
        """What happened, when, what it states, what counts today, and why not more."""
        stated = "" if event.points is None else format(event.points, "+f")
        if event.share is not None:
            stated = percent(Decimal(event.share))
        said = self.words[f"points_{event.state}"]
        if event.state == "counts":
            said = said.format(self.words["for_good"] if event.until is None else event.until)
        elif event.about is not None and event.state == "reversal":
            said = said.format(event.about)
        counts = format(event.counts, "+f") if event.counts else "0"
        return self._happened(event.type), event.on.isoformat(), stated, counts, said, event.entry_id

    def _happened(self, kind: str) -> str:
        """An event as the policy calls it, else as we do."""
        rules = self.policy.repair
        named = rules.penalty_of(kind) or rules.rule_for(kind)
        return kind if named is None else named.label.get(self.language, kind)

    def _bin(self, label: str) -> str:
        """A bin as people read it: what was missing or unseen is said in their language."""
        return self.words.get(f"bin_{label}", label)

    def _lift(self) -> list[str]:
        """The characteristics that cost most, each with what it could bring."""
        lost = sorted(lifts(self.found.score), key=lambda pair: -pair[1])[:LIFTS]
        if not lost:
            return []
        lines = [self.words["lift_by"].format(self._label(name), points) for name, points in lost]
        return [self.words["lift"], *(f"  {line}" for line in lines)]

    def _grade(self) -> list[str]:
        grade = self.found.grade
        label = self.policy.label(grade.label, self.language)
        name = grade.label if label == grade.label else f"{grade.label} ({label})"
        return [self.words["grade"].format(name), *(f"  {self._said(reason)}" for reason in grade.reasons)]

    def _terms(self) -> list[str]:
        terms = self.found.terms
        return [self.words["terms"].format(terms.days, percent(terms.prepayment_share))]

    def _limit(self) -> list[str]:
        found = self.found
        source = self.words["from_" + (found.in_force.source or "rule")]
        lines = [self.words["limit"].format(self._amount(found.limit), source)]
        lines.append("  " + self.words["proposed"].format(self._amount(found.proposed.limit)))
        lines += [f"    {self._said(part.reason)}" for part in found.proposed.parts]
        lines += [f"    {self._said(reason)}" for reason in found.proposed.reasons]
        return lines

    def _amount(self, limit: Limit) -> str:
        if isinstance(limit, UpTo):
            return money(limit.amount)
        return self.words["unlimited" if isinstance(limit, Unlimited) else "unset"]

    def _exposure(self) -> list[str]:
        position = self.found.position
        room = position.headroom
        share = position.utilisation
        head = self.words["exposure"].format(
            money(position.used), "-" if room is None else money(room), "-" if share is None else percent(share)
        )  # fmt: skip
        lines = [head]
        if isinstance(position.exposure, Exposure):
            for name in ("open_orders", "delivered", "billed", "open_items", "bills", "unapplied"):
                amount: Money = getattr(position.exposure, name)
                if amount.minor:
                    lines.append(f"  {self.words[name]}: {money(amount)}")
            lines += [f"  {self._said(reason)}" for reason in position.exposure.problems]
        lines += [
            f"  {self.words[pool.kind]}: {self._amount(pool.limit)}, {money(pool.exposure)}" for pool in position.pools
        ]
        return [*lines, *(f"  {self._said(reason)}" for reason in (*position.problems, *position.holds))]

    def _ageing(self) -> list[str]:
        ageing = age(self.items, self.policy.buckets, basis=self.policy.basis)
        words = SUMMARY[self.language]
        rows = [
            (words.get(name) or words["days"].format(name), str(count), money(amount))
            for _, name, count, amount in ageing.of(self.found.party_id)
        ]
        return [self.words["ageing"], *columns(rows, right=(1, 2))] if rows else []

    def _cases(self) -> list[str]:
        """The cases of dispute in the ledger, as they stood on the day by what was known of them."""
        if self.applied is None:
            return []
        sheet = CaseSheet(self.policy.dispute, self.applied.as_of, self.language, self.templates)
        return list(sheet.lines(cases_on(self.applied.cases, self.found.party_id, self.applied.as_of), self.items))

    def _orders(self) -> list[str]:
        found = decisions_of(self.policy, self.snapshot, self.found.party_id)
        return [self.words["orders"], *(line for decision in found for line in self._order(decision))] if found else []

    def _order(self, decision: Decision) -> Iterator[str]:
        outcome = self.words[decision.outcome.name]
        yield f"  {decision.order.order_id} {money(decision.order.amount)}: {outcome}"
        if decision.outcome:
            yield from (f"    {self._said(reason)}" for reason in decision.reasons)
            yield from (f"    -> {way_in_words(way, self.language)}" for way in decision.checks.ways_to_pass(decision))

    def _findings(self) -> list[str]:
        found = self.found.findings
        return [self.words["findings"], *(f"  {self._said(one.reason)}" for one in found)] if found else []


def lifts(score: Score) -> Iterator[tuple[str, Decimal]]:
    """What each characteristic could still bring: the points that its best bin has above its own."""
    for reason in score.reasons:
        yield str(reason.figures["characteristic"]), Decimal(str(reason.figures["lost"]))


def show(policy: Policy, snapshot: Snapshot, party_id: str, language: Language, applied: Applied | None = None) -> str:
    """One party whole, in words; with the events of a ledger that was applied."""
    return str(Sheet(policy, snapshot, party_id, language, applied))
