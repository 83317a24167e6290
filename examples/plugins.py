"""A limit rule of one's own, named in the policy file; the file imports nothing, the host hands the rule in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs

from creditkit import Facts, Money, assess, parse_policy
from creditkit.columns import Record
from creditkit.facts import Observation, Party
from creditkit.limits import Limit, Unset, UpTo
from creditkit.policy import Plugin, Plugins, Policy, PolicyError


@attrs.frozen(kw_only=True)
class TurnoverShare:
    """A share of the customer's turnover, up to a ceiling."""

    share: Decimal
    ceiling: str
    inputs: tuple[str, ...] = ("annual_turnover",)

    def limit(self, values: Record) -> Limit:
        """Unset where the turnover is not known: whoever approves the limit has to say."""
        turnover = values.get("annual_turnover")
        if not isinstance(turnover, Decimal):
            return Unset()
        ceiling = Money(self.ceiling, "CNY")
        return UpTo(min(Money(turnover, "CNY").times(self.share, "down"), ceiling))


PLUGINS = Plugins(limits={"acme.turnover-share": Plugin(TurnoverShare, version="3")})


def load(text: str) -> Policy:
    """The policy, or every problem that it has."""
    try:
        return parse_policy(text, source="house_policy.toml", plugins=PLUGINS)
    except PolicyError as error:
        for problem in error.problems:
            print(problem.path, problem.reason.code, dict(problem.reason.figures))
        raise


text = (Path(__file__).parent / "house_policy.toml").read_text(encoding="utf-8")
text = text.replace("[fields.bureau_index]", '[fields.annual_turnover]\nkind = "money"\n\n[fields.bureau_index]')
policy = load(text)
print(policy.name, policy.version, policy.fingerprint[:16])

day = date(2026, 6, 30)
facts = Facts(
    [
        Party("C-7", currency="CNY"),
        Observation("C-7", "annual_turnover", Decimal("8400000.00"), source="audited_accounts", observed_on=day),
        Observation("C-7", "industry", "food", source="sales", observed_on=day),
    ]
)
found = assess(policy, facts.at(day), "C-7")
print(found.grade.label, found.limit, found.terms.days)

try:
    load(text.replace('cutoffs = [["A", 40]', 'cutoffs = [["A", 4]').replace('kind = "money"', 'kind = "mony"'))
except PolicyError as error:
    print(f"{len(error.problems)} problems")
