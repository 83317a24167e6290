"""The credit file of one party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from creditkit.columns import Value
from creditkit.credit_file._catalogue import LEDGER_NAMES
from creditkit.credit_file._exchange import rate_missing
from creditkit.credit_file._items import rows_of
from creditkit.credit_file._known import CreditFile, Known, Statement, finding_on, resolved
from creditkit.credit_file._ledger import Found, Sheet, ledger_facts
from creditkit.credit_file._measures import Measures
from creditkit.credit_file._observed import Heard, heard, sayings
from creditkit.credit_file._party import party_facts
from creditkit.credit_file._plan import Plan, planned
from creditkit.credit_file._source_rules import LEDGER, PARTY, SourceRule
from creditkit.credit_file._trade import orders, restraints, sales
from creditkit.credit_file._typed import number_of
from creditkit.errors import UnknownParty
from creditkit.facts import Snapshot
from creditkit.facts._moments import EVERYTHING
from creditkit.money import divided
from creditkit.reasons import Finding
from creditkit.rules import Field, Fields

_DEFAULT = Measures()


def credit_file(
    snapshot: Snapshot,
    party_id: str,
    fields: Fields | None = None,
    rules: Sequence[SourceRule] = (),
    *,
    measures: Measures = _DEFAULT,
    currency: str | None = None,
) -> CreditFile:
    """What is known about a party, with where it comes from.

    Three voices are heard, and treated alike: observations, the party's own data (the source ``party``) and the
    ledger (the source ``ledger``); the latter two speak of the day itself. Among what is not stale the first
    source in the declared order wins, then the latest look, then the latest recording. Without a rule the
    ledger and the party win.

    Args:
        snapshot: what may be known.
        party_id: whose file.
        fields: what to look for; None is the whole catalogue. Names that later steps compute (``score``,
            ``grade`` …) are passed over.
        rules: whom to believe, at most one rule a field.
        measures: how the figures of the ledger are measured.
        currency: of the amounts. None takes what the money fields say, else the one currency of the party.

    Raises:
        UnknownParty: no known fact is about it.
        InvalidInput: a rule for no field, a field of a kind that our own books do not give, or amounts in
            several currencies where none is named.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Observation, Party
    >>> facts = Facts(
    ...     [
    ...         Party("C-7", country="CN", registered_on=date(2021, 3, 1)),
    ...         Observation("C-7", "litigation_24m", None, source="court", observed_on=date(2026, 5, 2)),
    ...         Observation("C-7", "debt_ratio", "0.62", source="sales", observed_on=date(2024, 1, 5)),
    ...     ]
    ... )
    >>> file = credit_file(facts.at(date(2026, 6, 30)), "C-7", rules=[SourceRule("debt_ratio", ("sales",), 548)])
    >>> file.values["months_in_business"], file.values["litigation_24m"], "debt_ratio" in file.values
    (63, 0, False)
    >>> file.known["debt_ratio"].stale, [finding.reason.code for finding in file.findings]
    (True, ['fact_stale'])
    """
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    plan = planned(fields, rules, measures, currency, lambda: _held(snapshot, party_id))
    return file_of(snapshot, party_id, plan)


def file_of(snapshot: Snapshot, party_id: str, plan: Plan) -> CreditFile:
    """The file of a party under a plan that was made before: a policy makes its plan once.

    Raises:
        UnknownParty: no known fact is about it.
    """
    if not snapshot.knows(party_id):
        raise UnknownParty(party_id)
    sheet = _sheet(snapshot, party_id, plan)
    own = {name: own_value(found, plan.fields[name], plan.places[name]) for name, found in sheet.found.items()}
    return assembled(snapshot, party_id, plan, heard(party_id, sayings(snapshot, party_id), plan), own, sheet.unrated)


def _held(snapshot: Snapshot, party_id: str) -> set[str]:
    """The currencies of a party's documents and orders, and its own."""
    held: set[str] = set()
    for table in ("invoices", "orders"):
        rows, view = rows_of(snapshot, table, party_id), snapshot.view(table)
        if len(rows):
            currencies = view.amounts().currencies
            held.update(currencies.labels[code] for code in set(currencies.codes[rows].tolist()))
    rows = rows_of(snapshot, "parties", party_id)
    own = snapshot.view("parties").labels("currency")[int(rows[0])] if len(rows) else None
    return held if own is None else held | {own}


def _sheet(snapshot: Snapshot, party_id: str, plan: Plan) -> Sheet:
    """The figures of our own books that the plan asks for."""
    sheet = Sheet(snapshot, party_id, plan.own, plan.currency)
    if plan.own & LEDGER_NAMES:
        ledger_facts(sheet, plan.measures)
        sales(sheet, plan.measures.window_days)
        orders(sheet, plan.measures.window_days)
        restraints(sheet)
    party_facts(sheet)
    return sheet


def own_value(found: Found, field: Field, places: int) -> Value:
    """A figure of our own books under its field, at so many decimals: rounded once, half to even."""
    if not isinstance(found, tuple):
        return found
    top, bottom = found
    return number_of(top if bottom == 1 and not places else divided(top * 10**places, bottom), field, places)


def assembled(
    snapshot: Snapshot, party_id: str, plan: Plan, voices: Heard, own: Mapping[str, Value], unrated: Iterable[str]
) -> CreditFile:
    """The file of what was heard and what our own books say."""
    known: dict[str, Known] = {}
    findings = list(voices.findings)
    for name in plan.fields:
        said = voices.said.get(name)
        if name in own:
            if said is None:
                known[name] = Known(own[name], source_of(name), snapshot.as_of)
                continue
            said = [*said, own_statement(name, own[name], snapshot.day)]
        if said is not None:
            rule = plan.rules.get(name)
            known[name] = one = resolved(said, rule, snapshot.day)
            if one.stale or one.conflicting:
                findings.append(finding_on(party_id, name, one, said, rule))
    findings += rates_missing(snapshot, party_id, plan, unrated)
    return CreditFile(party_id, snapshot.as_of, known, tuple(findings))


def source_of(name: str) -> str:
    """Under which name our own books give a fact."""
    return LEDGER if name in LEDGER_NAMES else PARTY


def own_statement(name: str, value: Value, day: int) -> Statement:
    """What our own books say on the day itself."""
    return Statement(source_of(name), value, day, EVERYTHING)


def rates_missing(snapshot: Snapshot, party_id: str, plan: Plan, unrated: Iterable[str]) -> list[Finding]:
    """A finding for each currency of the party that has no rate to that of its file."""
    return [rate_missing(party_id, base, plan.currency or "", snapshot) for base in sorted(unrated)]
