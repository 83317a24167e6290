"""Who shares room with whom: accounts of one legal entity, and the groups above them.

Accounts with the same registration number are one debtor, an *entity*. An entity belongs to the parents of
all its accounts, and to theirs: one account that names the parent is enough. Circles, which are findings of the
snapshot, end where they close.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from creditkit.facts import Snapshot
from creditkit.facts._at_hand import at_hand


@attrs.frozen(eq=False)
class Structure:
    """The entities and groups of a snapshot, over all parties: a restriction does not make a pool smaller.

    Args:
        entity: the entity of each account that shares one, named by its first account in order of text.
        accounts: the accounts of each such entity, sorted.
        above: the accounts named as parents by the accounts of each entity.
    """

    entity: Mapping[str, str]
    accounts: Mapping[str, tuple[str, ...]]
    above: Mapping[str, tuple[str, ...]]

    def entity_of(self, party_id: str) -> str:
        """The name of a party's entity: its own where it shares none."""
        return self.entity.get(party_id, party_id)

    def accounts_of(self, party_id: str) -> tuple[str, ...]:
        """The accounts of a party's entity, itself among them."""
        return self.accounts.get(self.entity_of(party_id), (party_id,))

    def parents_of(self, party_id: str) -> tuple[str, ...]:
        """The entities above a party, nearest first, each once; not its own."""
        own = self.entity_of(party_id)
        found: dict[str, None] = {}
        level = [own]
        while level:
            named = [self.entity_of(parent) for entity in level for parent in self.above.get(entity, ())]
            level = [entity for entity in dict.fromkeys(named) if entity != own and entity not in found]
            found.update(dict.fromkeys(level))
        return tuple(found)

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """All accounts below each entity that is somebody's parent, its own accounts among them, sorted."""
        below: dict[str, set[str]] = {}
        for entity in self.above:
            for parent in self.parents_of(entity):
                below.setdefault(parent, set(self.accounts_of(parent))).update(self.accounts_of(entity))
        return {parent: tuple(sorted(accounts)) for parent, accounts in below.items()}


def structure(snapshot: Snapshot) -> Structure:
    """The entities and groups of a snapshot."""
    return snapshot.whole.memo("structure", lambda: _structure(snapshot.whole))


def told(snapshot: Snapshot) -> list[tuple[str | None, str | None, str | None]]:
    """Account, identity and parent of each party."""
    records = at_hand(snapshot, "parties")
    if records is not None:
        return [(one.party_id, one.identity, one.parent_id) for one in records]
    columns = (snapshot.view("parties").labels(name).texts() for name in ("party_id", "identity", "parent_id"))
    return list(zip(*columns, strict=True))


def _structure(snapshot: Snapshot) -> Structure:
    each = told(snapshot)
    by_identity: dict[str, list[str]] = {}
    for party_id, identity, _ in each:
        if party_id is not None and identity is not None:
            by_identity.setdefault(identity, []).append(party_id)
    accounts = {min(shared): tuple(sorted(shared)) for shared in by_identity.values() if len(shared) > 1}
    entity = {party_id: name for name, shared in accounts.items() for party_id in shared}
    above: dict[str, list[str]] = {}
    for party_id, _, parent in each:
        if party_id is not None and parent is not None:
            above.setdefault(entity.get(party_id, party_id), []).append(parent)
    return Structure(entity, accounts, {name: tuple(dict.fromkeys(parents)) for name, parents in above.items()})
