"""A policy with something in every section, for tests that change it."""

from __future__ import annotations

HOUSE = """
schema = 1
name = "house"
version = "2026.1"
currency = "CNY"
effective_from = 2026-01-01
label = { en = "House policy", zh = "本公司政策" }
description = "for tests"

[fields.branch]
kind = "text"
choices = ["steel", "retail", "food"]

[fields.bureau_index]
kind = "number"
better = "higher"
decimals = 0
least = 0
most = 600

[fields.deposit]
kind = "money"

[file]
bureau_index = { sources = ["bureau", "sales"], max_age_days = 180 }
branch = { sources = ["sales"] }

[measures]
window_days = 360
tolerance_days = 3
weight = "amount"
residue = { amount = "500", share = 0.01 }
minimum_items = 6
extend_to_days = 730

[scorecard]
base = 5
groups = [{ name = "will", label = { en = "Will", zh = "意愿" } }, { name = "means" }]

[[scorecard.characteristics]]
type = "numeric"
name = "on_time_rate"
edges = [0.80, 0.95]
points = [0, 20, 30]
better = "higher"
missing = { points = 0 }
group = "will"
withholdable = true
label = { en = "On time", zh = "按期" }
description = "share of documents paid by their due date"
reference = "credit manual 3.2"

[[scorecard.characteristics]]
type = "numeric"
name = "bureau_index"
edges = [300]
points = [15, 0]
better = "lower"
closed = "right"
missing = "leave_out"
special = [{ value = 600, points = 0 }]

[[scorecard.characteristics]]
type = "categorical"
name = "branch"
bins = [{ values = ["steel"], points = 5 }, { values = ["retail", "food"], points = 15 }]
missing = "leave_out"
unseen = { points = 0 }
group = "means"

[grading]
cutoffs = [["A", 50], ["B", 30], ["C", 15], ["D", 0]]
minimum_coverage = 0.6
thin = "C"
rises = { after_reviews = 2, at_most_steps = 1 }
adjustments = { floor = -40, ceiling = 5 }
score_bounds = [0, 100]
labels = [{ grade = "A", en = "strong", zh = "优" }]

[[grading.overrides]]
when = "litigation >= 1"
cap = "C"
reason = "lawsuit"
[[grading.overrides]]
when = "parent_guarantee == True"
lift = 1
at_most = "parent_grade"
reason = "guaranteed"
[[grading.overrides]]
when = "sanctions_match == True"
set = "D"
reason = "sanctioned"
unknown = "apply"

[limits]
round_to = "10000"
minimum = 20000
[[limits.parts]]
type = "grade_table"
amounts = [["A", "5000000"], ["B", 2_000_000], ["C", 500000.50], ["D", 0]]
[[limits.parts]]
type = "need"
sales = "average_monthly_sales_6m"
forecast = "sales_forecast_monthly"
forecast_when = "matured_items < 6"
buffer_days = 15
factors = [["A", 1.25], ["B", 1]]
[[limits.parts]]
type = "share"
of = "equity"
shares = [["A", 0.1], ["B", 0.08]]
otherwise = { of = "paid_in_capital", share = 0.05, at_most = "200000" }
[[limits.parts]]
type = "starter"
when = "tenure_months < 6"
start = "100000"
steps = [{ on_time_items = 3, amount = "150000" }, { on_time_items = 6, amount = "unlimited" }]
reset_when = "most_days_late_12m > 15"

[exposure]
currency = "party"
rate_max_age_days = 3
rate_haircut = 0.05
order_horizon_days = 30
components = ["open_items", "open_orders"]
pool_group = false

[terms]
hit = "first"
otherwise = { days = 0, prepayment_share = 1, due = "before_shipment" }
[[terms.rows]]
when = "grade == 'A'"
then = { days = 60 }
description = "the best"
[[terms.rows]]
when = "grade in ('B', 'C') and 6 <= tenure_months < 120"
then = { days = 30, prepayment_share = 0.5, due = "before_production", contract = "strict" }

[[checks]]
type = "utilisation"
otherwise = "hold"
[[checks]]
type = "oldest_overdue"
days = 60
then = "refuse"
[[checks]]
type = "overdue_amount"
above = "50000"
then = "warn"
[[checks]]
type = "document_value"
above = 200000
share_of_limit = 0.3
then = "prepay"
[[checks]]
type = "prepayment"
[[checks]]
type = "missing_facts"
facts = ["registration_id", "contract_signed"]
then = "warn"
[[checks]]
type = "holds"
then = "refuse"
[[checks]]
type = "condition"
code = "old_debt"
fails_when = "oldest_overdue_days > 30 and overdue_amount >= 1000"
then = "refuse"
unknown = "hold"
label = "Old debt"

[[exemptions]]
code = "small"
when = "order_amount <= 5000"
except = ["old_debt"]

[aging]
edges = [0, 30, 90]
basis = "issue"

[priority]
edges = [30, 90]
rows = [["A", [3, 2, 1]], ["B", [3, 2, 1]], ["C", [2, 1, 1]], ["D", [1, 1, 1]]]
small = { below = "5000", up_to_days = 30 }

[collection]
minimum = 500
by_grade = [["A", 3]]
[[collection.steps]]
day = -3
id = "courtesy"
label = { en = "Reminder", zh = "提醒" }
[[collection.steps]]
day = 7
id = "call"
role = "sales"
minimum = "1000"

[dispute]
deadlines_days = { registered = 3, mediating = 30 }
lapses_after_days = 45
at_most_open_share = 0.25

[repair]
round = "half_even"
decimals = 1
at_most_per_year = 15
cooling_off_days = 60
never_for = ["fraud"]
[[repair.penalties]]
event = "contract_breached"
points = -12.5
expires_days = 400
at_most = 25
within_days = 300
decay = "linear"
facts = ["dispute_rate"]
label = { en = "Breach", zh = "违约" }
[[repair.rules]]
outcome = "our_fault"
effect = "reverse"
[[repair.rules]]
outcome = "no_malice"
effect = "waive"
from = "performance"
after_days = 10
[[repair.rules]]
outcome = "customer_fault_performed"
effect = "restore"
share = 0.8
at_most = 11
[[repair.rules]]
outcome = "dispute_resolved"
effect = "restore"
points = 8
[[repair.rules]]
outcome = "good_conduct"
effect = "add"
points = 1.5
after_days = 90
late_days = 4

[texts.en]
old_debt = "overdue for {oldest_overdue_days} days"
lawsuit = "A lawsuit"
guaranteed = "The parent guarantees"
sanctioned = "A sanctions match"
[texts.zh]
old_debt = "逾期 {oldest_overdue_days} 天"
lawsuit = "涉诉"
guaranteed = "母公司担保"
sanctioned = "制裁名单"
"""


def changed(*edits: tuple[str, str]) -> str:
    """The house policy with pieces of its text replaced; each piece stands in it exactly once."""
    text = HOUSE
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text
