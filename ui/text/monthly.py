"""Words of 月报与宣传."""

ANSWER = (
    "{period}应报**{units}个**单位，已报**{reported}个**（按时{in_time}、零报告{zero}、逾期{late}），"
    "{missing}"
)
MISSING = "**{n}个**未报：{names}（应于{due}前报送）。"
WAITING = "还有**{n}个**待报，{due}截止{left}。"
ALL_IN = "应报单位均已报送。"
LEFT = "，剩**{days}天**"
TODAY = "，今天截止"
PUBLICITY = "本月宣传**{sessions}场次**{gaps}"
PARTICIPANTS = "、**{n}人次**"
GAPS = "；**{n}个**村（社区）有红色或橙色单位而宣传偏少。"
NO_GAPS = "。"

REPORTED = "本月已报"
OF = "应报 {n} 个"
MISSING_FIGURE = "未报"
WAITING_FIGURE = "待报"
DUE = "{due}截止"
LATE = "逾期报送"
ZERO = "零报告"
ZERO_HELP = "写明日期、地点、排查人的零报告算已报；空白不算"
SESSIONS = "本月宣传场次"
SINCE = "近 {n} 个月 {total} 场次"
PARTICIPANTS_FIGURE = "本月参与人次"
ELDERLY = "其中老年人 {n}"
NOT_COUNTED = "村民群、小喇叭、LED屏等不计人次的形式不在内"
GAP_FIGURE = "宣传缺口"
UNITS = "个"
SESSION_UNIT = "场次"
PERSON_TIMES = "人次"
SESSIONS_AND_PEOPLE = "场次、人次"

TAB_REPORTS = "月度报送"
TAB_PUBLICITY = "宣传活动"
TAB_BRIDGE = "线索整改增减"

BRIDGE_NOTE = (
    "期初＋新增－化解－移送＝期末，逐村核对，与月报同一算法；"
    "已移送、已上报的不计入期末，答复前仍在“未办结”中跟踪"
)
BRIDGE_TITLES = {"leads": "{period}线索增减（条）", "tasks": "{period}整改增减（项）"}
NO_BRIDGE = {"leads": "没有线索。", "tasks": "没有整改任务。"}
ADDS_UP = {True: "相符", False: "× 不符，请查对台账"}
BRIDGE_COLUMNS = {
    "village": "村（社区）",
    "opening": "期初",
    "added": "新增",
    "resolved": "化解",
    "transferred": "移送",
    "closing": "期末",
    "adds_up": "核对",
}

MATRIX = "谁报了、谁没报"
MATRIX_ALT = "各单位逐月报送状态的方格图，每格写明按时、零报告、逾期、未报或未到期"
MATRIX_UNIT = "报送状态"
MATRIX_NOTE = "每月 {day} 日前报送"
MATRIX_HOVER = "{unit} {period}：{status}{submitted}{late}"
SUBMITTED = "，{date} 报送"
DAYS_LATE = "，迟 {n} 天"
STATES = ("按时", "零报告", "逾期", "未报", "未到期")
STATE_MARKS = ("✓", "○", "▲", "×", "·")
NO_MATRIX = "还没有报送要求。"
MONTH_TABLE = "{period}各单位报送情况"
RECORD_TABLE = "近 {n} 个月报送记录"
EMPTY = "当前筛选下没有应报单位。"
EMPTY_CURE = "部门不属于任何村（社区），按村筛选时不列；放宽左侧筛选即可看到。"

CHANNELS = "各村（社区）用了哪些形式"
CHANNELS_ALT = "村（社区）和部门按宣传形式统计的场次方格图"
CHANNELS_HOVER = "%{y} · %{x}：%{z:.0f} 场次"
CHANNELS_NOTE = "空白为没有开展；近 {n} 个月"
GAP_CHART = "宣传是否到了风险高的地方"
GAP_ALT = "各村（社区）红色和橙色单位数与近三个月宣传场次的对照横条图"
GAP_NOTE = "有红、橙单位而近三个月没有宣传或场次低于各村中位数的，标为缺口（参考口径）"
HIGH_RISK = "红、橙单位（家）"
RECENT_SESSIONS = "近三个月宣传（场次）"
GAP_MARK = "▲ {name}"
BY_MONTH = "每月宣传场次和参与人次"
BY_MONTH_ALT = "近十二个月每月宣传场次柱图和参与人次折线图"
GAP_TABLE = "各村（社区）风险与宣传对照"
ACTIVITY_TABLE = "宣传活动明细"
NO_ACTIVITIES = "还没有宣传活动记录。"
NO_ACTIVITIES_CURE = "请在“数据导入”上传宣传活动统计表。"
DEPARTMENT = "部门"
VILLAGE = "村（社区）"

COLUMNS = {
    "unit": "单位",
    "unit_kind": "类别",
    "submitter": "报送人",
    "screened_count": "排查家数",
    "lead_count": "线索数",
    "progress": "工作进展",
    "remarks": "备注",
    "owed": "应报次数",
    "in_time": "按时",
    "late": "逾期",
    "missing": "未报",
    "zero": "其中零报告",
    "mean_days_late": "平均迟报天数",
    "activity_date": "活动日期",
    "channel": "宣传形式",
    "sessions": "场次",
    "participants": "参与人次",
    "elderly_participants": "老年人人次",
    "materials": "资料份数",
    "cases_publicised": "曝光案例",
    "high_risk": "红、橙单位",
    "is_gap": "宣传缺口",
    "last_date": "最近一次",
    "reach_pct": "老年人覆盖",
    "source_file": "工作簿",
    "source_sheet": "工作表",
    "source_row": "行",
}

LATE_ENTRY = "本月排查中补录 {n} 次（月底以后收到，按填报日期计入本月）。"
