"""``creditkit show``: one party whole, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from unicodedata import east_asian_width

from creditkit.aging import age
from creditkit.cli._words import SHOW
from creditkit.columns import Value
from creditkit.credit_file import CreditFile, Known
from creditkit.facts import Snapshot
from creditkit.limits import Decision, Exposure, Limit, Unlimited, UpTo
from creditkit.loop import Assessment, assess, decisions_of, way_text
from creditkit.money import Money
from creditkit.policy import Policy
from creditkit.reasons import Language, Reason, text
from creditkit.receivables import open_items
from creditkit.scoring import Score

#: How many characteristics are named as what would lift the score most.
LIFTS = 3


class Sheet:
    """One party in words. Each part is a list of lines under a heading."""

    def __init__(self, policy: Policy, snapshot: Snapshot, party_id: str, language: Language) -> None:
        self.policy, self.snapshot, self.language = policy, snapshot, language
        self.found: Assessment = assess(policy, snapshot, party_id)
        self.words = SHOW[language]
        self.templates = policy.templates(language)

    def __str__(self) -> str:
        parts = (
            self._head(), self._file(), self._score(), self._lift(), self._grade(), self._terms(), self._limit(),
            self._exposure(), self._ageing(), self._orders(), self._findings(),
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
        """What the policy looks at, and whatever else is known, with where it is from."""
        file = self.found.file
        asked = [name for name in asked_for(self.policy) if name in self.policy.fields and name not in _COMPUTED]
        names = dict.fromkeys([*asked, *file.known])
        rows = [(self._label(name), *self._known(file, name)) for name in names]
        return [self.words["file"], *_columns(rows)]

    def _known(self, file: CreditFile, name: str) -> tuple[str, str, str]:
        known = file.known.get(name)
        if known is None:
            return "-", self.words["not_searched"], ""
        value = self._value(known.value) if known.value is not None else self.words["nothing_found"]
        return value, f"{known.source} {known.observed_on or ''}".strip(), self._marks(known)

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
            points=score.points, maximum=score.maximum, coverage=_percent(score.coverage)
        )  # fmt: skip
        if not score.contributions:
            return [head]
        rows = [
            (self._label(one.characteristic), self._value(one.value) if one.value is not None else "-", one.bin.label,
             self.words["of"].format(one.points, one.maximum))
            for one in score.contributions
        ]  # fmt: skip
        groups = [
            f"  {self._label(g.name)}: {self.words['of'].format(g.points, g.maximum)}" for g in score.groups if g.name
        ]
        return [head, *groups, *_columns(rows)]

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
        return [self.words["terms"].format(terms.days, _percent(terms.prepayment_share))]

    def _limit(self) -> list[str]:
        found = self.found
        source = self.words["from_" + (found.in_force.source or "rule")]
        lines = [self.words["limit"].format(self._amount(found.limit), source)]
        lines.append("  " + self.words["proposed"].format(self._amount(found.proposed.limit)))
        lines += [f"    {part.name}: {self._said(part.reason)}" for part in found.proposed.parts]
        lines += [f"    {self._said(reason)}" for reason in found.proposed.reasons]
        return lines

    def _amount(self, limit: Limit) -> str:
        if isinstance(limit, UpTo):
            return _money(limit.amount)
        return self.words["unlimited" if isinstance(limit, Unlimited) else "unset"]

    def _exposure(self) -> list[str]:
        position = self.found.position
        room = position.headroom
        share = position.utilisation
        head = self.words["exposure"].format(
            _money(position.used), "-" if room is None else _money(room), "-" if share is None else _percent(share)
        )  # fmt: skip
        lines = [head]
        if isinstance(position.exposure, Exposure):
            for name in ("open_orders", "delivered", "billed", "open_items", "bills", "unapplied"):
                amount: Money = getattr(position.exposure, name)
                if amount.minor:
                    lines.append(f"  {self.words[name]}: {_money(amount)}")
            lines += [f"  {self._said(reason)}" for reason in position.exposure.problems]
        lines += [
            f"  {self.words[pool.kind]}: {self._amount(pool.limit)}, {_money(pool.exposure)}" for pool in position.pools
        ]
        return [*lines, *(f"  {self._said(reason)}" for reason in (*position.problems, *position.holds))]

    def _ageing(self) -> list[str]:
        items = open_items(self.snapshot.restrict([self.found.party_id]))
        ageing = age(items, self.policy.buckets, basis=self.policy.basis)
        rows = [(name, str(count), _money(amount)) for _, name, count, amount in ageing.of(self.found.party_id)]
        return [self.words["ageing"], *_columns(rows)] if rows else []

    def _orders(self) -> list[str]:
        found = decisions_of(self.policy, self.snapshot, self.found.party_id)
        return [self.words["orders"], *(line for decision in found for line in self._order(decision))] if found else []

    def _order(self, decision: Decision) -> Iterator[str]:
        outcome = self.words[decision.outcome.name]
        yield f"  {decision.order.order_id} {_money(decision.order.amount)}: {outcome}"
        if decision.outcome:
            yield from (f"    {self._said(reason)}" for reason in decision.reasons)
            yield from (f"    -> {way_text(way)}" for way in decision.checks.ways_to_pass(decision))

    def _findings(self) -> list[str]:
        found = self.found.findings
        return [self.words["findings"], *(f"  {self._said(one.reason)}" for one in found)] if found else []


_COMPUTED = frozenset({"score", "coverage", "grade", "payment_days", "prepayment_share"})


def asked_for(policy: Policy) -> Iterable[str]:
    """Every fact that a policy looks at, in the order in which it does."""
    checks = (name for rule in policy.checks.rules for name in rule.inputs)
    return dict.fromkeys(
        [*policy.scorer.inputs, *policy.grading.inputs, *policy.terms.inputs, *policy.limits.inputs, *checks]
    )


def lifts(score: Score) -> Iterator[tuple[str, Decimal]]:
    """What each characteristic could still bring: the points that its best bin has above its own."""
    for reason in score.reasons:
        yield str(reason.figures["characteristic"]), Decimal(str(reason.figures["lost"]))


def _percent(share: Decimal) -> str:
    top, bottom = share.as_integer_ratio()
    hundredths = top * 10_000 // bottom
    return f"{hundredths // 100}%" if hundredths % 100 == 0 else f"{hundredths / 100:.2f}%"


def _money(amount: Money) -> str:
    return f"{amount.amount:,} {amount.currency}"


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as columns of a terminal, in which a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _width(cell: str) -> int:
    return sum(1 + (east_asian_width(c) in "WF") for c in cell)


def show(policy: Policy, snapshot: Snapshot, party_id: str, language: Language) -> str:
    """One party whole, in words."""
    return str(Sheet(policy, snapshot, party_id, language))
