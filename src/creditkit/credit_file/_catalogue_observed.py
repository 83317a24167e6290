"""What only others say: registries, courts, tax offices, bureaus, insurers, accounts, and our own people.

Sources stand in the order of trust of the manufacturer's policy. Ages that no policy gives are creditkit defaults.
"""

from __future__ import annotations

from creditkit.credit_file._catalogued import Shelf

_accounts = Shelf("observed", ("registry", "bureau", "audited_accounts", "customer", "sales"), 548)
_filed = Shelf("observed", ("registry", "bureau", "audited_accounts", "customer"), 548)
_registry = Shelf("observed", ("registry", "bureau", "customer", "sales"), 365)
_lists = Shelf("observed", ("court", "registry", "credit_china", "bureau"), 90)
_tax = Shelf("observed", ("tax", "credit_china", "bureau"), 365)
_bureau = Shelf("observed", ("insurer", "bureau"), 365)
_insurer = Shelf("observed", ("insurer",), 365)
_risk = Shelf("observed", ("insurer", "bureau", "erp"), 365)
_erp = Shelf("observed", ("erp", "sales"))
_people = Shelf("observed", ("credit_manager", "erp"))
_sales = Shelf("observed", ("erp", "customer", "sales"), 365)
_changes = Shelf("observed", ("registry", "bureau"), 90)

RISKS = ("low", "moderate", "elevated", "high")

ABILITY = (
    _accounts.share("debt_ratio", "Liabilities / assets", "资产负债率", "lower", most=None),
    _accounts.number("current_ratio", "Current ratio", "流动比率", decimals=4, better="higher", least=0, unit="ratio"),
    _accounts.money("equity", "Equity", "净资产", "higher", least=None),
    _registry.money("paid_in_capital", "Paid-in capital", "实缴资本", "higher"),
    _filed.date("annual_accounts", "Latest annual accounts", "最近年度财务报表"),
    _tax.text("tax_credit_grade", "Tax credit grade", "纳税信用等级", ("D", "C", "M", "B", "A"), "higher"),
    _bureau.number("bureau_score", "Bureau or insurer score, 0 to 100", "外部征信评分", better="higher",
                   decimals=2, least=0, most=100, unit="points"),
    _insurer.text("insurer_rating", "Insurer's rating", "信保评级"),
)  # fmt: skip

ENVIRONMENT = (
    _risk.text("industry_risk", "Industry risk", "行业风险等级", RISKS, "lower"),
    _risk.number("industry_score", "Industry score, 0 to 100", "行业评分", better="higher",
                 decimals=2, least=0, most=100, unit="points"),
    _risk.text("country_risk", "Country risk", "国别风险", ("low", "medium", "high"), "lower"),
    _lists.count("litigation", "Lawsuits", "诉讼案件", "lower", "cases"),
    _lists.count("litigation_24m", "Payment cases as defendant, 24 months", "近24个月付款纠纷被告案件",
                 "lower", "cases"),
    _lists.count("new_cases_90d", "New cases, 90 days", "近90天新增案件", "lower", "cases"),
    _lists.share("defendant_claims_share_of_capital", "Claims against it / paid-in capital", "涉诉金额占实缴资本",
                 "lower", most=None),
    _lists.share("new_claims_share_of_capital", "New claims / paid-in capital", "新增涉诉金额占实缴资本",
                 "lower", most=None),
)  # fmt: skip

LISTS = (
    _lists.flag("sanctions_match", "Sanctions match", "制裁名单命中", "lower"),
    _lists.date("sanctions_checked_on", "Sanctions lists checked on", "制裁名单核查日"),
    _lists.flag("insolvency_open", "Insolvency proceedings", "破产程序", "lower"),
    _lists.flag("on_dishonest_debtor_list", "On the list of dishonest judgment debtors", "失信被执行人", "lower"),
    _lists.flag("on_abnormal_operations_list", "On the list of abnormal operations", "经营异常名录", "lower"),
    _people.flag("blacklisted", "Blacklisted by us", "黑名单", "lower"),
    _erp.flag("bill_dishonoured_30d", "Bill dishonoured, 30 days", "近30天票据拒付", "lower"),
    _erp.flag("bill_dishonoured_180d", "Bill dishonoured, 180 days", "近180天票据拒付", "lower"),
    _changes.flag("legal_representative_changed", "Legal representative changed", "法定代表人变更", "lower"),
    _changes.flag("owner_changed", "Owner changed", "股东变更", "lower"),
    _changes.flag("registered_address_changed", "Registered address changed", "注册地址变更", "lower"),
    _changes.flag("capital_reduced", "Capital reduced", "减资", "lower"),
)

SUPPORT = (
    _people.flag("parent_guarantee", "Guarantee of the parent", "母公司担保", "higher"),
    _people.days("guarantee_days_left", "Days left of the guarantee", "担保剩余天数", "higher", least=None),
    _people.text("parent_grade", "Grade of the parent", "母公司等级"),
    _people.text("worst_group_member_grade", "Worst grade in the group", "关联企业最低等级"),
    _people.flag("manual_lift_approved", "Manual lift approved", "人工上调获批", "higher"),
    _people.days("security_days_left", "Days left of securities", "担保/信用证剩余天数", "higher", least=None),
    _insurer.flag("insurance_stopped", "Cover stopped for new deliveries", "信保停止承保新出运", "lower"),
    _insurer.flag("insured_limit_reduced", "Insured limit reduced", "信保限额缩减", "lower"),
    _insurer.days(
        "insured_limit_days_left", "Days left of the insured limit", "信保限额剩余天数", "higher", least=None
    ),
)

DEALINGS = (
    _sales.money("sales_forecast_monthly", "Forecast of monthly sales", "月销售预测", "higher"),
    _erp.flag("custom_made", "Custom-made goods", "定制产品"),
    _erp.flag("contract_signed", "Contract signed", "合同已签订", "higher"),
    _erp.text("payer_bank_account", "Bank account of the payer", "付款账户"),
    _erp.flag("payer_differs_from_contract", "Payer is not the contract party", "付款方与合同方不一致", "lower"),
    Shelf("observed", ("sales", "credit_manager"), 730).date("site_visit", "Site visited on", "实地走访日"),
    _erp.count("buyers_changed_180d", "Changes of buyers, 180 days", "近180天采购人员变动", "lower", "changes"),
    _erp.count("order_changes_90d", "Order changes, 90 days", "近90天订单变更", "lower", "changes"),
    _erp.days("our_shipment_late_days", "Days our shipment is late", "逾期未发货天数"),
    _erp.days("days_delivered_without_acceptance", "Days delivered, not accepted", "已交付未验收天数", "lower"),
    _erp.days("oldest_delivery_late_days", "Oldest late delivery of a supplier", "供应商最长逾期交货天数", "lower"),
)

OBSERVED = (*ABILITY, *ENVIRONMENT, *LISTS, *SUPPORT, *DEALINGS)

_computed = Shelf("computed")

#: Names that later steps add to the record: declared so that conditions over them can be read.
COMPUTED = (
    _computed.number("score", "Score", "信用评分", better="higher", unit="points"),
    _computed.share("coverage", "File coverage", "资料覆盖率", "higher"),
    _computed.text("grade", "Grade", "信用等级"),
    _computed.days("payment_days", "Payment days", "账期天数"),
    _computed.share("prepayment_share", "Prepayment", "预付比例"),
    _computed.money("order_amount", "Order", "订单金额"),
    _computed.money("prepaid_amount", "Prepaid", "已预付金额"),
    _computed.money("uncovered_amount", "Not covered by prepayment", "未覆盖金额"),
    _computed.share("uncovered_share_of_limit", "Uncovered / limit", "未覆盖金额占额度", most=None),
    _computed.money("prepayment_due", "Prepayment due", "应预付金额"),
    _computed.money("prepayment_shortfall", "Prepayment missing", "预付差额"),
    _computed.share("utilisation", "Utilisation of the limit", "额度使用率", "lower", most=None, least=None),
    _computed.share("utilisation_after", "Utilisation with the order", "含本单额度使用率", "lower", most=None,
                    least=None),
    _computed.flag("urgent", "Urgent order", "紧急订单"),
    _computed.count("required_items_missing", "Required items missing", "缺少的必备资料", "lower"),
    _computed.days("file_age_days", "Age of the file", "档案天数", "lower"),
    _computed.count("consecutive_late_periods", "Late periods in a row", "连续逾期期数", "lower", "periods"),
    _computed.number("dbt_90d_minus_dbt_365d", "Days beyond terms, 90 days less 365", "近90天与全年逾期天数之差",
                     decimals=4, better="lower", unit="days"),
    _computed.days("days_to_overdue_notice", "Days to the notice to the insurer", "距报损期限天数", "higher",
                   least=None),
    _computed.days("days_to_limitation", "Days to limitation", "距诉讼时效届满天数", "higher", least=None),
)  # fmt: skip
