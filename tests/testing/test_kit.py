"""The test kit itself: what is drawn is valid and varied, and the kit says what it needs."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditkit import testing as kit
from creditkit.facts import Allocation, Document, Fact, Facts, Instalment, Snapshot
from creditkit.money import Money

EUR_DAY = date(2025, 1, 1)
STRATEGIES: dict[str, st.SearchStrategy[Fact]] = {
    "parties": kit.parties(parent_ids=["C1"]),
    "documents": kit.documents(),
    "orders": kit.orders(),
    "deliveries": kit.deliveries(),
    "observations": kit.observations(),
    "adjustments": kit.adjustments(),
    "holds": kit.holds(),
    "standings": kit.standings(),
    "events": kit.events(),
}


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_fact_stands_by_itself(name: str) -> None:
    """Each strategy draws facts that ``Facts`` takes and gives back."""

    @settings(max_examples=25)
    @given(STRATEGIES[name])
    def run(fact: Fact) -> None:
        assert Facts(list(Facts([fact]))).same(Facts([fact]))

    run()


@given(st.data())
def test_allocations_fit_their_documents(data: st.DataObject) -> None:
    """Whatever is drawn for given documents can stand beside them."""
    documents = [
        Document(name, "C", Money(amount, currency), issued_on=EUR_DAY + timedelta(days=i), kind=kind)  # type: ignore[arg-type]
        for i, (name, amount, currency, kind) in enumerate(
            [
                ("1", 5, "EUR", "invoice"),
                ("2", 7, "JPY", "invoice"),
                ("3", 2, "EUR", "receipt"),
                ("4", 9, "EUR", "credit_note"),
            ]
        )
    ]
    drawn = data.draw(kit.allocations(documents))
    assert isinstance(drawn, Allocation)
    assert Facts([*documents, drawn]).count("allocations") == 1


@given(kit.amounts(), st.data())
def test_instalments_sum_to_the_amount(amount: Money, data: st.DataObject) -> None:
    """And are due in order."""
    parts: tuple[Instalment, ...] = data.draw(kit.instalments(amount, first_due=EUR_DAY))
    assert sum(part.amount.minor for part in parts) == amount.minor
    assert [part.due_on for part in parts] == sorted(part.due_on for part in parts)


def features(snapshot: Snapshot) -> set[str]:
    """What a snapshot has of the things that are easy to get wrong."""
    from creditkit.receivables import open_items

    facts = list(snapshot._facts)
    documents = [fact for fact in facts if isinstance(fact, Document)]
    items = open_items(snapshot)
    found = {flag for item in items for flag in item.flags}
    found |= {finding.reason.code for finding in snapshot.findings}
    found |= {document.kind for document in documents} | {item.open.currency for item in items}
    checks = {
        "correction": len({d.document_id for d in documents}) < len(documents),
        "reversal": any(isinstance(f, Allocation) and f.reversed_on for f in facts),
        "receipt used up": bool((snapshot.allocations.source >= 0).any()),
        "third-party payment": any(
            snapshot.invoices.labels("party_id").codes[a] != snapshot.invoices.labels("party_id").codes[b]
            for a, b in zip(snapshot.allocations.to.tolist(), snapshot.allocations.source.tolist(), strict=True)
            if b >= 0
        ),
        "disputed in part": any(0 < item.disputed.minor < item.open.minor for item in items),
    }
    return found | {name for name, there in checks.items() if there}


WANTED = {
    "correction",
    "reversal",
    "receipt used up",
    "third-party payment",
    "disputed in part",
    "unapplied",
    "undetermined",
    "terms",
    "replaced",
    "instalments",
    "disputed",
    "allocation_set_aside",
    "allocation_unfit",
    "parent_cycle",
    "parent_unknown",
    "invoice",
    "receipt",
    "credit_note",
    "EUR",
    "JPY",
    "KWD",
}


def test_ledgers_are_varied() -> None:
    """Everything that the ledgers are said to hold turns up within a few hundred of them."""
    seen: Counter[str] = Counter()

    @settings(max_examples=900, derandomize=True, phases=[Phase.generate])
    @given(kit.snapshots())
    def run(snapshot: Snapshot) -> None:
        seen.update(features(snapshot))

    run()
    assert set(seen) >= WANTED, WANTED - set(seen)


@pytest.mark.deep
def test_a_ledger_shrinks_to_what_matters() -> None:
    """A reversal shrinks to one document, one allocation and its reversal, whatever stood beside them."""
    from hypothesis import find

    def wanted(facts: Facts) -> bool:
        return any(isinstance(fact, Allocation) and fact.reversed_on for fact in facts)

    smallest = find(kit.facts(), wanted, settings=settings(max_examples=2_000, derandomize=True, database=None))
    assert [type(fact) for fact in smallest] == [Document, Allocation, Allocation]


@pytest.mark.parametrize(
    "make",
    [
        lambda: kit.currencies(codes=["EURO"]),
        lambda: kit.amounts(codes=["EURO"]),
        lambda: kit.documents(codes=["EURO"]),
    ],
)
def test_unknown_currencies_are_refused_at_the_call(make: Callable[[], object]) -> None:
    """Not when something is drawn."""
    from creditkit.errors import InvalidInput

    with pytest.raises(InvalidInput, match=r"Did you mean"):
        make()


def test_days_shrink_to_either_end() -> None:
    """To the first day, or to the last."""
    from hypothesis import find

    first, last = date(2025, 1, 1), date(2025, 3, 1)
    assert find(kit.days(min_day=first, max_day=last), lambda _: True) == first
    assert find(kit.days(min_day=first, max_day=last, latest_first=True), lambda _: True) == last


def test_without_hypothesis() -> None:
    """The kit names the package and the extra; nothing else of creditkit needs either."""
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import creditkit.receivables\n"
        "from creditkit.errors import ExtraMissing\n"
        "try: import creditkit.testing\n"
        "except ExtraMissing as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "hypothesis is not installed; install it with: pip install 'creditkit[testing]'"
