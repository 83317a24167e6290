"""What would the stricter policy have done? Two policies compared, the new one proved, and both simulated."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from creditkit.adapters.files import load_policy
from creditkit.policy import READY_MADE, diff, verify
from creditkit.sample import sample_facts
from creditkit.simulation import month_ends, simulate

with TemporaryDirectory() as folder:  # stands for the folder in which you keep your policies
    text = READY_MADE["manufacturer"]
    Path(folder, "policy.toml").write_text(text, encoding="utf-8")
    stricter_text = text.replace('["B", 70]', '["B", 75]').replace('version = "1.0.0"', 'version = "1.1.0"')
    Path(folder, "stricter.toml").write_text(stricter_text, encoding="utf-8")
    now, stricter = load_policy(Path(folder, "policy.toml")), load_policy(Path(folder, "stricter.toml"))

for finding in verify(stricter):
    print(finding.severity, finding.path, finding.reason.code)
for change in diff(now, stricter):
    print(change.path, change.before, "->", change.after)

facts = sample_facts(seed=7, parties=20, months=12)
found = simulate([now, stricter], facts, on=month_ends(date(2025, 10, 31), date(2025, 11, 30)))
grades = ("A", "B", "C", "D", "E")
print("as_of      policy              " + "".join(f"{grade:>4}" for grade in grades) + "  orders  passed")
for look, name in zip(found.looks, found.names * len(found.days), strict=True):
    counts = [look.grade.texts().count(grade) for grade in grades]
    passed = sum(one.outcome == "approve" for one in look.asked)
    print(f"{look.as_of} {name:20}" + "".join(f"{n:4}" for n in counts) + f"{len(look.asked):8}{passed:8}")
