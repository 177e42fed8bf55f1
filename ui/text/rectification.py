"""Words of 整改进度."""

ANSWER = (
    "截至{as_of}共交办整改**{tasks}项**，已销号（移送）**{done}项**（{done_pct}），"
    "未销号**{open}项**，{overdue}{speed}"
)
OVERDUE = "其中逾期**{n}项**，最长逾期**{days}天**。"
NOT_OVERDUE = "无逾期。"
SPEED = "销号一般用时**{median}天**（中位数），按时限完成的占**{in_time}**。"

TASKS = "整改任务"
DONE_SHARE = "已完成 {share}"
OPEN = "未销号"
SOON = "7 天内到期 {n} 项"
OVERDUE_FIGURE = "已逾期"
LONGEST = "最长 {days} 天"
TO_VERIFY = "待复查"
TO_VERIFY_HELP = "责任人已报完成，等复查人（不得是责任人本人）复查；复查通过才销号"
MEDIAN = "销号用时（中位数）"
SLOW = "九成在 {days} 天内"
IN_TIME = "按时限完成"
EXTENDED = "延期 {n} 项"
IN_TIME_HELP = "已完成任务中，完成（复查）日期不晚于整改时限（含批准的延期）的比例"
DAYS = "{n}天"
UNIT = "项"

BY = "按"
BY_UNIT = "责任单位"
BY_VILLAGE = "村（社区）"
STATES_UNIT = "各责任单位整改到哪一步"
STATES_VILLAGE = "各村（社区）整改到哪一步"
STATES_ALT = "按责任单位或村（社区）统计的整改状态堆积横条图"
BURN = "未销号任务逐月变化"
BURN_ALT = "近十二个月月末未销号任务数及其中逾期的任务数，折线图；柱为当月交办和销号数"
BURN_NOTE = "月末数；本月为数据截至日"
OPEN_AT_END = "月末未销号"
PAST_AT_END = "其中逾期"
ASSIGNED = "当月交办"
DONE = "当月销号"
GANTT = "未销号任务时间表"
GANTT_ALT = "每项未销号任务从交办到时限的时间条，逾期部分为红色，竖线为数据截至日"
GANTT_NOTE = "共 {total} 项，列出最急的 {shown} 项；全部见下表"
GANTT_UNIT = "日期"
PLANNED = "整改期"
EXTENSION = "批准延期"
LATE = "逾期"
TODAY = "数据截至"
GANTT_HOVER = "{no} {name}<br>{issue}<br>{unit} · {status} · 时限 {deadline}{late}"
GANTT_LATE = "，逾期 {days} 天（{workdays} 个工作日）"

UNIT_TABLE = "各单位整改情况"
TABLE = "整改台账"
HINT = "选中一行，查看措施和来源单元格"
OVERDUE_ONLY = "只看逾期"
EMPTY = "还没有整改任务。"
EMPTY_CURE = "请在“数据导入”上传整改台账；每项须写明责任单位、责任人、措施和时限。"
ONE_CLOCK = "逾期天数自时限（含批准的延期）次日起算；报完成待复查的不计逾期"

DETAIL = "**{no}　{status}　{severity}**"
DETAIL_ISSUE = "**{issue}**"
DETAIL_WHO = "{name}　责任单位 {unit}　责任人 {person}"
DETAIL_DATES = (
    "交办 {assigned}　时限 {deadline}{extended}　完成 {completed}　复查 {verified} {result}"
)
DETAIL_EXTENDED = "（原时限 {due}，已延期）"
DETAIL_MEASURES = "整改措施：{measures}"
NOT_YET = "—"

OVERDUE_STATE = "逾期"
STATES = (OVERDUE_STATE, "待整改", "整改中", "待复查", "已销号", "已移送")
MONTH_TICK = "%Y年%-m月"
COLUMNS = {
    "tasks": "任务数",
    "open_tasks": "未销号",
    "done": "已完成",
    "overdue": "逾期",
    "longest_overdue": "最长逾期天数",
    "due_soon": "7天内到期",
    "to_verify": "待复查",
    "median_days": "销号用时（天）",
    "in_time_pct": "按时限完成",
    "done_pct": "完成率",
    "assigned_date": "交办日期",
    "measures": "整改措施",
    "completed_date": "完成日期",
    "verified_date": "复查日期",
    "verifier": "复查人",
    "verify_result": "复查结果",
    "extended_to_date": "延期至",
    "due_date": "原时限",
    "days_to_close": "用时（天）",
    "days_left": "距时限（天）",
    "remarks": "备注",
}
