"""What ``creditkit show`` says, in English and Chinese."""

from __future__ import annotations

SHOW: dict[str, dict[str, str]] = {
    "en": {
        "head": "as of {as_of}; policy {policy} ({fingerprint})",
        "file": "Credit file", "not_searched": "not searched", "nothing_found": "nothing found",
        "stale": "stale", "conflict": "others say otherwise: {}", "yes": "yes", "no": "no",
        "score": "Score {points} of {maximum}; {coverage} of the file is known", "of": "{} of {}",
        "lift": "What would lift it most", "lift_by": "{}: up to {} points",
        "grade": "Grade {}", "terms": "Terms: {} days, {} in advance",
        "limit": "Limit {} ({})", "proposed": "proposed by the policy: {}",
        "from_standing": "in force", "from_party": "entered on the account", "from_rule": "proposed, none is in force",
        "unlimited": "unlimited", "unset": "unset",
        "exposure": "Exposure {}; room {}; {} used",
        "open_orders": "open orders", "delivered": "delivered, not billed", "billed": "billed, not posted",
        "open_items": "open items", "bills": "bills", "unapplied": "less unapplied",
        "identity": "accounts of one legal entity", "group": "group",
        "ageing": "Ageing", "orders": "Orders", "findings": "Odd, but usable",
        "approve": "approved", "prepay": "prepayment", "hold": "held", "refuse": "refused",
    },
    "zh": {
        "head": "截至 {as_of};政策 {policy}({fingerprint})",
        "file": "信用档案", "not_searched": "未查询", "nothing_found": "查无记录",
        "stale": "已过期", "conflict": "与其他来源不一致:{}", "yes": "是", "no": "否",
        "score": "得分 {points} / {maximum};资料覆盖率 {coverage}", "of": "{} / {}",
        "lift": "最能提升得分的项目", "lift_by": "{}:最多可加 {} 分",
        "grade": "等级 {}", "terms": "条款:账期 {} 天,预付 {}",
        "limit": "信用额度 {}({})", "proposed": "政策建议额度:{}",
        "from_standing": "生效中", "from_party": "账户录入", "from_rule": "建议值,尚无生效额度",
        "unlimited": "不限额", "unset": "未设定",
        "exposure": "敞口 {};剩余额度 {};使用率 {}",
        "open_orders": "未交货订单", "delivered": "已交货未开票", "billed": "已开票未入账",
        "open_items": "未结项", "bills": "票据", "unapplied": "减:未核销",
        "identity": "同一法人多账户", "group": "集团",
        "ageing": "账龄", "orders": "订单", "findings": "异常但可用",
        "approve": "放行", "prepay": "需预付", "hold": "冻结", "refuse": "拒绝",
    },
}  # fmt: skip
