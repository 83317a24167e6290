"""The practice article on credit grades A, B and C, as a policy.

An illustration. The article gives the weights and what earns full marks, and two outcomes: its good customer
"supports an A", its new, small, opaque one "must be a C". What lies between is ours and says
``reference = "creditkit default"``.
"""

from __future__ import annotations

NAME = "credit-grade"

TEXT = """\
schema = 1
name = "credit-grade"
version = "1.0.0"
currency = "CNY"
label = { en = "Credit grades A to C (illustration)", zh = "客户信用评级A/B/C(示例)" }
description = "An illustration: the rules of a practice article, not a policy to work with as it stands."
reference = "practice article on credit grades"

# ---- 1 measures 指标口径: three years, as the article's own case looks back

[measures]
window_days = 1095
tolerance_days = 0
weight = "count"
minimum_items = 1
description = "3 x 365 days; by count: 60 invoices, 2 overdue, are 58/60 = 96.67% on time"
reference = "article: three years; creditkit default: no tolerance, by count"

# ---- 2 scorecard 评分卡(100 分)

[scorecard]
decimals = 0
reference = "article: weights 30, 20, 20, 15, 15"

[[scorecard.characteristics]]
type = "numeric"
name = "on_time_rate"
label = { en = "On-time rate: over 95%", zh = "按期付款率:95%以上" }
edges = [0.95]
points = [0, 30]
closed = "right"
better = "higher"
missing = { points = 0 }
reference = "article: full marks"

[[scorecard.characteristics]]
type = "numeric"
name = "late_items"
label = { en = "Times overdue: fewer than 2", zh = "逾期次数:2次以下" }
edges = [2, 3]
points = [20, 10, 0]
closed = "left"
better = "lower"
missing = { points = 0 }
description = "in the window, whether paid since or not"
reference = "article: full marks below 2; creditkit default: 10 points for 2, none from 3"

[[scorecard.characteristics]]
type = "numeric"
name = "annual_sales"
label = { en = "Amount: sales of 500,000 a year", zh = "交易金额:年50万及以上" }
edges = [500_000]
points = [0, 10]
closed = "left"
better = "higher"
missing = { points = 0 }
reference = "article: 20 points for amount and frequency; creditkit default: half of them, at 500,000"

[[scorecard.characteristics]]
type = "numeric"
name = "invoices_per_month"
label = { en = "Frequency: an invoice a month", zh = "交易频率:每月1笔及以上" }
edges = [1]
points = [0, 10]
closed = "left"
better = "higher"
missing = { points = 0 }
reference = "article: 20 points for amount and frequency; creditkit default: half of them, at one a month"

[[scorecard.characteristics]]
type = "numeric"
name = "industry_score"
label = { en = "Industry score: 85 or more", zh = "行业评分:85分及以上" }
edges = [85]
points = [0, 15]
closed = "left"
better = "higher"
missing = { points = 0 }
withholdable = true
reference = "article: full marks"

[[scorecard.characteristics]]
type = "numeric"
name = "litigation"
label = { en = "Lawsuits: none", zh = "诉讼:无" }
edges = [0]
points = [15, 0]
closed = "right"
better = "lower"
missing = { points = 0 }
withholdable = true
description = "none needs a search: an empty cell is not none"
reference = "article: full marks"

# ---- 3 grades 信用等级

[grading]
cutoffs = [["A", 85], ["B", 60], ["C", 0]]
labels = [
  { grade = "A", en = "strong", zh = "优" },
  { grade = "B", en = "good", zh = "良" },
  { grade = "C", en = "small, new, or weak", zh = "小、新或弱" },
]
description = "A has to be within reach of 90 points: the article's customer who was overdue twice supports an A"
reference = "article: A, B, C; creditkit default: 85 and 60"

[[grading.overrides]]
when = "matured_items < 6 or tenure_months < 6"
cap = "C"
reason = "new_customer"
label = { en = "New, or few transactions: C though nothing bad is known", zh = "新客户或交易少:无不良记录也为C级" }
reference = "article: must be a C; creditkit default: 6 items, 6 months"

[[grading.overrides]]
when = "annual_sales < 100000"
cap = "C"
reason = "small_customer"
label = { en = "Small customer", zh = "小客户" }
reference = "article: must be a C; creditkit default: 100,000 a year"

[[grading.overrides]]
when = "coverage < 0.60"
cap = "C"
unknown = "apply"
reason = "opaque"
label = { en = "Too little is known", zh = "信息不透明" }
reference = "article: must be a C; creditkit default: 60% of the card"

# ---- 4 order checks 订单放行

[[checks]]
type = "utilisation"
code = "limit"
otherwise = "hold"
unset = "warn"
label = { en = "Limit exceeded", zh = "超信用额度" }
description = "the limit is the one that people have entered; where there is none, a warning says so"
reference = "creditkit default"

[[checks]]
type = "holds"
code = "frozen"
then = "hold"
label = { en = "Account frozen", zh = "账户冻结" }
reference = "creditkit default"

# ---- 5 collection 催收

[collection]
reference = "article"

[[collection.steps]]
day = 3
id = "tell"
label = { en = "Overdue 3 days: finance and sales are told", zh = "逾期3天:提醒财务与销售" }
role = "finance and sales"
reference = "article"

# ---- 6 texts

[texts.en]
new_customer = "new, or few transactions so far: C at best"
small_customer = "a small customer: C at best"
opaque = "too little is known: C at best"
frozen = "the account is frozen"
limit = "{measured} would be used of {allowed}: {excess} too much"

[texts.zh]
new_customer = "新客户或交易少:最高C级"
small_customer = "小客户:最高C级"
opaque = "信息不透明:最高C级"
frozen = "账户已冻结"
limit = "将占用{measured},额度{allowed},超出{excess}"
"""
