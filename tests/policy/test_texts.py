"""The codes of the ready-made policies have words also where no policy is at hand, and these are the policies' own."""

from __future__ import annotations

import pytest

from creditkit.policy import READY_MADE, Policy, parse_policy
from creditkit.reasons import Language, Reason, text
from creditkit.reasons._of_ready_made import CHINESE, ENGLISH

POLICIES: list[Policy] = [parse_policy(READY_MADE[name]) for name in ("manufacturer", "credit-grade", "five-step")]


@pytest.mark.parametrize(("language", "texts"), [("en", ENGLISH), ("zh", CHINESE)])
def test_in_step_with_the_policies(language: Language, texts: dict[str, str]) -> None:
    """Each code is worded as the fullest policy that has it words it; there are no others."""
    wanted: dict[str, str] = {}
    for policy in POLICIES:
        for code, template in policy.templates(language).items():
            if not code.startswith("label:"):
                wanted.setdefault(code, template)
    assert dict(texts) == wanted


def test_without_a_policy_at_hand() -> None:
    """A decision is said in Chinese by its reasons alone; a policy's own words win."""
    reason = Reason("overdue_hold", {"oldest_overdue_days": 28, "days": 15})
    assert text(reason, "zh") == "逾期28天,超过15天"
    assert text(reason, "zh", {"overdue_hold": "太久"}) == "太久"
