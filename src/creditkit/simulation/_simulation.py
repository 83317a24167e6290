"""What a simulation found, as tables."""

from __future__ import annotations

from datetime import date

import attrs

from creditkit.columns import Columns
from creditkit.errors import InvalidInput
from creditkit.facts import Facts
from creditkit.policy import Policy
from creditkit.simulation import _tables as tables
from creditkit.simulation._look import Look
from creditkit.simulation._past import Past


@attrs.frozen(eq=False, kw_only=True)
class Simulation:
    """What several policies would have said on several days. Made by :func:`simulate`.

    Every table is long, sorted by day and then by policy in the order given. ``policy`` names name and version;
    where two policies share these, the beginning of the fingerprint too.

    Args:
        policies, days: of the simulation.
        looks: what each policy says on each day, day by day.
        pasts: what each policy was judged by.

    >>> from creditkit.facts import Party
    >>> from creditkit.policy import ready_made
    >>> from creditkit.simulation import simulate
    >>> days = [date(2026, 2, 28), date(2026, 3, 31)]
    >>> found = simulate([ready_made("manufacturer")], Facts([Party("C-7", currency="CNY")]), on=days)
    >>> found.grades()["grade"].texts(), found.transitions()["to_grade"].texts()
    (['E', 'E'], ['E'])
    """

    policies: tuple[Policy, ...]
    days: tuple[date, ...]
    looks: tuple[Look, ...] = attrs.field(repr=False)
    _pasts: tuple[Past, ...] = attrs.field(alias="pasts", repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What each policy is called in the tables."""
        return tables.names_of(self.policies)

    def facts_of(self, policy: Policy) -> Facts:
        """The ledger as a policy saw it: with its own grades in the place of the recorded ones.

        ``review(policy, simulation.facts_of(policy).at(day, known_at=day))`` is the review of a simulated day.

        Raises:
            InvalidInput: the policy is not one of the simulation's.
        """
        for one, past in zip(self.policies, self._pasts, strict=True):
            if one.fingerprint == policy.fingerprint:
                return past.facts()
        raise InvalidInput("policy", policy, ", ".join(self.names))

    def table(self) -> Columns:
        """A row a day and policy: ``as_of``, ``policy``, ``fingerprint``, then

        - ``parties``, ``scored``: how many, and how many of them could be scored;
        - ``score_sum``, and ``mean_score``: the sum over ``scored``, half-even to 4 decimals; missing where nobody was;
        - ``limits``, ``currency``, ``proposed``: how many proposed limits are amounts, and their sum, in the
          policy's currency;
        - ``orders``: those that count on the day, each in one of ``approve``, ``prepay``, ``hold``, ``refuse``,
          ``unchecked``.
        """
        return tables.summary(self.looks, self.policies)

    def grades(self) -> Columns:
        """A row a day, policy, grade and currency: ``parties``, their ``exposure`` in it, and ``incomplete``.

        The best grade first; a missing grade stands for parties that could not be scored. What does not occur has
        no row. Of ``incomplete`` parties a rate is missing, and only a part of the exposure is in the sum.
        """
        return tables.grades(self.looks, self.policies)

    def transitions(self) -> Columns:
        """A row a day, policy and pair of grades: ``from_grade``, ``to_grade``, and how many ``parties``.

        From the simulated day before to this one; the first day has no rows. Parties that stayed have rows too.
        A missing grade: not known on that day, or not scored.
        """
        return tables.transitions(self.looks, self.policies)

    def outcomes(self) -> Columns:
        """A row a day, policy, currency and outcome: how many ``orders``, and their ``amount``, gross.

        A missing outcome stands for orders that were not checked. What does not occur has no row.
        """
        return tables.outcomes(self.looks, self.policies)

    def orders(self) -> Columns:
        """A row a day, policy and order, in the order of checking: what would have become of it, and when.

        ``party_id``, ``placed_on``, ``checked_on``, ``amount``, ``outcome``, then ``reasons`` and ``ways_to_pass`` as
        ``decisions.csv`` has them. ``as_of`` is the simulated day in whose row of :meth:`table` the order counts.
        """
        return tables.orders(self.looks, self.policies)
