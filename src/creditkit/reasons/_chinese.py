"""The texts in Chinese, by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHINESE: Mapping[str, str] = MappingProxyType(
    {
        # rows set aside
        "allocation_above_balance": "{given} 超过当时的未核销余额",
        "allocation_before_issue": "{given} 早于发票开具日 {issued_on}",
        "allocation_from_invoice": "{given} 是发票,只有收款单或贷项通知单可以被核销使用",
        "allocation_from_unknown": "没有可供核销使用的单据 {given}",
        "allocation_to_not_invoice": "{given} 的类型是 {kind},只有发票可以被核销",
        "allocation_to_unknown": "没有可供核销的发票 {given}",
        "amount_invalid": "{given} 不是约定数字格式的金额",
        "amount_not_finite": "{given} 不是有限的金额",
        "amount_not_positive": "{given} 不能出现在此处,正负由类型决定",
        "amount_too_large": "{given} 过大,不可能是一行的金额",
        "amount_too_precise": "{given} 的小数位数超过该货币的位数",
        "choice_unknown": "{given} 不在可选值之内:{accepted}",
        "columns_mismatch": "该行有 {given} 个单元格,表头有 {accepted} 个",
        "currency_mismatch": "金额币种为 {given},单据币种为 {accepted}",
        "currency_unknown": "{given} 不是 ISO 4217 货币代码",
        "date_invalid": "{given} 不是约定格式的日期",
        "document_unknown": "没有单据 {given}",
        "field_missing": "单元格为空",
        "flag_invalid": "{given} 既不是约定的“是”也不是“否”",
        "id_duplicate": "该编号已在第 {first_row} 行出现",
        "id_missing": "编号为空",
        "id_of_other_party": "该编号自第 {first_row} 行起属于 {other}",
        "instalments_do_not_sum": "分期合计 {given},单据金额 {accepted}",
        "number_invalid": "{given} 不是数字",
        "rate_conflict": "第 {first_row} 行对同一货币对和日期给出了不同汇率",
        "text_unreadable": "字节无法按约定编码读取",
        # findings on usable data
        "allocation_set_aside": "{value_on} 的核销 {amount} 超过目前所知余额,不计入",
        "allocation_unfit": "{amount} 与目前所知的单据不符,不计入",
        "parent_cycle": "母公司关系成环:{circle}",
        "parent_unknown": "母公司 {parent_id} 不在往来单位之中",
        "replaced_unknown": "被替换的单据 {replaces_id} 未知,按自身到期日计算",
        "replaced_still_open": "{replaces_id} 已被替换,但仍有 {open} 未结清",
        "replacement_cycle": "单据相互替换成环,按各自到期日计算",
        "due_undetermined": "{items} 笔未清项共 {amount} 没有到期日,也没有可推算的付款条件",
        "due_before_issue": "{documents} 张发票的到期日早于开具日,首张为 {first}",
        "receipts_not_named": "{parties} 个往来单位有 {amount} 收款未使用,同时有未注明收款单的付款:"
        "请填写 from_id,否则同一笔钱会计两次",
        # notes on figures
        "window_clipped": "账簿始于 {first_on},窗口为 {days} 天",
        "no_sales": "窗口内没有销售",
        "no_balance": "没有余额",
        "nothing_settled": "窗口内没有付款,也没有逾期",
        "not_enough_history": "{items} 笔太少,至少需要 {minimum} 笔",
        "history_exhausted": "{unexplained} 早于所给销售数据,结果为下限",
        # scoring
        "value_refused": "{characteristic}: {given} 无法评分",
        # what is said at the rim
        "too_many_rejected": "{file} 的 {given} 行中有 {rejected} 行被拒收",
        "kpi_dso": "应收账款周转天数",
        "kpi_best_possible_dso": "最佳可能周转天数",
        "kpi_overdue_share": "逾期占比",
        "kpi_days_beyond_terms": "超期付款天数",
        "kpi_concentration_top_10": "前十大客户占比",
        # decision tables and conditions
        "row_overlaps": "第 {other} 行与第 {row} 行(从 0 起)同时成立",
        "row_never_true": "没有任何记录能使第 {row} 行(从 0 起)成立",
        "row_never_reached": "使第 {row} 行(从 0 起)成立的记录都已被前面的行取走",
        "table_gap": "资料齐全时仍没有一行成立,按 otherwise 处理",
        "table_gap_missing": "资料缺失时没有一行成立,按 otherwise 处理",
        "otherwise_never_reached": "各行已覆盖全部情况,otherwise 不会用到",
        "condition_invalid": "第 {at} 个字符处的 {given} 不能出现在此;可接受:{accepted}",
    }
)
