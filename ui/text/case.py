"""Words of the workplaces in 线索 and 整改进度, of 事项办理 and of the printed 督办单."""

# the workplace's tabs
TAB_ANALYSIS = "统计分析"
TAB_MINE = "我的待办"
TAB_QUEUE = "队列"
TAB_BOARD = "看板"
TAB_CALENDAR = "日历"
TAB_NEW = {"lead": "登记线索", "rectification": "交办整改"}
TAB_LOOK = "回头看"

CLOCK_NOTE = "期限按数据截至日 {as_of} 计算"
SINCE_BUILD = "本次计算以后又办理了 {n} 件，办理结果已在此显示，重新计算后计入统计。"
REBUILD = "重新计算"
REBUILT = "已重新计算：{build}"
BUILDING = "正在重新计算…"
NOT_REBUILT = "未通过检查，沿用上一次结果：{why}"

# to-do, queue, board, calendar
MINE = "轮到我办的事项"
MINE_NONE = "没有轮到您办的事项。"
MINE_FIGURE = "待办 **{n}** 件，其中逾期 **{late}** 件。"
QUEUE = "全部事项"
HINT = "选中一行，再点“打开事项”"
HINT_MANY = "可选多行：选一行可打开，选多行可批量办理"
OPEN_CASE = "打开事项"
OPEN_SUBJECT = "查看单位画像"
ICS = "导出到日历（.ics）"
WHY = {
    "own": "由我办理",
    "verify": "请复查",
    "decide": "请审批",
    "assign": "请交办",
    "climb": "逾期升级",
}
OVERDUE = "逾期 {days} 天（{workdays} 个工作日）"
LEFT = "还有 {days} 天"
TODAY = "今天到期"
PAUSED = "暂停计时"
STANDS = "不计时"
NO_DEADLINE = "未定时限"
COUNT = "{n} 件"
MORE = "另有 {n} 件，见“队列”"
BOARD_MOST = 8
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
CALENDAR = "{year}年{month}月到期事项"
CALENDAR_NOTE = "每格为当天到期、尚在办理的事项；红色为已逾期；灰底为非工作日"
CALENDAR_MONTH = "到期月份"
CALENDAR_EMPTY = "没有在办的到期事项。"

# the notice on every screen
NOTICE = {"lead": "线索待办 {n}", "rectification": "整改待办 {n}"}
NOTICE_LATE = "逾期 {n}"
NOTICE_CLIMBED = "待督办 {n}"

# bulk
BULK = "批量办理所选 {n} 件"
BULK_STEP = "办理什么"
BULK_DO = "逐件办理"
BULK_NONE = "所选事项没有您可以一起办理的步骤。"
BULK_RESULT = "批量办理结果：成功 {good} 件，未办 {bad} 件"
BULK_OK = "已办理，现为“{status}”"
BULK_STEPS = ("assigned", "extension_granted", "extension_refused", "acknowledged", "noted")

# 回头看
LOOK = "{period}回头看抽查名单"
LOOK_NOTE = (
    "从近 {months} 个月复查销号的任务中随机抽取（比例和最少件数为参考口径），同一月份名单固定可复核"
)
LOOK_NONE = "本月没有可抽查的已销号任务。"
LOOK_WAITING = "待查看"
MUST_REOPEN = "反弹，请重新整改"

# a new lead or task
INTAKE_NOTE = "举报人姓名、电话依法不予登记（《防范和处置非法集资条例》第十六条）"
SIMILAR = "可能是同一件事，请先核对："
SIMILAR_LINE = "{no}　{status}　{name}（{reasons}）"
REASONS = {
    "same_code": "信用代码相同",
    "same_subject": "单位相同",
    "same_name": "名称相近",
    "same_village": "同村（社区）",
    "like_text": "内容相似",
}
REGISTER_ANYWAY = "仍登记为新线索"
AS_NOTE = "记为 {no} 的补充"
NOTE_OF_REPORT = "又有反映：{description}"
GIVE_UP = "返回修改"
CREATED = "已登记，编号 {no}"
SUBMIT = "提交"
REQUIRED = "{name} *"
REQUIRED_NOTE = "带 * 的必填"
NOT_CHOSEN = "请选择"
FACILITY_HELP = "选了就不必再填单位名称和所在村；名录中没有的，请留空并填写单位名称"
VILLAGE = "所在村（社区）"

# the page of one case
CHOOSE = "打开一件事项"
CHOOSE_ANSWER = "线索和整改任务共**{total}件**，轮到您办的**{mine}件**排在最前；选一件打开。"
CHOOSE_NONE = "还没有线索或整改任务。"
CHOOSE_NONE_CURE = "在“数据导入”上传线索表、整改台账，或在“线索”“整改进度”登记第一件。"
NOT_FOUND = "没有这件事项，或不属于本单位。"
NOT_FOUND_CURE = "请核对编号，或从“线索”“整改进度”的待办和队列进入。"
ANSWER = "{kind} **{no}**　**{status}**　{about}。{owner}{clock}"
OWNER = "承办（责任）{unit} {person}，"
NO_OWNER = "尚未明确承办人，"
DUE = "时限 {deadline}，**{state}**。"
RUNG = "逾期升级到“{name}”（{since} 起），{ack}。"
ACKED = "已确认"
NOT_ACKED = "待确认"
REOPENED = "本事项曾重新办理 {n} 次。"
NEXT = "下一步"
NEXT_NOTE = "只列出现在依法依规可以办、且在您职权内的步骤"
WAITS = "现在等**{roles}**办理：{steps}。"
WAITS_JOIN = "、"
NO_STEP = "这件事项目前没有您可以办理的步骤。"
STEP = "选择步骤"
BASIS = "依据：{basis}"
VERIFIER = "复查人：{name}（当前登录人；不得是责任人、承办人或申请人本人）"
DO = "办理：{name}"
DONE = "已办理“{name}”，现在是“{status}”。"
CHANGED = "该事项在您查看之后有了变化，请先看过："
CHANGED_LINE = "{at}　{actor}（{role}）：{action}{fields}"
TAKE_NEWEST = "看过了，按最新情况办理"
FACTS = "现在的情况"
TIMELINE = "办理经过"
TIMELINE_NOTE = "每一步都记在留痕链上，不能改写；最新留痕 {code}"
FROM_BOOK = "工作簿　{file}　{sheet} 第 {row} 行：{status}"
ADOPTED = "由工作簿转入办理"
FIELD_SAID = "{name}：{value}"
CLEARED = "（清除）"
FIELD_JOIN = "；"
CONFLICTS = "工作簿与人工记录不一致"
CONFLICT_LINE = "**{field}**：人工记录为“{decided}”（{by}），新工作簿为“{imported}”（批次 {batch}）"
CONFLICT_CURE = "请核实后办理“维持人工记录”，或用“更正”改为工作簿的内容。"
EVIDENCE = "佐证材料"
EVIDENCE_NOTE = "照片或 PDF，每份不超过 {size} MB；按文件指纹保存，不能替换"
EVIDENCE_CHOOSE = "选择文件"
EVIDENCE_STAGE = "类型"
EVIDENCE_ADD = "上传"
EVIDENCE_NONE = "还没有佐证材料。"
EVIDENCE_LINE = "{name}（{stage}）　{actor}　{at}　{size} KB"
EVIDENCE_TWICE = "与已有材料相同或像同一张照片：{where}。已保存，请核实是否重复使用。"
DOWNLOAD = "下载"
CONTACTS = "单位联系方式"
CONTACTS_HIDDEN = "负责人 {legal_person}　电话 {phone}　地址 {address}"
UNMASK = "查看完整信息"
UNMASK_REASON = "查看理由"
UNMASK_NOTE = "查看会记入留痕"
UNMASK_NEEDS_REASON = "请先写明查看理由。"
UNMASK_REFUSED = "您的角色不能查看完整个人信息。"
PRINT = "督办单（打印）"
PRINT_FILE = "督办单 {no}.html"
HAND_OUT = "会议议定交办"
BACK = {"lead": "返回线索", "rectification": "返回整改进度"}

# the printed 督办单
SLIP_TITLE = "督 办 单"
SLIP_TO = "{unit}　{person}："
SLIP_NO_UNIT = "承办单位"
SLIP_BODY = {
    "late": "下列事项已超过时限 {days} 天（{workdays} 个工作日），请立即办理并书面说明原因。",
    "open": "下列事项请按时限办理，并按要求报送结果。",
    "over": "下列事项已办结，本单留存备查。",
}
SLIP_SIGN = ("签发人：", "签收人：", "签收日期：", "办理情况：")
SLIP_CODE = "数据截至 {as_of}　留痕 {code}　打印 {at}　{person}"
SLIP_SAMPLE = "演示数据，内容均为虚构"
SLIP_PRINT = "打印"

UNKNOWN = "—"
COLUMNS = {
    "case_id": "编号",
    "why_words": "事由",
    "clock_words": "时限情况",
    "about": "事项",
    "step_name": "环节",
    "owner": "承办（责任）人",
    "unit_name": "承办（责任）单位",
    "deadline_date": "时限",
    "days_overdue": "逾期天数",
    "workdays_overdue": "逾期工作日",
    "rung_name": "升级到",
    "status": "状态",
    "kind_name": "类别",
    "has_conflict": "有不一致",
    "outcome": "结果",
    "look_words": "抽查结果",
    "verified_date": "复查日期",
    "verifier": "复查人",
}
