"""Worked cases of exposure, order checks and orders in sequence; the figures and their sources stand in a file."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditkit.facts import Allocation, Delivery, Document, DocumentKind, Facts, Order
from creditkit.limits import (
    Checks,
    Limit,
    Pay,
    Pool,
    Position,
    Prepay,
    Prepayment,
    Reduce,
    Terms,
    Unlimited,
    Unset,
    UpTo,
    Utilisation,
    Wait,
    check_in_order,
    exposure,
)
from creditkit.money import Money, Rate, Rates

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "checks.toml").read_text(encoding="utf-8"))
DAY = date(2026, 7, 1)


def cny(amount: str) -> Money:
    return Money(amount, "CNY")


def limit_of(case: dict[str, Any]) -> Limit:
    given = case.get("limit")
    return Unset() if given is None else Unlimited() if given == "unlimited" else UpTo(cny(given))


def named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["what"])


def facts_of(case: dict[str, Any]) -> Facts:
    out: list[Any] = [Document("INV-1", "C", cny("1812345.67"), issued_on=date(2026, 6, 1), due_on=date(2026, 7, 31))]
    for one in case.get("orders", ()):
        currency = one.get("currency", "CNY")
        prepaid = Money(one["prepaid"], currency) if "prepaid" in one else None
        out.append(
            Order(
                one["id"], "C", Money(one["amount"], currency), placed_on=date(2026, 6, 20), prepaid=prepaid,
                ship_on=one.get("ship_on"), status=one.get("status", "open"),
            )
        )  # fmt: skip
    out += [
        Delivery(one["id"], one["order"], cny(one["amount"]), shipped_on=date(2026, 6, 25))
        for one in case.get("deliveries", ())
    ]
    kinds: tuple[DocumentKind, ...] = ("invoice", "receipt")
    out += [
        Document(
            one["id"], "C", cny(one["amount"]), issued_on=date(2026, 6, 28), kind=kind,
            order_id=one.get("order"), replaces_id=one.get("replaces"),
        )
        for kind in kinds for one in case.get(f"{kind}s", ())
    ]  # fmt: skip
    out += [
        Allocation(one["id"], one["to"], cny(one["amount"]), value_on=date(2026, 6, 28), from_id=one["id"])
        for one in case.get("receipts", ()) if "to" in one
    ]  # fmt: skip
    rates = [Rate(r["base"], r["quote"], r["rate"], r["on"]) for r in case.get("rates", ())]
    return Facts(out, rates=Rates(rates))


@named(CASES["exposure"])
def test_exposure(case: dict[str, Any]) -> None:
    """Each component is the one worked out by hand."""
    haircut = Decimal(case["haircut"]) if "haircut" in case else None
    found = exposure(
        facts_of(case).at(DAY), "C", currency="CNY", horizon_days=case.get("horizon_days"), haircut=haircut
    )
    assert not found.problems
    assert {name: getattr(found, name) for name in case["expect"]} == {k: cny(v) for k, v in case["expect"].items()}


def position_of(case: dict[str, Any]) -> Position:
    share = Decimal(case["prepayment_share"]) if "prepayment_share" in case else None
    later = tuple((one["from"], UpTo(cny(one["limit"]))) for one in case.get("later", ()))
    return Position(
        "C", as_of=DAY, limit=limit_of(case), exposure=cny(case["exposure"]), later=later,
        terms=None if share is None else Terms(30, share),
    )  # fmt: skip


def ways_of(case: dict[str, Any]) -> list[object]:
    given, out = case.get("ways", {}), []
    if "pay" in given:
        out.append(Pay(cny(given["pay"])))
    if "prepay" in given:
        out.append(Prepay(cny(given["prepay"]), Decimal(given["share"])))
    if "reduce" in given:
        out.append(Reduce(cny(given["reduce"])))
    return [*out, Wait(given["wait"])] if "wait" in given else out


@named(CASES["check"])
def test_check(case: dict[str, Any]) -> None:
    """Outcome, figures and ways are those worked out by hand."""
    prepaid = cny(case["prepaid"]) if "prepaid" in case else None
    order = Order("SO-1", "C", cny(case["order"]), placed_on=DAY, prepaid=prepaid)
    checks = Checks([Utilisation(exceeded=case.get("exceeded", ">")), Prepayment()])
    decision = checks.check(order, position_of(case))
    expect = dict(case["expect"])
    assert decision.outcome.name == expect.pop("outcome")
    first = decision.reasons[0]
    assert first.code == expect.pop("code", first.code)
    assert {name: first.figures[name] for name in expect} == {name: cny(value) for name, value in expect.items()}
    assert list(checks.ways_to_pass(decision)) == ways_of(case)


@named(CASES["sequence"])
def test_sequence(case: dict[str, Any]) -> None:
    """Each order sees what was approved before it, in its party and in every pool."""
    pools = [
        (Pool(one["id"], one["kind"], limit_of(one), cny(one["exposure"])), one["parties"]) for one in case["pools"]
    ]
    positions = {
        one["id"]: Position(
            one["id"], as_of=DAY, limit=limit_of(one), exposure=cny(one["exposure"]),
            pools=tuple(pool for pool, parties in pools if one["id"] in parties),
        )
        for one in case["parties"]
    }  # fmt: skip
    orders = [Order(one["id"], one["party"], cny(one["amount"]), placed_on=DAY) for one in case["orders"]]
    for given in (orders, orders[::-1]):
        found = check_in_order(Checks([Utilisation()]), given, dict(reversed(positions.items())))
        shown = []
        for decision in found:
            row = {"id": decision.order.order_id, "outcome": decision.outcome.name}
            if decision.outcome:
                figures = decision.reasons[0].figures
                row |= {"of": figures["of"], "excess": str(figures["excess"].amount)}  # type: ignore[union-attr]
            shown.append(row)
        assert shown == case["expect"]
