"""What our own books say: the ledger, and the data of the party."""

from __future__ import annotations

from creditkit.credit_file._catalogued import Shelf

_ledger = Shelf("ledger", ("ledger",))

LEDGER = (
    # whether what fell due was paid
    _ledger.share("on_time_rate", "On-time rate", "按期付款率", "higher"),
    _ledger.count("matured_items", "Items that fell due", "到期笔数"),
    _ledger.count("on_time_items", "Items paid on time", "按期付款笔数", "higher"),
    _ledger.count("late_items", "Items paid late or not", "逾期笔数", "lower"),
    _ledger.share("overdue_rate", "Late items of those that fell due", "逾期率(笔数)", "lower"),
    _ledger.count("late_items_12m", "Late items, 12 months", "近12个月逾期笔数", "lower"),
    _ledger.days("most_days_late_12m", "Most days late, 12 months", "近12个月最长逾期天数", "lower"),
    # how long it takes
    _ledger.mean("days_beyond_terms", "Days beyond terms", "加权平均逾期天数", "lower"),
    _ledger.mean("days_to_pay", "Days to pay", "平均付款天数", "lower"),
    # what is overdue today
    _ledger.count("overdue_count", "Items overdue today", "当前逾期笔数", "lower"),
    _ledger.days("oldest_overdue_days", "Oldest overdue item", "当前最长逾期天数", "lower"),
    _ledger.money("overdue_amount", "Overdue", "逾期金额", "lower"),
    _ledger.share("overdue_share", "Overdue share of the balance", "逾期占比", "lower"),
    _ledger.money("overdue_5d_amount", "Overdue by more than 5 days", "逾期5天以上金额", "lower"),
    _ledger.share("overdue_5d_share", "Overdue by more than 5 days, share", "逾期5天以上占比", "lower"),
    _ledger.money("open_amount", "Open items", "未清应收金额"),
    _ledger.money("balance", "Balance, unapplied money taken off", "应收余额(扣除未核销)", least=None),
    # how long and how much
    _ledger.count("tenure_months", "Months of paid business with us", "合作月数", "higher", "months"),
    _ledger.count("months_since_write_off", "Months since a write-off", "距上次核销坏账月数", "higher", "months"),
    _ledger.money("average_monthly_sales_6m", "Average monthly sales, 6 months", "近6个月月均销售额", "higher"),
    _ledger.money("annual_sales", "Sales, 12 months", "近12个月销售额", "higher"),
    _ledger.count("invoiced_count", "Invoices in the window", "开票笔数", "higher"),
    _ledger.mean("invoices_per_month", "Invoices a month", "月均开票笔数", "higher", "items"),
    _ledger.share("dispute_rate", "Disputed invoices", "争议率", "lower"),
    _ledger.share("fulfilment_rate", "Orders honoured", "合同履约率", "higher"),
    # what stands in the way
    _ledger.flag("frozen", "Account frozen", "额度冻结", "lower"),
    _ledger.count("promises_broken_open", "Broken promises to pay", "未兑现的付款承诺", "lower", "promises"),
)  # fmt: skip

_party = Shelf("party", ("registry", "bureau", "party"))
_account = Shelf("party", ("party",))

PARTY = (
    _party.text("registration_id", "Registration number", "统一社会信用代码"),
    _party.text("country", "Country", "国家"),
    _account.text("industry", "Industry", "行业"),
    _party.date("registered_on", "Registered on", "成立日期"),
    _party.money("registered_capital", "Registered capital", "注册资本", "higher"),
    _party.count("months_in_business", "Months since registration", "成立月数", "higher", "months"),
    _account.count("months_as_customer", "Months as a customer", "成为客户月数", "higher", "months"),
)
