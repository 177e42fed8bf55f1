"""Words that many screens share; a page's own words are in ui/text/<page>.py."""

APP = "养老领域非法集资风险排查"
TAB_TITLE = "{page} · {app}"

# url_path → (title, the question the page answers)
PAGES = {
    "overview": ("总览", "全镇风险总体怎样，先看哪几家，什么逾期了，谁还没报"),
    "riskmap": ("风险地图", "风险集中在哪些村（社区），涉及多少人、多少钱"),
    "sectors": ("行业分布", "风险集中在哪些行业，几个月来是升是降"),
    "inventory": ("风险清单", "全部监测单位和重点单位有哪些，为什么列入"),
    "profile": ("单位画像", "这家单位为什么是这个等级，依据在哪张表哪个格"),
    "leads": ("线索", "有哪些线索，办到哪一步，哪些超期"),
    "rectification": ("整改进度", "整改到什么程度，谁逾期，多久能销号"),
    "case": ("事项办理", "这件事办到哪一步，下一步依法可以办什么，谁办过什么"),
    "audit": ("留痕", "谁在什么时候做了什么，记录有没有被改动过"),
    "monthly": ("月报与宣传", "22日前谁报了谁没报，宣传开展了多少"),
    "importing": ("数据导入", "上传填报表，看识别结果和问题，必要时撤回"),
    "quality": ("数据质量", "各村各表填得怎样，要请谁补什么"),
    "administration": ("系统管理", "谁有账号、能看什么，工作日历录到哪一年"),
    "catalogue": ("指标说明", "每个指标怎么算、权重多少、依据是什么"),
    "visits": ("走访计划", "这几天的人手先去哪几家，能覆盖多少"),
    "validation": ("模型验证", "机器学习是否启用，依据是什么，哪里不准"),
    "tuning": ("权重调优", "换一套权重，名次会怎样变，哪些单位无论怎么取都不变"),
    "projection": ("会议投屏", "会议上逐页讲清总体、分布、重点、整改和报送"),
}
SECTIONS = {"see": "研判", "act": "处置", "data": "数据", "": ""}

# levels
LEVEL_NAMES = ("红", "橙", "黄", "绿", "信息不足")
LEVEL_HELP = "红、橙、黄、绿由高到低；已知信息不足65%时不评定颜色，标为“信息不足”"

# units and numbers
YI_YUAN = "亿元"
WAN_YUAN = "万元"
YUAN = "元"
PEOPLE = "人"
HOUSEHOLDS = "家"
ITEMS = "项"
UNITS = "个"
UNKNOWN = "未知"
SAME = "持平"
PERIOD = "{year}年{month}月"
DATE = "{d.year}年{d.month}月{d.day}日"
DAYS = "{n}天"

# filters
MONTH = "月份"
TOWN = "镇街"
VILLAGE = "村（社区）"
SECTOR = "行业"
LEVEL = "风险等级"
ALL_TOWNS = "全部镇街"
ALL_VILLAGES = "全部村（社区）"
ALL_SECTORS = "全部行业"
ALL_LEVELS = "全部等级"
FILTERS = "筛选"
FILTERED = "已筛选：{what}"
UNFILTERED = "（本页内容不按{which}筛选）"
CLEAR_FILTERS = "清除筛选"
FILTER_JOIN = "、"
FILTER_SPLIT = " · "

# banners and footer
SAMPLE_BANNER = "**演示数据**　单位、人员和数字均为虚构，仅供试用；导入真实填报表后不再显示。"
LOCAL_BANNER = "**单人本机模式**　未设账号，仅本机可用，操作记为“{name}”。"
REFUSED_BANNER = "**最近一次计算未通过检查**，仍显示此前的结果（{build}）。{why}"
LOCKED_BANNER = (
    "**{period}已锁定**　本月已结账，页面和文件按结账时的结果显示（待办和办理按最新数据）；"
    "结账后得知的，见“月度工作”的更正对照。"
)
DAMAGED_BANNER = "**最新结果的文件已损坏**（{file}），仍显示此前的结果（{build}）。请重新计算。"
REFUSED_CURE = "请到“数据导入”查看问题，改正或撤回后会自动重算。"
STAMP = "{when} · 结果 {build}"
FOOTER = "{when} · 结果编号 {build} · 目录 {catalogue} · {app}"
SIGNED_IN = "{name}（{role}）"
SIGN_OUT = "退出登录"
CHANGE_PASSWORD = "修改密码"

# charts and tables
CHART_UNIT = "单位：{unit}"
AS_OF = "数据截至 {as_of}"
AS_OF_PAST = "{period}（截至 {end}），按 {as_of} 已收数据"
CLICK_HINT = "点击图形可筛选"
SEARCH = "搜索"
SEARCH_PLACEHOLDER = "输入任意字词，如单位名、村名"
SHOWN_WINDOW = "可见 {shown} 行，共 {total} 行：在表内滚动看全部；打印请先导出全部"
SHOWN_OF_TOTAL = "共 {total} 行，已全部列出"
SHOWN_SOME = "共 {total} 行，符合搜索的 {shown} 行"
EXPORT = "导出全部 {total} 行（Excel）"
EXPORT_SHEET = "数据"
EXPORT_NOTE = "{title}　{what}　{filters}　导出 {total} 行（全部）"
SAMPLE_MARK = "演示数据"
NOT_FILTERED = "未筛选"
TRAIL = "留痕 {code}"
OPEN_ROW = "选中一行，查看单位画像"
DETAILS = "查看明细"
REASON_JOIN = "；"
REASON_MORE = "{said}；另{n}项"

# empty states
NO_BUILD_TITLE = "还没有数据"
NO_BUILD = "请到“数据导入”上传各村（社区）和部门的填报表，系统会自动识别、核对并计算。"
TO_IMPORT = "去数据导入"
NO_ROWS = "没有可显示的内容"
NOTHING_MATCHES = (
    "当前筛选条件下没有符合的单位。可以放宽左侧的月份、村（社区）、行业或等级，或点上方“清除筛选”。"
)
NO_ROWS_SEARCH = "没有符合“{term}”的行，换一个词试试。"
SCRIPT_ERROR = "这一页暂时打不开。已记入日志，请刷新重试；仍不行请联系管理员，并告知发生时间 {at}。"

# headings of tables: canonical column → Chinese
COLUMNS = {
    "rank": "名次",
    "facility_name": "单位名称",
    "credit_code": "统一社会信用代码",
    "village": "村（社区）",
    "sector": "行业",
    "facility_type": "机构类型",
    "registration_status": "登记状态",
    "department": "主管部门",
    "level": "等级",
    "previous_level": "上月等级",
    "score": "风险分",
    "score_low": "分值下限",
    "score_high": "分值上限",
    "delta": "较上月",
    "standing": "稳不稳",
    "rank_span": "名次范围",
    "coverage_pct": "信息完整度",
    "reason": "主要原因",
    "level_floor_rule": "触发的红线",
    "is_statutory": "越过法定线",
    "people_involved": "涉及人数",
    "elderly_involved": "其中老年人",
    "amount_involved_wan": "涉及金额（万元）",
    "unpaid_wan": "未兑付（万元）",
    "facilities": "单位数",
    "period": "月份",
    "unit": "单位",
    "unit_kind": "类别",
    "due_date": "应报日期",
    "submitted_date": "报送日期",
    "status": "状态",
    "days_late": "迟报天数",
    "task_no": "整改编号",
    "issue": "存在问题",
    "severity": "问题性质",
    "responsible_unit": "责任单位",
    "responsible_person": "责任人",
    "deadline_date": "整改时限",
    "days_overdue": "逾期天数",
    "workdays_overdue": "逾期工作日",
    "residents": "常住人口",
    "elderly_60": "60岁以上老年人",
    "per_1000_people": "每千名老年人涉及人数",
    "per_1000_amount_wan": "每千名老年人涉及金额（万元）",
    "code": "代码",
    "name": "指标",
    "dimension": "维度",
    "weight_pct": "权重（%）",
    "unit_of_value": "单位",
    "method": "算法",
    "basis": "依据",
    "mark": "口径",
    "smoke_index": "冒烟指数分项",
}

# charts: axes and hover
AXIS_COUNT = "单位数（家）"
AXIS_PEOPLE = "涉及人数（人）"
AXIS_AMOUNT = "涉及金额（万元）"
SCHEMATIC = "示意图，不代表实际位置和面积"
MONTH_SHORT = "{month}月"
UNKNOWN_NOTE = "斜线＝未知，不等于零"
YES = "是"
NO = "否"
SESSION_ENDED = "登录已失效，请重新登录。"
SIGN_IN = "去登录"
PERCENT = "%"
RANKED_HEADINGS = (
    ("名次", "rank"),
    ("等级", ""),
    ("单位", "name"),
    ("风险分（较上月）", "score"),
    ("涉及人数", "number"),
    ("涉及金额", "number"),
    ("主要原因", "why"),
)
RANKED_HINT = "共 {n} 行，已全部列出 · 点击一行查看单位画像"
