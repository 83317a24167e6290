"""The texts of the codes that the ready-made policies name, so that their decisions read without a policy at hand.

A host that shows a decision has its reasons and not always the policy beside them. Where two policies word one code
differently, the full one (``manufacturer``) speaks; a policy's own words, handed in, win over these.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "abnormal_list": "on the list of abnormal operations, or tax grade D",
        "bad_debt_36m": "bad debt written off {months_since_write_off} months ago",
        "big_claims": "claims against it above 20% of its capital: {defendant_claims_share_of_capital}",
        "cover_stopped": "the insurer covers no new deliveries",
        "coverage_40": "the file covers less than 40%: {coverage}",
        "coverage_60": "the file covers less than 60%: {coverage}",
        "dishonest_or_insolvent": "dishonest judgment debtor, insolvency or dishonoured bill",
        "file_stale": "missing or stale in the credit file: {facts}",
        "frozen": "the account is frozen",
        "group_contagion": "a member of its group is in default",
        "identity": "the payer is not the party of the contract",
        "insolvency": "insolvency proceedings are open",
        "limit": "{measured} would be used of {allowed}: {excess} too much",
        "limit_warn": "{measured} would be used, more than 90% of the limit ({allowed})",
        "manual": "lifted one step by hand",
        "new_customer": "new customer: {matured_items} items due so far, {tenure_months} months",
        "opaque": "too little is known: C at best",
        "overdue_30": "overdue for {oldest_overdue_days} days, more than 30",
        "overdue_60": "overdue for {oldest_overdue_days} days, more than 60",
        "overdue_freeze": "overdue for {oldest_overdue_days} days, more than {days}: the limit is frozen",
        "overdue_hold": "overdue for {oldest_overdue_days} days, more than {days}",
        "overdue_person": "overdue for {oldest_overdue_days} days, more than {days}: a person in charge",
        "overdue_refuse": "overdue for {oldest_overdue_days} days, more than {days}: no orders are taken",
        "overdue_share": "{overdue_5d_share} of the balance is overdue by more than 5 days, {overdue_5d_amount} in all",
        "overdue_warn": "overdue for {oldest_overdue_days} days, more than {days}",
        "parent_guarantee": "enforceable guarantee of the parent, {guarantee_days_left} days left",
        "party_default": "overdue for {oldest_overdue_days} days, more than 90: in default",
        "promise_broken": "promises to pay that are broken and unpaid: {promises_broken_open}",
        "sanctions": "on a sanctions list or on our own blacklist",
        "small_customer": "a small customer: C at best",
        "terms_prepay": "{due} is due in advance, {prepaid} is paid: {shortfall} is missing",
        "warning_line": "{uncovered} on one order, above the warning line of {allowed}",
    }
)

CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "abnormal_list": "列入经营异常名录或纳税信用D级",
        "bad_debt_36m": "{months_since_write_off}个月前核销坏账",
        "big_claims": "涉诉金额超实缴资本20%:{defendant_claims_share_of_capital}",
        "cover_stopped": "信保停止承保新出运",
        "coverage_40": "资料覆盖率不足40%:{coverage}",
        "coverage_60": "资料覆盖率不足60%:{coverage}",
        "dishonest_or_insolvent": "失信被执行人、破产或票据拒付",
        "file_stale": "信用档案缺失或过期:{facts}",
        "frozen": "额度已冻结",
        "group_contagion": "关联企业违约",
        "identity": "付款方与合同方不一致",
        "insolvency": "破产程序进行中",
        "limit": "将占用{measured},额度{allowed},超出{excess}",
        "limit_warn": "将占用{measured},超过额度的90%({allowed})",
        "manual": "人工上调一级",
        "new_customer": "新客户:已到期{matured_items}笔,合作{tenure_months}个月",
        "opaque": "信息不透明:最高C级",
        "overdue_30": "逾期{oldest_overdue_days}天,超过30天",
        "overdue_60": "逾期{oldest_overdue_days}天,超过60天",
        "overdue_freeze": "逾期{oldest_overdue_days}天,超过{days}天:额度冻结",
        "overdue_hold": "逾期{oldest_overdue_days}天,超过{days}天",
        "overdue_person": "逾期{oldest_overdue_days}天,超过{days}天:专人跟进",
        "overdue_refuse": "逾期{oldest_overdue_days}天,超过{days}天:不接新订单",
        "overdue_share": "逾期5天以上占余额{overdue_5d_share},共{overdue_5d_amount}",
        "overdue_warn": "逾期{oldest_overdue_days}天,超过{days}天",
        "parent_guarantee": "母公司有效担保,剩余{guarantee_days_left}天",
        "party_default": "逾期{oldest_overdue_days}天,超过90天:违约",
        "promise_broken": "未兑现的付款承诺:{promises_broken_open}个",
        "sanctions": "列入制裁名单或本公司黑名单",
        "small_customer": "小客户:最高C级",
        "terms_prepay": "应预付{due},已付{prepaid},差额{shortfall}",
        "warning_line": "单笔订单{uncovered},超过警戒线{allowed}",
    }
)
