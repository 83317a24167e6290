"""What assessments of one policy on one snapshot share: worked out once, kept with the snapshot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from creditkit.columns import rows_where, scaled
from creditkit.errors import InvalidInput
from creditkit.facts import Order, Snapshot, Standing
from creditkit.limits import Exposure, Exposures, InForce, Limit, Unset, exposure, exposures, limit_in_force
from creditkit.loop._currencies import named_currencies, used_currencies
from creditkit.loop._structure import Structure, structure
from creditkit.loop._waiting import waiting_orders
from creditkit.money import Money, Rates
from creditkit.policy import Policy
from creditkit.reasons import Reason
from creditkit.receivables import book
from creditkit.receivables._plain_book import plain_book

#: Exposure over the limit in force: worked out only for policies that ask for it.
UTILISATION = "utilisation"


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """The sum of decimals, exact whatever Decimal context the host has set.

    >>> exact_sum([Decimal("0.1"), Decimal("-20")])
    Decimal('-19.9')
    """
    given = list(numbers)
    places = max((max(-int(number.as_tuple().exponent), 0) for number in given), default=0)
    ratios = (number.as_integer_ratio() for number in given)
    return scaled(sum(top * 10**places // bottom for top, bottom in ratios), places)


@attrs.frozen(eq=False, slots=False)
class Desk:
    """The facts of a snapshot by party, as a policy asks for them.

    A restricted snapshot says which parties are looked at. Limits, exposures, orders and groups are those of
    the whole: who shares room with a party does not depend on who is shown.
    """

    policy: Policy
    snapshot: Snapshot
    _exposures: dict[object, Exposures] = attrs.field(init=False, factory=dict, repr=False)
    _in_force: dict[str, InForce] = attrs.field(init=False, factory=dict, repr=False)
    _prepared: dict[frozenset[str], Exposures] = attrs.field(init=False, factory=dict, repr=False)
    _alone: dict[tuple[str, frozenset[str]], Exposure] = attrs.field(init=False, factory=dict, repr=False)

    @property
    def whole(self) -> Snapshot:
        """The snapshot without its restriction."""
        return self.snapshot.whole

    @cached_property
    def fingerprint(self) -> str:
        """Of the policy."""
        return self.policy.fingerprint

    @cached_property
    def structure(self) -> Structure:
        """Entities and groups."""
        return structure(self.whole)

    @cached_property
    def rates(self) -> Rates:
        """The exchange rates dated up to the day."""
        return self.whole.rates

    @cached_property
    def _named(self) -> Mapping[str, str]:
        return {} if self.policy.exposure.currency == "policy" else named_currencies(self.whole)

    @cached_property
    def _used(self) -> Mapping[str, str]:
        return {} if self.policy.exposure.currency == "policy" else used_currencies(self.whole)

    def currency_of(self, party_id: str) -> str:
        """The currency of a party's account.

        What the account names, else the one that all its documents and orders are in, else the policy's; always
        the policy's where the policy says so.
        """
        return self._named.get(party_id) or self._used.get(party_id, self.policy.currency)

    @cached_property
    def _standings(self) -> Mapping[str, tuple[Standing, ...]]:
        found: dict[str, list[Standing]] = {}
        for standing in self.whole.standings:
            found.setdefault(standing.party_id, []).append(standing)
        return {party: tuple(sorted(those, key=lambda one: one.valid_from)) for party, those in found.items()}

    def standings_of(self, party_id: str) -> tuple[Standing, ...]:
        """What was in force, oldest first."""
        return self._standings.get(party_id, ())

    @cached_property
    def _holds(self) -> Mapping[str, tuple[Reason, ...]]:
        found: dict[str, tuple[Reason, ...]] = {}
        for hold in self.whole.holds:
            found[hold.party_id] = (*found.get(hold.party_id, ()), hold.reason)
        return found

    def holds_on(self, party_id: str) -> tuple[Reason, ...]:
        """Why a party is frozen: its own holds and those on other accounts of its legal entity."""
        if not self._holds:
            return ()
        accounts = self.structure.accounts_of(party_id)
        return tuple(reason for account in accounts for reason in self._holds.get(account, ()))

    @cached_property
    def adjustments(self) -> Mapping[str, Decimal]:
        """The points of all adjustments in force, by party; parties without one are left out."""
        found: dict[str, list[Decimal]] = {}
        for adjustment in self.whole.adjustments:
            found.setdefault(adjustment.party_id, []).append(adjustment.points)
        return {party: exact_sum(points) for party, points in found.items()}

    def in_force(self, party_id: str) -> InForce:
        """The limit in force, of all accounts of one legal entity the same."""
        if party_id not in self._in_force:
            self._in_force[party_id] = limit_in_force(self.whole, party_id, currency=self.currency_of(party_id))
        return self._in_force[party_id]

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The accounts that share the room of each parent."""
        return self.structure.groups()

    def group_limit(self, entity: str) -> Limit:
        """The limit of a parent, which its group shares; unset where the parent is in none of the facts."""
        return self.in_force(entity).limit if self.whole.knows(entity) else Unset()

    @cached_property
    def waiting(self) -> tuple[Order, ...]:
        """The orders that nobody has decided yet, in the order in which they are checked."""
        return waiting_orders(self.whole)

    def without(self, order: Order | None = None) -> frozenset[str]:
        """The orders that do not count as exposure in a check: those that wait, and the one that is asked about."""
        return self._waiting_ids if order is None else self._waiting_ids | {order.order_id}

    @cached_property
    def _waiting_ids(self) -> frozenset[str]:
        return frozenset(order.order_id for order in self.waiting)

    def sharing(self, party_id: str) -> frozenset[str]:
        """Every party whose orders can take room from this one: of its entity, and of all groups it is in."""
        above = (self.structure.entity_of(party_id), *self.structure.parents_of(party_id))
        grouped = (account for entity in above for account in self.groups.get(entity, ()))
        return frozenset((party_id, *self.structure.accounts_of(party_id), *grouped))

    def exposures(self, currencies: Mapping[str, str], without: frozenset[str] = frozenset()) -> Exposures:
        """The exposure to parties, each in the currency named, leaving out some orders."""
        key = (tuple(currencies.items()), without)
        if key not in self._exposures:
            self._exposures[key] = exposures(self.whole, currencies, without_orders=without, **self._counted)
        return self._exposures[key]

    @cached_property
    def _counted(self) -> dict[str, Any]:
        """What counts as exposure, and how."""
        rules = self.policy.exposure
        return {
            "horizon_days": rules.order_horizon_days, "components": rules.components,
            "less_unapplied": rules.less_unapplied, "haircut": rules.rate_haircut or None,
            "max_rate_age_days": rules.rate_max_age_days,
        }  # fmt: skip

    def prepare(self) -> None:
        """Works out the exposure to all parties at once, with and without the orders that wait."""
        currencies = {party: self.currency_of(party) for party in self.whole.parties()}
        for without in (frozenset[str](), self._waiting_ids):
            if without not in self._prepared:
                self._prepared[without] = self.exposures(currencies, without)

    def exposure(self, party_id: str, without: frozenset[str] = frozenset()) -> Exposure:
        """The exposure to one party in the currency of its account."""
        if without in self._prepared:
            return self._prepared[without].of(party_id)
        if (party_id, without) not in self._alone:
            currency = self.currency_of(party_id)
            self._alone[party_id, without] = exposure(
                self.whole, party_id, currency=currency, without_orders=without, **self._counted
            )
        return self._alone[party_id, without]

    def pooled(
        self, party_ids: Collection[str], currency: str, without: frozenset[str] = frozenset()
    ) -> tuple[Money, tuple[Reason, ...]]:
        """The exposure to several parties together, and what keeps it from being complete."""
        known = sorted(filter(self.whole.knows, set(party_ids)))
        if without in self._prepared:
            parts = [self._prepared_in(currency, party, without).of(party) for party in known]
            reasons = dict.fromkeys(reason for part in parts for reason in part.problems)
            return Money.of_minor(sum(part.minor for part in parts), currency), tuple(reasons)
        found = self.exposures(dict.fromkeys(known, currency), without)
        problems = dict.fromkeys(reason for reasons in found.problems.values() for reason in reasons)
        return Money.of_minor(sum(found.total.tolist()), currency), tuple(problems)

    def _prepared_in(self, currency: str, party_id: str, without: frozenset[str]) -> Exposures:
        """What was worked out for all parties at once: in each one's own currency, or in another for all of them."""
        if self.currency_of(party_id) == currency:
            return self._prepared[without]
        if (currency, without) not in self._exposures:
            found = exposures(self.whole, currency, without_orders=without, **self._counted)
            self._exposures[currency, without] = found
        return self._exposures[currency, without]

    @cached_property
    def _overdue(self) -> Mapping[str, tuple[tuple[int, Money], ...]]:
        """Read off the book, as open items are: of these only the overdue ones are wanted, and two columns."""
        plain, day = plain_book(self.whole), self.whole.day
        if plain is not None:
            late = ((item.document.party_id, day - item.due, item.left()) for item in plain.items if item.late_on(day))
            return _by_party(late)
        kept = book(self.whole)
        amount = kept.open - kept.disputed
        rows = rows_where(kept.overdue(day) & (amount > 0)).tolist()
        currencies, parties = kept.documents.amounts().currencies, kept.documents.labels("party_id")
        documents, days = kept.document[rows].tolist(), (day - kept.due[rows]).tolist()
        left = (Money.of_minor(int(amount[row]), currencies[of] or "") for row, of in zip(rows, documents, strict=True))
        return _by_party(zip((parties[of] or "" for of in documents), days, left, strict=True))

    def overdue(self, party_id: str) -> tuple[tuple[int, Money], ...]:
        """Undisputed overdue items: days past due, and the amount in its own currency."""
        return self._overdue.get(party_id, ())


def is_snapshot(snapshot: Snapshot) -> None:
    """Refuses what is no snapshot: facts know no day.

    Raises:
        InvalidInput: it is none.
    """
    if not isinstance(snapshot, Snapshot):
        raise InvalidInput("snapshot", snapshot, "a Snapshot", "write facts.at(day)")


def _by_party(late: Iterable[tuple[str, int, Money]]) -> Mapping[str, tuple[tuple[int, Money], ...]]:
    found: dict[str, list[tuple[int, Money]]] = {}
    for party, days, left in late:
        found.setdefault(party, []).append((days, left))
    return {party: tuple(some) for party, some in found.items()}


def desk(policy: Policy, snapshot: Snapshot) -> Desk:
    """The desk of a policy on a snapshot. It holds the policy, so that its identity is a key.

    Raises:
        InvalidInput: one of them is not what it should be.
    """
    if not isinstance(policy, Policy):
        raise InvalidInput("policy", policy, "a Policy", "read one with load_policy(path), or take ready_made(name)")
    is_snapshot(snapshot)
    return snapshot.memo(("desk", id(policy)), lambda: Desk(policy, snapshot))
