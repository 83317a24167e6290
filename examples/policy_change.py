"""What would change? Two policies compared, and the new one proved before anybody is judged by it."""

from __future__ import annotations

from datetime import date

from creditkit.limits import Outcome
from creditkit.loop import review
from creditkit.policy import READY_MADE, diff, parse_policy, ready_made, verify
from creditkit.sample import sample_facts

now = ready_made("manufacturer")
stricter = parse_policy(READY_MADE["manufacturer"].replace('["B", 70]', '["B", 75]'), source="stricter.toml")

for finding in verify(stricter):
    print(finding.severity, finding.path, finding.reason.code)
for change in diff(now, stricter):
    print(change.path, change.before, "->", change.after)

facts = sample_facts(seed=7, parties=60, months=12)
for day in (date(2025, 9, 30), date(2025, 12, 31)):
    for policy in (now, stricter):
        found = review(policy, facts.at(day))
        grades = [found.party(party_id).grade.label for party_id in facts.at(day).parties()]
        good = sum(grade in ("A", "B") for grade in grades)
        passed = sum(decision.outcome is Outcome.approve for decision in found.decisions)
        print(f"{day} {policy.fingerprint[:8]}: {good} of {len(grades)} parties A or B, {passed} orders approved")
