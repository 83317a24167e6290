"""A first real policy for a manufacturer: domestic and export, part of the sales custom-made.

Made for sales of CNY 300 to 2,000 million, 300 to 2,000 trade customers and terms of 30 to 60 days. Amounts are
CNY, gross of tax. A company in euro divides the amounts by 8, puts the facts of its own registers and bureaus in
the place of the Chinese ones, and keeps shares, days and points.

``reference`` says how far to trust a figure: ``law`` (fixed by a statute that is named), ``practice`` (usual in
credit departments of this size), ``article`` (from a practice article), ``prior`` (a guess, to be replaced by own
history after a year), ``creditkit default`` (no source).
"""

from __future__ import annotations

NAME = "manufacturer"

TEXT = """\
schema = 1
name = "manufacturer"
version = "1.1.0"
currency = "CNY"
effective_from = 2026-01-01
label = { en = "Mid-size manufacturer, domestic and export", zh = "中型制造企业信用政策(内销与出口)" }
description = "Amounts are gross of tax. A starting point: replace what is prior or default by own history."

# ---- 1 measures 指标口径

[measures]
window_days = 365
tolerance_days = 3
weight = "amount"
residue = { amount = "500", share = 0.01, rule = "larger" }
minimum_items = 6
extend_to_days = 730
disputed = "exclude"
description = "by due date; a quarterly buyer is not new: under six items two years count; disputes are left out"
reference = "practice: 365 days and 3 days of tolerance; creditkit default: the rest"

# ---- 2 credit file 信用档案: who is believed first, and for how long

# order: court, registry, tax, insurer, bureau, audited accounts, ERP, customer, sales

[file.paid_in_capital]
sources = ["registry", "insurer", "bureau", "audited_accounts", "erp", "customer", "sales"]
reference = "creditkit default"

[file.debt_ratio]
sources = ["insurer", "bureau", "audited_accounts", "erp", "customer", "sales"]
max_age_days = 548
reference = "creditkit default: as annual accounts"

[file.current_ratio]
sources = ["insurer", "bureau", "audited_accounts", "erp", "customer", "sales"]
max_age_days = 548
reference = "creditkit default: as annual accounts"

[file.equity]
sources = ["insurer", "bureau", "audited_accounts", "erp", "customer", "sales"]
max_age_days = 548
reference = "creditkit default: as annual accounts"

[file.annual_accounts]
sources = ["registry", "audited_accounts", "customer", "sales"]
max_age_days = 548
reference = "creditkit default"

[file.months_in_business]
sources = ["registry", "party", "bureau", "erp", "customer", "sales"]
reference = "creditkit default"

[file.tax_credit_grade]
sources = ["tax", "credit_china", "bureau", "customer", "sales"]
reference = "creditkit default"

[file.bureau_score]
sources = ["insurer", "bureau"]
max_age_days = 365
reference = "creditkit default"

[file.industry_risk]
sources = ["insurer", "bureau", "erp", "sales"]
max_age_days = 365
reference = "creditkit default"

[file.country_risk]
sources = ["insurer", "bureau", "erp", "sales"]
reference = "creditkit default"

[file.litigation_24m]
sources = ["court", "registry", "credit_china", "bureau", "sales"]
max_age_days = 90
reference = "creditkit default"

[file.sanctions_match]
sources = ["court", "registry", "credit_china", "insurer", "bureau", "erp"]
max_age_days = 90
reference = "creditkit default"

[file.sanctions_checked_on]
sources = ["court", "registry", "credit_china", "insurer", "bureau", "erp"]
max_age_days = 90
reference = "creditkit default"

[file.insolvency_open]
sources = ["court", "registry", "credit_china", "insurer", "bureau"]
max_age_days = 90
reference = "creditkit default"

[file.site_visit]
sources = ["erp", "sales"]
max_age_days = 730
reference = "creditkit default"

# ---- 3 scorecard 评分卡(100 分)
# What the customer or the salesman can keep back is withholdable: missing is worth no more than the worst bin.
# Elsewhere missing earns a middle value: what nobody can know yet of a new customer.

[scorecard]
decimals = 0
groups = [
  { name = "willingness", label = { en = "Willingness to pay", zh = "信用意愿" } },
  { name = "ability", label = { en = "Ability to pay", zh = "信用能力" } },
  { name = "environment", label = { en = "Environment and relationship", zh = "交易环境" } },
]
description = "willingness 45, ability 35, environment 20"
reference = "creditkit default: weights and points, to be checked against own defaults once a year"

[[scorecard.characteristics]]
type = "numeric"
name = "on_time_rate"
group = "willingness"
label = { en = "On-time rate, 12 months, by amount", zh = "近12个月按期付款率(金额)" }
edges = [0.60, 0.80, 0.90, 0.95, 0.98]
points = [0, 2, 6, 11, 15, 18]
closed = "left"
better = "higher"
missing = { points = 8 }
description = "missing: not enough history"

[[scorecard.characteristics]]
type = "numeric"
name = "days_beyond_terms"
group = "willingness"
label = { en = "Days beyond terms, weighted by amount", zh = "加权平均逾期天数" }
edges = [3, 10, 20, 40]
points = [12, 9, 6, 3, 0]
closed = "right"
better = "lower"
missing = { points = 5 }
description = "missing: not enough history"

[[scorecard.characteristics]]
type = "numeric"
name = "oldest_overdue_days"
group = "willingness"
label = { en = "Oldest overdue item today", zh = "当前最长逾期天数" }
edges = [3, 15, 30, 60]
points = [8, 6, 4, 2, 0]
closed = "right"
better = "lower"
missing = { points = 3 }
description = "nothing overdue of a customer without history is not a merit"

[[scorecard.characteristics]]
type = "numeric"
name = "fulfilment_rate"
group = "willingness"
label = { en = "Orders honoured, 12 months", zh = "合同履约率" }
edges = [0.90, 0.95, 0.98]
points = [0, 3, 5, 7]
closed = "left"
better = "higher"
missing = { points = 3 }
description = "missing: not enough history"

[[scorecard.characteristics]]
type = "numeric"
name = "debt_ratio"
group = "ability"
label = { en = "Liabilities / assets", zh = "资产负债率" }
edges = [0.50, 0.65, 0.80]
points = [8, 6, 3, 0]
closed = "right"
better = "lower"
missing = { points = 0 }
withholdable = true

[[scorecard.characteristics]]
type = "numeric"
name = "current_ratio"
group = "ability"
label = { en = "Current ratio", zh = "流动比率" }
edges = [1.0, 1.2, 1.5]
points = [0, 2, 4, 5]
closed = "left"
better = "higher"
missing = { points = 0 }
withholdable = true

[[scorecard.characteristics]]
type = "numeric"
name = "paid_in_capital"
group = "ability"
label = { en = "Paid-in capital (not subscribed)", zh = "实缴资本(非认缴)" }
edges = [1_000_000, 5_000_000, 20_000_000]
points = [1, 3, 5, 6]
closed = "left"
better = "higher"
missing = { points = 0 }
withholdable = true
unit = "CNY"

[[scorecard.characteristics]]
type = "numeric"
name = "months_in_business"
group = "ability"
label = { en = "Months since registration", zh = "成立月数" }
edges = [12, 36, 60, 120]
points = [0, 1, 3, 4, 5]
closed = "left"
better = "higher"
missing = { points = 0 }
withholdable = true

[[scorecard.characteristics]]
type = "categorical"
name = "tax_credit_grade"
group = "ability"
label = { en = "Tax credit grade", zh = "纳税信用等级" }
bins = [
  { values = ["A"], points = 4 },
  { values = ["B"], points = 3 },
  { values = ["M"], points = 2 },
  { values = ["C"], points = 1 },
  { values = ["D"], points = 0 },
]
missing = { points = 0 }
unseen = "refuse"
withholdable = true

[[scorecard.characteristics]]
type = "numeric"
name = "bureau_score"
group = "ability"
label = { en = "Bureau or insurer score, 0-100", zh = "外部征信评分" }
edges = [50, 65, 80]
points = [0, 3, 5, 7]
closed = "left"
better = "higher"
missing = { points = 0 }
withholdable = true
description = "declined by the insurer: enter 0"

[[scorecard.characteristics]]
type = "categorical"
name = "industry_risk"
group = "environment"
label = { en = "Industry risk class", zh = "行业风险等级" }
bins = [
  { values = ["low"], points = 6 },
  { values = ["moderate"], points = 4 },
  { values = ["elevated"], points = 2 },
  { values = ["high"], points = 0 },
]
missing = { points = 0 }
unseen = "refuse"
withholdable = true

[[scorecard.characteristics]]
type = "numeric"
name = "tenure_months"
group = "environment"
label = { en = "Months of paid business with us", zh = "合作月数" }
edges = [6, 12, 24, 60]
points = [0, 1, 3, 5, 6]
closed = "left"
better = "higher"
missing = { points = 0 }

[[scorecard.characteristics]]
type = "numeric"
name = "litigation_24m"
group = "environment"
label = { en = "Payment cases as defendant, 24 months", zh = "近24个月付款纠纷被告案件" }
edges = [0, 2, 5]
points = [5, 3, 1, 0]
closed = "right"
better = "lower"
missing = { points = 0 }
withholdable = true
description = "none needs a dated search: an empty cell is not none"

[[scorecard.characteristics]]
type = "categorical"
name = "country_risk"
group = "environment"
label = { en = "Country risk", zh = "国别风险" }
bins = [
  { values = ["low"], points = 3 },
  { values = ["medium"], points = 1 },
  { values = ["high"], points = 0 },
]
missing = { points = 0 }
unseen = "refuse"
withholdable = true

# ---- 4 grades 信用等级

[grading]
cutoffs = [["A", 85], ["B", 70], ["C", 55], ["D", 40], ["E", 0]]
adjustments = { floor = -40, ceiling = 5 }
score_bounds = [0, 100]
rises = { after_reviews = 2, at_most_steps = 1 }
labels = [
  { grade = "A", en = "strong", zh = "优" },
  { grade = "B", en = "good", zh = "良" },
  { grade = "C", en = "acceptable, watched", zh = "中(关注)" },
  { grade = "D", en = "weak, cash before shipment", zh = "差(款到发货)" },
  { grade = "E", en = "no credit", zh = "停止授信" },
]
description = "a rule over a fact that nobody looked up does not fire, and a note says so"
reference = "creditkit default"

[[grading.overrides]]
when = "parent_guarantee == True and guarantee_days_left >= 60"
lift = 1
at_most = "parent_grade"
reason = "parent_guarantee"
label = { en = "Enforceable guarantee of the parent", zh = "母公司有效担保" }
reference = "creditkit default"

[[grading.overrides]]
when = "manual_lift_approved == True"
lift = 1
reason = "manual"
label = { en = "Manual override, one step, by the credit manager or above", zh = "人工上调一级(信用经理及以上)" }
reference = "creditkit default"

[[grading.overrides]]
when = "matured_items < 6 or tenure_months < 6"
cap = "C"
reason = "new_customer"
label = { en = "New customer", zh = "新客户最高C级" }
reference = "article; creditkit default: 6 items, 6 months"

[[grading.overrides]]
when = "coverage < 0.60"
cap = "C"
unknown = "apply"
reason = "coverage_60"
label = { en = "File coverage under 60%", zh = "资料覆盖率不足60%" }
reference = "creditkit default"

[[grading.overrides]]
when = "coverage < 0.40"
cap = "D"
unknown = "apply"
reason = "coverage_40"
label = { en = "File coverage under 40%", zh = "资料覆盖率不足40%" }
reference = "creditkit default"

[[grading.overrides]]
when = "oldest_overdue_days > 30"
cap = "C"
reason = "overdue_30"
label = { en = "Overdue more than 30 days", zh = "逾期超30天" }
reference = "creditkit default"

[[grading.overrides]]
when = "oldest_overdue_days > 60"
cap = "D"
reason = "overdue_60"
label = { en = "Overdue more than 60 days", zh = "逾期超60天" }
reference = "creditkit default"

[[grading.overrides]]
when = "months_since_write_off is not None and months_since_write_off < 36"
cap = "D"
reason = "bad_debt_36m"
label = { en = "Bad debt written off in 36 months: the claim lives on", zh = "36个月内核销坏账(账销案存)" }
reference = "creditkit default"

[[grading.overrides]]
when = "defendant_claims_share_of_capital > 0.20"
cap = "C"
reason = "big_claims"
label = { en = "Claims against it above 20% of paid-in capital", zh = "涉诉金额超实缴资本20%" }
reference = "creditkit default"

[[grading.overrides]]
when = "on_abnormal_operations_list == True or tax_credit_grade == 'D'"
cap = "D"
reason = "abnormal_list"
label = { en = "Abnormal-operations list or tax grade D", zh = "经营异常名录或纳税D级" }
reference = "creditkit default"

[[grading.overrides]]
when = "worst_group_member_grade == 'E'"
cap = "C"
reason = "group_contagion"
label = { en = "A group member is in default", zh = "关联企业违约传染" }
reference = "creditkit default"

[[grading.overrides]]
when = "oldest_overdue_days > 90"
set = "E"
reason = "party_default"
label = { en = "Overdue more than 90 days: default of the party", zh = "逾期超90天:客户违约" }
reference = "law: IFRS 9 B5.5.37 (90 days, rebuttable)"

[[grading.overrides]]
when = "on_dishonest_debtor_list == True or insolvency_open == True or bill_dishonoured_180d == True"
set = "E"
reason = "dishonest_or_insolvent"
label = { en = "Dishonest judgment debtor, insolvency, dishonoured bill", zh = "失信被执行人、破产、票据拒付" }
reference = "creditkit default"

[[grading.overrides]]
when = "sanctions_match == True"
set = "E"
reason = "sanctions"
label = { en = "Sanctions or anti-money-laundering match", zh = "制裁或反洗钱名单命中" }
reference = "creditkit default"

# ---- 5 limits 信用额度: the least of four parts

[limits]
round_to = "10000"
rounding = "down"
minimum = "20000"
description = "under the minimum the limit is zero, and terms are cash"
reference = "creditkit default"

[[limits.parts]]
type = "grade_table"
name = "grade_ceiling"
amounts = [["A", "5000000"], ["B", "2000000"], ["C", "500000"], ["D", "0"], ["E", "0"]]
label = { en = "Ceiling of the grade", zh = "等级上限" }
description = "the ceilings of all A together: at most 10% of own equity"
reference = "prior"

[[limits.parts]]
type = "need"
name = "need"
sales = "average_monthly_sales_6m"
forecast = "sales_forecast_monthly"
forecast_when = "matured_items < 6"
buffer_days = 15
factors = [["A", 1.25], ["B", 1.00], ["C", 0.75]]
label = { en = "Need: monthly sales x (days of payment + buffer) / 30 x factor", zh = "销售预测法" }
reference = "practice: the method; creditkit default: the figures"

[[limits.parts]]
type = "share"
name = "capacity"
of = "equity"
shares = [["A", 0.10], ["B", 0.08], ["C", 0.05]]
otherwise = { of = "paid_in_capital", share = 0.05, at_most = "200000" }
label = { en = "Capacity: share of equity", zh = "净资产比例" }
reference = "practice: the method; creditkit default: the figures"

[[limits.parts]]
type = "starter"
name = "starter"
when = "matured_items < 6 or tenure_months < 6"
start = "100000"
steps = [{ on_time_items = 3, amount = "150000" }, { on_time_items = 6, amount = "unlimited" }]
reset_when = "most_days_late_12m > 15"
label = { en = "Small first orders, then more", zh = "小额试单、渐进式授信" }
reference = "article: small first orders; creditkit default: the figures"

# ---- 6 exposure 信用敞口

[exposure]
currency = "party"
rate_max_age_days = 3
rate_haircut = 0.05
order_horizon_days = 30
less_unapplied = true
pool_identity = true
pool_group = true
description = "foreign currency counts 105%; orders that leave later than in 30 days do not count yet"
reference = "creditkit default"

# ---- 7 terms 付款条件

[terms]
hit = "first"
otherwise = { days = 0, prepayment_share = 1, due = "before_shipment", contract = "strict" }
description = "prepayment means cleared money for this order; a bill is not cash. No grade: cash before shipment"
reference = "law: 60 days at most (State Council Decree 802, art. 9; Directive 2011/7/EU, art. 3); creditkit default"

[[terms.rows]]
when = "grade == 'E'"
then = { days = 0, prepayment_share = 1, due = "before_production", contract = "strict" }

[[terms.rows]]
when = "grade == 'D'"
then = { days = 0, prepayment_share = 1, due = "before_shipment", contract = "strict" }
description = "30% with the order, 70% before shipment"

[[terms.rows]]
when = "grade == 'C' and (matured_items < 6 or tenure_months < 6)"
then = { days = 30, prepayment_share = 0.50, due = "before_shipment", contract = "strict" }

[[terms.rows]]
when = "grade == 'C' and custom_made == True"
then = { days = 30, prepayment_share = 0.50, due = "before_production", contract = "strict" }

[[terms.rows]]
when = "grade == 'C'"
then = { days = 30, prepayment_share = 0.30, due = "before_shipment", contract = "strict" }

[[terms.rows]]
when = "grade == 'B' and custom_made == True"
then = { days = 45, prepayment_share = 0.30, due = "before_production", contract = "standard" }

[[terms.rows]]
when = "grade == 'B'"
then = { days = 45, prepayment_share = 0, contract = "standard" }

[[terms.rows]]
when = "grade == 'A' and custom_made == True"
then = { days = 60, prepayment_share = 0.20, due = "before_production", contract = "standard" }

[[terms.rows]]
when = "grade == 'A'"
then = { days = 60, prepayment_share = 0, contract = "standard" }

# ---- 8 order checks 订单放行: the worst decides, all reasons are kept

[[checks]]
type = "condition"
code = "sanctions"
fails_when = "sanctions_match == True or (blacklisted is not None and blacklisted == True)"
then = "refuse"
unknown = "hold"
label = { en = "Sanctions or blacklist", zh = "制裁或黑名单" }
description = "not searched within 90 days: held. Our own blacklist needs no search: who is not on it is not on it"
reference = "creditkit default"

[[checks]]
type = "condition"
code = "insolvency"
fails_when = "insolvency_open == True"
then = "refuse"
unknown = "hold"
label = { en = "Insolvency", zh = "破产程序" }
description = "not searched within 90 days: held"
reference = "creditkit default"

[[checks]]
type = "oldest_overdue"
code = "overdue_refuse"
days = 60
then = "refuse"
label = { en = "Overdue more than 60 days", zh = "逾期超60天" }
reference = "creditkit default"

[[checks]]
type = "oldest_overdue"
code = "overdue_hold"
days = 15
then = "hold"
label = { en = "Overdue more than 15 days", zh = "逾期超15天" }
reference = "creditkit default"

[[checks]]
type = "oldest_overdue"
code = "overdue_warn"
days = 5
then = "warn"
unknown = "pass"
label = { en = "Overdue more than 5 days", zh = "逾期超5天" }
reference = "creditkit default"

[[checks]]
type = "condition"
code = "overdue_share"
fails_when = "overdue_5d_share > 0.20 and overdue_5d_amount > 50000"
then = "hold"
unknown = "note"
label = { en = "More than 20% of the balance is overdue by more than 5 days", zh = "逾期5天以上占比超20%" }
reference = "creditkit default"

[[checks]]
type = "holds"
code = "frozen"
then = "hold"
label = { en = "Account frozen", zh = "额度冻结" }
reference = "creditkit default"

[[checks]]
type = "utilisation"
code = "limit"
limit_share = 1
exceeded = ">"
otherwise = "hold"
label = { en = "Limit exceeded", zh = "超信用额度" }
reference = "creditkit default"

[[checks]]
type = "utilisation"
code = "limit_warn"
limit_share = 0.90
exceeded = ">"
otherwise = "warn"
unset = "warn"
label = { en = "More than 90% of the limit used", zh = "额度使用率超90%" }
reference = "creditkit default"

[[checks]]
type = "document_value"
code = "warning_line"
above = "200000"
share_of_limit = 0.30
then = "prepay"
label = { en = "Single order above the warning line", zh = "单笔订单超警戒线" }
reference = "article: the warning line; creditkit default: the figures"

[[checks]]
type = "prepayment"
code = "terms_prepay"
then = "prepay"
label = { en = "Terms ask for a prepayment", zh = "需预付款" }
reference = "creditkit default"

[[checks]]
type = "condition"
code = "cover_stopped"
fails_when = "insurance_stopped == True"
then = "hold"
unknown = "note"
label = { en = "Insurance cover stopped for new deliveries", zh = "信保停止承保新出运" }
reference = "creditkit default"

[[checks]]
type = "missing_facts"
code = "file_stale"
facts = [
  "registration_id", "months_in_business", "paid_in_capital", "litigation_24m",
  "sanctions_checked_on", "contract_signed", "payer_bank_account",
]
then = "warn"
label = { en = "Credit file incomplete or stale", zh = "信用档案缺失或过期" }
reference = "article: what is required before credit"

[[checks]]
type = "condition"
code = "promise_broken"
fails_when = "promises_broken_open >= 1"
then = "hold"
unknown = "note"
label = { en = "A promise to pay is broken and still unpaid", zh = "付款承诺未兑现" }
reference = "creditkit default"

[[checks]]
type = "condition"
code = "identity"
fails_when = "payer_differs_from_contract == True"
then = "warn"
unknown = "note"
label = { en = "Payer is not the contract party", zh = "付款方与合同方不一致" }
reference = "creditkit default"

[[exemptions]]
code = "fully_prepaid"
when = "uncovered_amount <= 0 and prepayment_shortfall <= 0"
except = ["sanctions", "insolvency"]
label = { en = "Fully prepaid", zh = "全额预付" }
description = "paid, not only asked for: what the terms want in advance counts as covered before it has come"
reference = "creditkit default"

[[exemptions]]
code = "small"
when = "order_amount <= 5000 and oldest_overdue_days <= 15"
except = ["sanctions", "insolvency", "frozen"]
label = { en = "Small order", zh = "小额订单" }
description = "what the terms want in advance is asked for all the same; what is frozen stays frozen"
reference = "creditkit default"

[[exemptions]]
code = "fast_lane"
when = "grade == 'A' and tenure_months >= 36 and late_items_12m == 0 and utilisation <= 0.80"
except = [
  "sanctions", "insolvency", "overdue_refuse", "overdue_hold", "overdue_share", "frozen",
  "limit", "limit_warn", "terms_prepay", "cover_stopped", "promise_broken",
]
label = { en = "Exempt lane", zh = "免审通道" }
description = "lifts the warning line and warnings; the limit, the terms and what holds stay"
reference = "creditkit default"

# ---- 9 ageing 账龄

[aging]
basis = "due"
edges = [0, 30, 60, 90, 180, 365]
names = ["not_due", "1-30", "31-60", "61-90", "91-180", "181-365", "366+"]
closed = "right"
reference = "practice"

# ---- 10 collection 催收

[priority]
edges = [30, 60, 90]
rows = [["A", [3, 2, 2, 1]], ["B", [3, 2, 1, 1]], ["C", [2, 2, 1, 1]], ["D", [2, 1, 1, 1]], ["E", [1, 1, 1, 1]]]
small = { below = "5000", classes = 1, up_to_days = 90 }
description = "1 first; a small amount comes one class later, but not from day 91"
reference = "creditkit default"

[collection]
minimum = "2000"
by_grade = [["A", 3], ["B", 0], ["C", 0], ["D", -2], ["E", -2]]
description = "days of grace by grade are added to every step after day 0"
reference = "creditkit default"

[[collection.steps]]
day = -7
id = "statement"
label = { en = "Statement of account: invoice and goods received?", zh = "到期前对账确认" }
role = "ar_accountant"
minimum = "50000"

[[collection.steps]]
day = -3
id = "courtesy"
label = { en = "Courtesy reminder", zh = "到期前提醒" }
role = "system"
reference = "article"

[[collection.steps]]
day = 0
id = "due-today"
label = { en = "Due today", zh = "到期日提醒" }
role = "system"
reference = "article"

[[collection.steps]]
day = 3
id = "call-1"
label = { en = "Call; finance and sales are told", zh = "电话提醒,通知财务与销售" }
role = "salesman"
reference = "article"

[[collection.steps]]
day = 7
id = "letter-1"
label = { en = "First written reminder", zh = "书面催款(一)" }
role = "ar_accountant"
reference = "article"

[[collection.steps]]
day = 15
id = "letter-2"
label = { en = "Second reminder: deliveries stop tomorrow", zh = "书面催款(二):次日起停止发货" }
role = "sales_manager"
reference = "article"

[[collection.steps]]
day = 30
id = "plan"
label = { en = "Reason for delay, written repayment plan", zh = "查明原因,签订还款计划" }
role = "credit_manager"

[[collection.steps]]
day = 45
id = "letter-3"
label = { en = "Letter of the finance director", zh = "财务总监函" }
role = "finance_director"

[[collection.steps]]
day = 60
id = "formal-demand"
label = { en = "Formal demand, delivery proved; insurer told", zh = "正式催收函(EMS留证、中断时效),报信保" }
description = "a delivered demand interrupts the period of limitation"
role = "credit_manager"

[[collection.steps]]
day = 75
id = "management"
label = { en = "Management calls management", zh = "高层对话" }
role = "general_manager"

[[collection.steps]]
day = 90
id = "legal"
label = { en = "Lawyer, court or agency; cooperation stops", zh = "律师函、诉讼/仲裁或委外催收,停止合作" }
role = "legal"

[[collection.steps]]
day = 180
id = "loss"
label = { en = "Suit decided, specific provision, write-off file opened", zh = "诉讼决策、单项计提、核销资料准备" }
role = "credit_committee"

# ---- 11 disputes 争议

[dispute]
deadlines_days = { registered = 2, investigating = 10, mediating = 30, resolved = 5 }
lapses_after_days = 30
at_most_open_share = 0.30
description = "the undisputed part is dunned and checked all the while; after 30 days the claim counts as overdue again"
reference = "creditkit default"

# ---- 12 repair 信用修复: penalties are for what the scorecard does not measure

[repair]
round = "down"
at_most_per_year = 20
cooling_off_days = 90
never_for = ["fraud", "insolvency", "write_off", "sanctions"]
description = "a late payment lowers the on-time rate already: no second penalty"
reference = "creditkit default"

[[repair.penalties]]
event = "promise_broken"
points = -3
expires_days = 365
at_most = 9
within_days = 365
facts = ["promises_broken_open"]
label = { en = "A promise to pay was broken", zh = "付款承诺未兑现" }
reference = "creditkit default"

[[repair.penalties]]
event = "dispute_unfounded"
points = -8
expires_days = 365
facts = ["dispute_rate"]
label = { en = "A dispute without ground", zh = "无理争议" }
reference = "creditkit default"

[[repair.penalties]]
event = "contract_breached"
points = -12
expires_days = 365
label = { en = "The contract was breached", zh = "违反合同" }
description = "not late payment and not refused goods, which the scorecard measures"
reference = "creditkit default"

[[repair.penalties]]
event = "bill_dishonoured"
points = -15
expires_days = 730
facts = ["bill_dishonoured_30d", "bill_dishonoured_180d"]
label = { en = "A bill was dishonoured", zh = "票据拒付" }
reference = "creditkit default"

[[repair.penalties]]
event = "unauthorised_deduction"
points = -2
expires_days = 182
at_most = 6
within_days = 365
label = { en = "A deduction that nobody agreed to", zh = "擅自扣款" }
reference = "creditkit default"

[[repair.rules]]
outcome = "our_fault"
effect = "reverse"
label = { en = "Our fault: as if nothing had been lost", zh = "我方责任:撤销扣分" }
description = "the item leaves the payment statistics, too"
reference = "creditkit default"

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
after_days = 90
late_days = 3
label = { en = "Good conduct, a quarter", zh = "守约行为,每季度" }
description = "a quarter without an item more than 3 days late and without a new penalty, up to what is still lost"
reference = "article: points are added; creditkit default: the figures"

# ---- 13 texts

[texts.en]
parent_guarantee = "enforceable guarantee of the parent, {guarantee_days_left} days left"
manual = "lifted one step by hand"
new_customer = "new customer: {matured_items} items due so far, {tenure_months} months"
coverage_60 = "the file covers less than 60%: {coverage}"
coverage_40 = "the file covers less than 40%: {coverage}"
overdue_30 = "overdue for {oldest_overdue_days} days, more than 30"
overdue_60 = "overdue for {oldest_overdue_days} days, more than 60"
bad_debt_36m = "bad debt written off {months_since_write_off} months ago"
big_claims = "claims against it above 20% of its capital: {defendant_claims_share_of_capital}"
abnormal_list = "on the list of abnormal operations, or tax grade D"
group_contagion = "a member of its group is in default"
party_default = "overdue for {oldest_overdue_days} days, more than 90: in default"
dishonest_or_insolvent = "dishonest judgment debtor, insolvency or dishonoured bill"
sanctions = "on a sanctions list or on our own blacklist"
insolvency = "insolvency proceedings are open"
overdue_share = "{overdue_5d_share} of the balance is overdue by more than 5 days, {overdue_5d_amount} in all"
cover_stopped = "the insurer covers no new deliveries"
promise_broken = "promises to pay that are broken and unpaid: {promises_broken_open}"
identity = "the payer is not the party of the contract"
overdue_refuse = "overdue for {oldest_overdue_days} days, more than {days}: no orders are taken"
overdue_hold = "overdue for {oldest_overdue_days} days, more than {days}"
overdue_warn = "overdue for {oldest_overdue_days} days, more than {days}"
limit = "{measured} would be used of {allowed}: {excess} too much"
limit_warn = "{measured} would be used, more than 90% of the limit ({allowed})"
warning_line = "{uncovered} on one order, above the warning line of {allowed}"
terms_prepay = "{due} is due in advance, {prepaid} is paid: {shortfall} is missing"
file_stale = "missing or stale in the credit file: {facts}"
frozen = "the account is frozen"

[texts.zh]
parent_guarantee = "母公司有效担保,剩余{guarantee_days_left}天"
manual = "人工上调一级"
new_customer = "新客户:已到期{matured_items}笔,合作{tenure_months}个月"
coverage_60 = "资料覆盖率不足60%:{coverage}"
coverage_40 = "资料覆盖率不足40%:{coverage}"
overdue_30 = "逾期{oldest_overdue_days}天,超过30天"
overdue_60 = "逾期{oldest_overdue_days}天,超过60天"
bad_debt_36m = "{months_since_write_off}个月前核销坏账"
big_claims = "涉诉金额超实缴资本20%:{defendant_claims_share_of_capital}"
abnormal_list = "列入经营异常名录或纳税信用D级"
group_contagion = "关联企业违约"
party_default = "逾期{oldest_overdue_days}天,超过90天:违约"
dishonest_or_insolvent = "失信被执行人、破产或票据拒付"
sanctions = "列入制裁名单或本公司黑名单"
insolvency = "破产程序进行中"
overdue_share = "逾期5天以上占余额{overdue_5d_share},共{overdue_5d_amount}"
cover_stopped = "信保停止承保新出运"
promise_broken = "未兑现的付款承诺:{promises_broken_open}个"
identity = "付款方与合同方不一致"
overdue_refuse = "逾期{oldest_overdue_days}天,超过{days}天:不接新订单"
overdue_hold = "逾期{oldest_overdue_days}天,超过{days}天"
overdue_warn = "逾期{oldest_overdue_days}天,超过{days}天"
limit = "将占用{measured},额度{allowed},超出{excess}"
limit_warn = "将占用{measured},超过额度的90%({allowed})"
warning_line = "单笔订单{uncovered},超过警戒线{allowed}"
terms_prepay = "应预付{due},已付{prepaid},差额{shortfall}"
file_stale = "信用档案缺失或过期:{facts}"
frozen = "额度已冻结"
"""
