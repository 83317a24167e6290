"""What ``creditkit show`` and ``creditkit demo`` say, in English and Chinese."""

from __future__ import annotations

SHOW: dict[str, dict[str, str]] = {
    "en": {
        "head": "as of {as_of}; policy {policy} ({fingerprint})",
        "file": "Credit file", "others": "Also on file", "not_searched": "Not looked up",
        "nothing_found": "nothing found",
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
        "file": "信用档案", "others": "其他资料", "not_searched": "未查询", "nothing_found": "查无记录",
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

#: How an order could pass.
WAYS: dict[str, dict[str, str]] = {
    "en": {
        "pay": "pay {amount}", "prepay": "prepay {amount} ({share})", "reduce": "reduce the order to {amount}",
        "wait": "wait until {day}", "or": ", or ", "none": "no single step is enough",
    },
    "zh": {
        "pay": "付款 {amount}", "prepay": "预付 {amount}({share})", "reduce": "订单减至 {amount}",
        "wait": "等到 {day}", "or": ",或", "none": "没有单一办法可以放行",
    },
}  # fmt: skip

SUMMARY: dict[str, dict[str, str]] = {
    "en": {
        "title": "Receivables and credit as of {as_of}, under the policy {policy}",
        "synthetic": "Synthetic sample: nothing in it is real",
        "read": "Read: {}", "table": "{number:,} {table}", "aside": "{number:,} {table} ({rejected:,} set aside)",
        "parties": "parties", "invoices": "invoices, receipts and notes", "instalments": "instalments",
        "allocations": "allocations", "orders": "orders", "deliveries": "deliveries", "observations": "observations",
        "rates": "rates", "comma": ", ",
        "ageing": "Ageing", "not_due": "not due", "undetermined": "no due date", "unapplied": "unapplied",
        "days": "{} days", "balance": "balance", "disputed": "in dispute",
        "tie": "{currency}: invoices {invoices} - settled {settled} - unapplied {unapplied} = {balance}: ties out",
        "kpis": "Figures",
        "grades": "Grades: parties, and exposure in {}", "no_grade": "not graded", "all": "all",
        "limits": "Limits: {amount} of {number} parties, {used} used; {over} are above theirs; "
        "{unlimited} unlimited, {zero} zero, {unset} unset",
        "no_rate": "without a rate and left out: {}",
        "decisions": "Orders that wait: {number}, {amount}",
        "approve": "approved", "prepay": "prepayment", "hold": "held", "refuse": "refused",
        "held": "Held, and what would let them pass", "of": "{order} of {party}, {amount}",
        "worklist": "Whom to call first, of {}", "days_overdue": "{} days", "class": "class {}",
        "rejected": "Set aside", "row": "{file} row {row}: {message}", "more": "… and {} more",
        "findings": "Odd, but usable", "kinds": "… and {} kinds more, in findings.csv",
        "next": "One party whole, with every figure and reason:",
    },
    "zh": {
        "title": "截至 {as_of} 的应收账款与信用状况,政策 {policy}",
        "synthetic": "合成样例,均非真实数据",
        "read": "读入:{}", "table": "{table} {number:,}", "aside": "{table} {number:,}(拒收 {rejected:,})",
        "parties": "客商", "invoices": "发票及收款等单据", "instalments": "分期", "allocations": "核销",
        "orders": "订单", "deliveries": "交货", "observations": "观察记录", "rates": "汇率", "comma": "、",
        "ageing": "账龄", "not_due": "未到期", "undetermined": "无到期日", "unapplied": "未核销", "days": "{} 天",
        "balance": "余额", "disputed": "争议中",
        "tie": "{currency}:发票 {invoices} - 已结 {settled} - 未核销 {unapplied} = {balance}:勾稽相符",
        "kpis": "指标",
        "grades": "等级:客商数与敞口({})", "no_grade": "未评级", "all": "合计",
        "limits": "信用额度:{number} 家合计 {amount},已用 {used};{over} 家超额度;"
        "不限额 {unlimited} 家,零额度 {zero} 家,未设定 {unset} 家",
        "no_rate": "缺汇率未计入:{}",
        "decisions": "待放行订单:{number} 笔,{amount}",
        "approve": "放行", "prepay": "需预付", "hold": "冻结", "refuse": "拒绝",
        "held": "冻结的订单与放行办法", "of": "{party} 的 {order},{amount}",
        "worklist": "优先催收,共 {}", "days_overdue": "{} 天", "class": "{} 级",
        "rejected": "拒收的行", "row": "{file} 第 {row} 行:{message}", "more": "……另有 {} 条",
        "findings": "异常但可用", "kinds": "……另有 {} 类,见 findings.csv",
        "next": "查看单个客户的全部数据与理由:",
    },
}  # fmt: skip
