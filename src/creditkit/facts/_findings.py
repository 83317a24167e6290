"""Odd but usable data of a snapshot, said as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from creditkit.columns import Amounts
from creditkit.facts._moments import day_of
from creditkit.facts._relations import money_at
from creditkit.facts._view import View
from creditkit.reasons import Finding, Reason


def set_aside(allocation_id: str | None, money: Amounts, row: int, value_on: int) -> Finding:
    """An allocation that later records left no room for."""
    reason = Reason("allocation_set_aside", {"amount": money_at(money, row), "value_on": day_of(value_on)})
    return Finding("warning", f"allocations[{allocation_id}]", reason)


def unfit(allocation_id: str | None, money: Amounts, row: int) -> Finding:
    """An allocation whose document was corrected to a kind or currency that it does not fit."""
    reason = Reason("allocation_unfit", {"amount": money_at(money, row)})
    return Finding("warning", f"allocations[{allocation_id}]", reason)


def _parents(parties: View) -> Mapping[str, str]:
    pairs = zip(parties.labels("party_id").texts(), parties.labels("parent_id").texts(), strict=True)
    return {cast(str, party): parent for party, parent in pairs if parent is not None}


def unknown_parents(parties: View) -> Iterator[Finding]:
    """Parents that are not among the parties."""
    known = set(parties.labels("party_id").texts())
    for party, parent in sorted(_parents(parties).items()):
        if parent not in known:
            yield Finding("note", f"parties[{party}].parent_id", Reason("parent_unknown", {"parent_id": parent}))


def cycles(parties: View) -> Iterator[Finding]:
    """Each cycle of parents once, named by its least member."""
    parents = _parents(parties)
    seen: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        party: str | None = start
        while party is not None and party not in seen:
            seen.add(party)
            path.append(party)
            party = parents.get(party)
        if party in path:
            members = path[path.index(party) :]
            first = members.index(min(members))
            circle = " > ".join([*members[first:], *members[:first], min(members)])
            yield Finding("error", f"parties[{min(members)}].parent_id", Reason("parent_cycle", {"circle": circle}))
