"""Words of the key ledger: a subject's entry, what people may decide about it, its 督办单."""

CARD = "重点台账"
NOTE = "整改责任、整改措施和时间安排缺一不可；每件一个编号"
OFF = "没有列入重点台账。"
NUMBER = "编号 **{number}**"
NO_NUMBER = "尚未编号"
PUT_ON = "{by} 于 {at} 人工列入，有效期至 **{expires}**：{reason}"
TAKEN_OFF = "{by} 于 {at} 移出，有效期至 **{expires}**：{reason}。期满后恢复按规则判断。"
OWNER = "责任单位 **{responsible_unit}**　责任人 **{responsible_person}**　时限 **{deadline_date}**"
MEASURES = "整改措施：{measures}"
NEXT = "下一步：{next_step}"
LACKS = "还缺：{names}。请办理“明确责任”。"
STATE = {
    "late": "已过时限 {days} 天",
    "left": "还有 {days} 天",
    "today": "今天到期",
}

# what may be decided
STEPS = {"add": "列入重点", "assign": "明确责任", "remove": "移出重点"}
STEP = "办理什么"
DECIDE = "办理重点台账"
EXPIRES = "有效期至 *"
EXPIRES_HELP = "默认 {months} 个月（参考口径）；期满后恢复按规则判断"
REASON = "理由 *"
DO = "办理：{name}"
DONE = "已办理“{name}”，编号 {number}。"
DONE_OFF = "已办理“{name}”。"
REBUILD = "正在重新计算…"
REFUSED = "重新计算未通过检查，沿用上一次结果：{why}"
PRINT = "督办单（打印）"
PRINT_FILE = "督办单 {number}.html"
SLIP_BODY = {
    "late": "下列重点风险已超过时限 {days} 天，请立即办理并书面说明原因。",
    "open": "下列单位已列入重点风险线索管理台账，请按时限落实整改措施，并报送结果。",
}
SLIP_ROWS = {
    "facility_name": "单位名称",
    "village": "村（社区）",
    "level": "风险等级",
    "reasons": "列入理由",
    "responsible_unit": "整改责任单位",
    "responsible_person": "责任人",
    "measures": "整改措施",
    "deadline_date": "时限",
    "clock": "时限情况",
    "next_step": "下一步",
}
