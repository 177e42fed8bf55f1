"""Words of 线索."""

ANSWER = (
    "截至{as_of}共收到线索**{leads}条**（{period}新增{new}条），**{open}条**尚未办结；"
    "其中涉嫌非法集资或诈骗**{grave}条**，已移送（上报）**{transferred}条**。{late}"
)
LATE = "核查超期**{n}条**，最长超期**{days}天**。"
NOT_LATE = "没有核查超期的线索。"

LEADS = "线索总数"
NEW = "本月新增 {n} 条"
OPEN = "尚未办结"
OPEN_SHARE = "占 {share}"
LATE_FIGURE = "核查超期"
LATE_LONGEST = "最长 {days} 天"
GRAVE = "涉嫌犯罪性质"
GRAVE_HELP = "性质认定为涉嫌非法集资或涉嫌诈骗。镇村不作认定结论、不查封扣押，只预警、上报和移送"
TRANSFERRED = "已移送（上报）"
NO_SUBJECT = "未对应单位"
NO_SUBJECT_HELP = "线索中的单位名称在名录里找不到，请到“数据质量”核对"
UNIT = "条"

FUNNEL = "四步办理进度"
FUNNEL_ALT = "线索发现、线索调查、性质认定、风险处置四步各有多少条线索的漏斗图"
FUNNEL_NOTE = "每步含已走过该步的线索；状态与四步的对应为参考口径"
REACHED = "到达"
OPEN_HERE = "停在这一步"
PASSED = "已走过"
CLOSED_HERE = "在这一步了结"
FUNNEL_HOVER = "{step}：到达 {reached} 条，其中停在这一步 {open} 条、在这一步了结 {closed} 条"

SOURCES = "线索从哪里来"
SOURCES_ALT = "按线索来源统计的条数，分已办结和未办结"
DONE = "已办结"
NOT_DONE = "未办结"
VILLAGES = "各村（社区）线索到哪一步"
VILLAGES_ALT = "各村（社区）线索按四步统计的堆积横条图"
MONTHS = "每月收到与办结"
MONTHS_ALT = "近十二个月每月收到和办结的线索条数"
RECEIVED = "收到"
CLOSED = "办结"
NO_VILLAGE = "未填村（社区）"

LATE_TABLE = "核查超期的线索"
NO_LATE = "没有核查超期的线索。"
TABLE = "线索台账"
HINT = "选中一行，查看线索内容和来源单元格"
EMPTY = "还没有线索。"
EMPTY_CURE = (
    "请在“数据导入”上传线索台账；村（居）委会发现涉嫌非法集资行为应当报告"
    "（《防范和处置非法集资条例》第十七条）。"
)
STEP_MARKS = "①②③④"
STATUTE = "举报人信息依法不予登记（《防范和处置非法集资条例》第十六条）"

DETAIL = "{no}　{status}　{nature}"
DETAIL_LINE = "**{what}**"
DETAIL_FACTS = "来源 {source}　接收 {received}　承办 {unit} {handler}　核查期限 {due}"
DETAIL_ACTION = "处置措施：{action}　移送（上报）：{to} {date}"

COLUMNS = {
    "lead_no": "线索编号",
    "received_date": "接收日期",
    "source": "线索来源",
    "facility_name": "涉及单位",
    "step": "办理步骤",
    "nature": "性质认定",
    "action": "处置措施",
    "description": "线索内容",
    "business_modes": "经营（营销）模式",
    "handling_unit": "承办单位",
    "handler": "承办人",
    "verify_due_date": "核查期限",
    "days_late": "超期天数",
    "transferred_to": "移送（上报）单位",
    "transferred_date": "移送日期",
    "closed_date": "办结日期",
    "remarks": "备注",
}
