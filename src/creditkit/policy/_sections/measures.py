"""``[measures]`` and ``[exposure]``: how the figures of the ledger are measured, and what counts as exposure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import attrs

from creditkit.credit_file import Measures
from creditkit.errors import InvalidInput
from creditkit.limits._exposure import COMPONENTS
from creditkit.policy._compounds import Many
from creditkit.policy._kinds import SHARE, Amount, Flag, Number, Text, Whole
from creditkit.policy._problems import BAD, sound
from creditkit.policy._reading import Reading
from creditkit.policy._shapes import Key, Shape
from creditkit.receivables import Residue

_LONGEST = 36_500


def _residue(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Residue, **given)


def _measures(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    return reading.built(path, Measures, **given)


RESIDUE = Shape(
    (Key("amount", Amount()), Key("share", SHARE), Key("rule", Text(("larger", "smaller")), "larger")), make=_residue
)
MEASURES = Shape(
    (
        Key("window_days", Whole(1, _LONGEST), 365),
        Key("tolerance_days", Whole(0, _LONGEST), 0),
        Key("weight", Text(("count", "amount")), "count"),
        Key("residue", RESIDUE),
        Key("minimum_items", Whole(0), 1),
        Key("extend_to_days", Whole(1, _LONGEST)),
        Key("disputed", Text(("count", "exclude")), "count"),
    ),
    make=_measures,
)


def measures_tree(measures: Measures) -> dict[str, Any]:
    """``[measures]`` as a tree."""
    residue = measures.residue
    keys = ("window_days", "tolerance_days", "weight", "minimum_items", "extend_to_days", "disputed")
    tree = {key: getattr(measures, key) for key in keys}
    if residue is not None:
        tree["residue"] = {"amount": residue.amount, "share": residue.share, "rule": residue.rule}
    return tree


def _components(given: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """In the order in which the stages follow each other; which of them count is all that matters."""
    unknown = [one for one in given if one not in COMPONENTS]
    if unknown:
        raise InvalidInput("components", unknown[0], ", ".join(COMPONENTS))
    return tuple(one for one in COMPONENTS if one in given)


def _of(*choices: str) -> Any:
    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in choices:
            raise InvalidInput(attribute.name, value, ", ".join(choices))

    return check


def _days(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise InvalidInput(attribute.name, value, "a whole number of days, or None")


def _haircut(value: Decimal | int | str) -> Decimal:
    share = Decimal(value)
    if not share.is_finite() or share < 0:
        raise InvalidInput("rate_haircut", value, "zero or a positive share, such as Decimal('0.05')")
    return share


@attrs.frozen(kw_only=True)
class ExposureRules:
    """What counts as exposure, and in which currency.

    Args:
        currency: ``party``: checks are in the currency of the party's credit account, amounts of the policy are
            converted to it; ``policy``: all checks are in the policy's currency.
        rate_max_age_days: how old an exchange rate may be; None is any age.
        rate_haircut: by which share exposure in other currencies counts more: 0.05 counts 105%.
        order_horizon_days: open orders that are planned later than so many days ahead do not count; None
            counts all.
        less_unapplied: whether receipts and credit notes that nothing has used are taken off.
        components: which stages count, of ``open_orders``, ``delivered``, ``billed``, ``open_items``, ``bills``.
        pool_identity: whether one legal entity under several codes is one pool.
        pool_group: whether a party needs room with every parent.

    Raises:
        InvalidInput: an option out of its range.

    >>> ExposureRules(rate_haircut=Decimal("0.05")).components
    ('open_orders', 'delivered', 'billed', 'open_items', 'bills')
    """

    currency: Literal["party", "policy"] = attrs.field(default="policy", validator=_of("party", "policy"))
    rate_max_age_days: int | None = attrs.field(default=None, validator=_days)
    rate_haircut: Decimal = attrs.field(default=Decimal(0), converter=_haircut)
    order_horizon_days: int | None = attrs.field(default=None, validator=_days)
    less_unapplied: bool = True
    components: tuple[str, ...] = attrs.field(default=COMPONENTS, converter=_components)
    pool_identity: bool = True
    pool_group: bool = True


def _exposure(given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    components = given.get("components", [])
    if not reading.each_once(f"{path}.components[{{}}]", components if sound(components) else ()):
        return BAD
    return reading.built(path, ExposureRules, **given)


EXPOSURE = Shape(
    (
        Key("currency", Text(("party", "policy")), "policy"),
        Key("rate_max_age_days", Whole()),
        Key("rate_haircut", Number(Decimal(0), Decimal(10), "share"), Decimal(0)),
        Key("order_horizon_days", Whole()),
        Key("less_unapplied", Flag(), True),
        Key("components", Many(Text(COMPONENTS), 1), list(COMPONENTS)),
        Key("pool_identity", Flag(), True),
        Key("pool_group", Flag(), True),
    ),
    make=_exposure,
)


def exposure_tree(rules: ExposureRules) -> dict[str, Any]:
    """``[exposure]`` as a tree."""
    return {**attrs.asdict(rules), "components": list(rules.components)}
