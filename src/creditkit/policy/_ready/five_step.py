"""The practice article on the five steps of credit management, as a policy.

An illustration: the article's own figures, and no others where they are not needed. Figures that it does not give
say ``reference = "creditkit default"``.

One point needs a reading. The article's table of treatments has "normal handling" for the first 30 days and
freezes the limit from day 91; its table of monitoring has "payment late: freeze the limit". Both hold only if the
freeze of the second table is that of the first: what is late is dunned, and orders are held from day 91 past due.
"""

from __future__ import annotations

NAME = "five-step"

TEXT = """\
schema = 1
name = "five-step"
version = "1.1.0"
currency = "CNY"
label = { en = "Five steps (illustration)", zh = "信用管理五步法(示例)" }
description = "An illustration: the rules of a practice article, not a policy to work with as it stands."
reference = "practice article on the five steps of credit management"

# ---- 1 measures 指标口径

[measures]
window_days = 365
tolerance_days = 0
weight = "count"
minimum_items = 1
description = "overdue rate: late items / items that fell due in the window; an item is late on the first day"
reference = "creditkit default"

# ---- 2 scorecard 评分卡(100 分)

[scorecard]
decimals = 2
description = "full marks or none: the article names the value of full marks only; two decimals, so that 79.99 exists"
reference = "article: weights 20, 30, 30, 20"

[[scorecard.characteristics]]
type = "numeric"
name = "registered_capital"
label = { en = "Company size: registered capital over 5,000,000", zh = "企业规模:注册资本500万以上" }
edges = [5_000_000]
points = [0, 20]
closed = "right"
better = "higher"
missing = { points = 0 }
withholdable = true
description = "over: exactly 5,000,000 is not over"
reference = "article"

[[scorecard.characteristics]]
type = "numeric"
name = "fulfilment_rate"
label = { en = "Orders honoured: over 95%", zh = "履约率:95%以上" }
edges = [0.95]
points = [0, 30]
closed = "right"
better = "higher"
missing = { points = 0 }
description = "over: exactly 95% is not over; no orders, no points: a rate of nothing is no merit"
reference = "article"

[[scorecard.characteristics]]
type = "numeric"
name = "overdue_rate"
label = { en = "Overdue rate: under 3%", zh = "逾期率:3%以下" }
edges = [0.03]
points = [30, 0]
closed = "left"
better = "lower"
missing = { points = 0 }
description = "under: exactly 3% is not under; no items, no points"
reference = "article"

[[scorecard.characteristics]]
type = "categorical"
name = "industry_risk"
label = { en = "Industry: mean default rate low", zh = "行业:平均违约率低" }
bins = [
  { values = ["low"], points = 20 },
  { values = ["moderate", "elevated", "high"], points = 0 },
]
missing = { points = 0 }
withholdable = true
reference = "article"

# ---- 3 terms 付款条件

[terms]
hit = "first"
otherwise = { days = 30, prepayment_share = 0 }
reference = "article: prepayment; creditkit default: 30 days"

[[terms.rows]]
when = "score < 80"
then = { days = 30, prepayment_share = 0.50, due = "before_shipment" }
label = { en = "Score below 80: half in advance", zh = "评分低于80分:预付50%" }
reference = "article: score below 80, 50% prepayment; creditkit default: 30 days"

# ---- 4 order checks 订单放行

[[checks]]
type = "oldest_overdue"
code = "overdue_freeze"
days = 90
then = "hold"
label = { en = "Overdue more than 90 days: limit frozen, cooperation suspended", zh = "逾期超90天:冻结额度、暂停合作" }
reference = "article: treatment from day 91; creditkit default: in days past due"

[[checks]]
type = "oldest_overdue"
code = "overdue_person"
days = 30
then = "warn"
unknown = "pass"
label = { en = "Overdue more than 30 days: a person calls", zh = "逾期超30天:人工跟进" }
reference = "article: treatment from day 31; creditkit default: in days past due, as a warning"

[[checks]]
type = "holds"
code = "frozen"
then = "hold"
label = { en = "Limit frozen", zh = "额度冻结" }
reference = "article: monitoring freezes the limit"

[[checks]]
type = "utilisation"
code = "limit"
otherwise = "hold"
unset = "warn"
label = { en = "Limit exceeded", zh = "超信用额度" }
description = "the limit is the one that people have entered; where there is none, a warning says so"
reference = "creditkit default"

[[checks]]
type = "prepayment"
code = "terms_prepay"
then = "prepay"
label = { en = "The terms ask for a prepayment", zh = "需预付款" }
reference = "article"

# ---- 5 ageing 账龄: by document age

[aging]
basis = "issue"
edges = [30, 90]
names = ["0-30", "31-90", "91+"]
closed = "right"
reference = "article: its shares sum to all receivables, so the age is that of the document"

# ---- 6 collection 催收

[collection]
description = "reminders, then raised to sales, finance and management"
reference = "article: the days and the three levels; creditkit default: which level on which day"

[[collection.steps]]
day = -3
id = "reminder-before"
label = { en = "Automatic reminder, 3 days before", zh = "到期前3天自动提醒" }
role = "system"

[[collection.steps]]
day = 0
id = "reminder-due"
label = { en = "Automatic reminder on the due day", zh = "到期日自动提醒" }
role = "system"

[[collection.steps]]
day = 3
id = "sales"
label = { en = "The salesman calls", zh = "销售跟进" }
role = "sales"

[[collection.steps]]
day = 7
id = "finance"
label = { en = "Finance writes", zh = "财务催款" }
role = "finance"

[[collection.steps]]
day = 15
id = "management"
label = { en = "Management steps in", zh = "管理层介入" }
role = "management"

[[collection.steps]]
day = 31
id = "person"
label = { en = "A person in charge, and reminders", zh = "专人与自动催收" }
role = "finance"
reference = "article: treatment of 31-90; creditkit default: in days past due"

[[collection.steps]]
day = 91
id = "legal"
label = { en = "Legal steps; limit frozen, cooperation suspended", zh = "法律途径,冻结额度、暂停合作" }
role = "legal"
reference = "article: treatment of 91+; creditkit default: in days past due"

# ---- 7 repair 信用修复

[repair]
description = "the article says what wins points back, not what costs any: what an event costs, the host records"
reference = "creditkit default: rounding down"

[[repair.rules]]
outcome = "our_fault"
effect = "reverse"
label = { en = "Our fault: as if nothing had been lost", zh = "我方责任:撤销扣分" }
reference = "creditkit default"

[[repair.rules]]
outcome = "dispute_resolved"
effect = "restore"
points = 20
from = "decision"
label = { en = "Dispute resolved: 20 points, at most what was lost", zh = "争议解决:恢复20分,以扣分为限" }
reference = "article: +20; creditkit default: at most what the penalty still costs"

[[repair.rules]]
outcome = "no_malice"
effect = "waive"
label = { en = "No malice: the penalty is waived", zh = "无恶意:免予扣分" }
reference = "article"

[[repair.rules]]
outcome = "mediated_and_performed"
effect = "restore"
label = { en = "Mediated and performed: all is restored", zh = "调解成功并履行:恢复全部" }
reference = "article"

[[repair.rules]]
outcome = "customer_fault_performed"
effect = "restore"
share = 0.80
label = { en = "Resolved and performed: 80% of what was lost", zh = "争议解决并履行:恢复所扣分的80%" }
reference = "article: 80%; creditkit default: of the points lost, from the day of performance"

[[repair.rules]]
outcome = "good_conduct"
effect = "add"
points = 1
label = { en = "Good conduct, a quarter", zh = "守约行为,每季度" }
reference = "article: points are added; creditkit default: one a quarter, up to what is still lost"

# ---- 8 texts

[texts.en]
overdue_freeze = "overdue for {oldest_overdue_days} days, more than {days}: the limit is frozen"
overdue_person = "overdue for {oldest_overdue_days} days, more than {days}: a person in charge"
limit = "{measured} would be used of {allowed}: {excess} too much"
frozen = "the limit is frozen"
terms_prepay = "{due} is due in advance, {prepaid} is paid: {shortfall} is missing"

[texts.zh]
overdue_freeze = "逾期{oldest_overdue_days}天,超过{days}天:额度冻结"
overdue_person = "逾期{oldest_overdue_days}天,超过{days}天:专人跟进"
limit = "将占用{measured},额度{allowed},超出{excess}"
frozen = "额度已冻结"
terms_prepay = "应预付{due},已付{prepaid},差额{shortfall}"
"""
