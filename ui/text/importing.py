"""Words of 数据导入."""

ANSWER = (
    "已导入**{live}个**工作簿，采用**{accepted}行**，待改正**{rejected}行**；"
    "最近一次导入在{last}。{sample}"
)
SAMPLE = "其中**{n}个**为演示数据。"
NOTHING = "还没有导入数据：把各村（社区）和部门的填报表拖到下面即可，表头位置和叫法不必统一。"

UPLOAD = "上传填报表"
UPLOAD_NOTE = "可一次选多个：.xlsx .xlsm（不运行宏）.xls .et .csv；同一文件导入两次不会重复计数"
CHOOSE = "选择工作簿"
START = "识别并核对"
COMMIT = "确认导入并计算"
CANCEL = "取消"
STOP = "停止"
STOP_HELP = "立即停止；没有确认导入的内容不会留下"
NOT_ALLOWED = "您的角色不能导入，请联系分析员。"
SCOPE_NOTE = "只能导入本单位（{units}）的填报表。"

READING = "正在识别……"
READING_ONE = "正在识别 {file}（{done}/{total}）{elapsed}"
ELAPSED = "，已用 {seconds} 秒"
BUILDING = "正在计算……"
DONE = "已完成"
FAILED = "没有完成"

PREVIEW = "识别结果（尚未导入）"
PREVIEW_ANSWER = (
    "识别出**{sheets}张**表、**{rows}行**："
    "将采用**{accepted}行**，待改正**{rejected}行**，跳过**{skipped}行**。"
)
RESULT = "本次导入结果"
RESULT_ANSWER = "本次采用**{accepted}行**，待改正**{rejected}行**，跳过**{skipped}行**；{build}"
BUILT = "结果已更新为 {build}。"
REFUSED = "**重新计算未通过检查**，仍显示此前的结果：{why}"
NOT_BUILT = "没有新的内容，结果不变。"
CLOSE = "知道了"
FOREIGN = (
    "含有{units}的内容，不在您的填报范围内，整个工作簿不导入。"
    "请删去这些行后再导入，或交分析员导入。"
)
REASON_JOIN = "；"

STATUS = {
    "accepted": "已采用",
    "partly": "部分采用",
    "rejected": "全部待改正",
    "duplicate": "已导入过，未重复计数",
    "unreadable": "读不了",
    "foreign": "不在填报范围",
}
STATUS_MARKS = {
    "accepted": ":green-badge[:material/check: 已采用]",
    "partly": ":orange-badge[:material/warning: 部分采用]",
    "rejected": ":red-badge[:material/error: 全部待改正]",
    "duplicate": ":gray-badge[:material/content_copy: 已导入过]",
    "unreadable": ":red-badge[:material/error: 读不了]",
    "foreign": ":red-badge[:material/block: 不在填报范围]",
}
UNKNOWN_MARK = ":red-badge[:material/error: 没认出]"
PREVIEW_MARKS = {
    "accepted": ":green-badge[:material/check: 可采用]",
    "partly": ":orange-badge[:material/warning: 可部分采用]",
}
ASKED_MARK = ":orange-badge[:material/help: 已采用，有待确认]"
ASKED_PREVIEW_MARK = ":orange-badge[:material/help: 可采用，有待确认]"
SKIP = "{why} {n}"
FILE_LINE = "{mark} **{file}**　{message}"
OPEN_SHEETS = (
    "**{n}张**工作表没认出是哪种表，内容未读入，也不保存："
    "是填报表的，请先在“表头对照”中指定，再确认导入。"
)
OPEN_HEADINGS = "**{n}个**表头没认出，内容原样保留、不计入：可在“表头对照”中更正。"
NEXT = "核对无误后确认导入；待改正的行不影响其他行，导入后可下载退回件。"
TAB = "{name}（{n}）"
SHEETS = "识别出的表"
PROBLEMS = "问题与改法"
NO_PROBLEMS = "没有问题。"
UNKNOWN_FORM = "没认出是哪种表"
NOT_STATED = "未注明"
TO_QUALITY = "到“数据质量”看全部待改正的行"

HISTORY = "导入记录"
HISTORY_HINT = "选中一行，查看识别结果和问题，可撤回"
NO_HISTORY = "还没有导入记录。"
MONTHS = "{first} 至 {last}"
LIVE, WITHDRAWN, REPEATS = "有效", "已撤回", "重复，只计 {batch}"
REPEATS_NOTE = "与 {batch} 是同一个文件，只计一次；可以撤回这一次，结果不变。"
DETAIL = "{file}　{at} 由 {actor} 导入"
UNDO = "撤回这次导入"
UNDO_TITLE = "撤回导入"
UNDO_WARN = "撤回后按没有导入过重新计算。原文件和操作记录仍保留，可重新导入。"
UNDO_LINES = "撤回将去掉法定标准记录：{lines}。请写明理由。"
UNDO_REASON = "撤回理由（必填）"
UNDO_ROWS = "将去掉：{rows}"
UNDO_ROW = "{form} {n} 行"
UNDO_SUBJECTS = (
    "涉及 **{touched}家** 单位的当前数值，其中 **{gone}家** 只有这次导入提到，撤回后不再列出。"
)
UNDO_WAITING = "它的 **{n}行** 待改正内容不再等待。"
UNDO_ANSWERED = "它改正的 **{n}行** 将重新列为待改正。"
UNDO_TOUCHED = "受影响的单位"
UNDO_GONE, UNDO_BACK = "不再列出", "改用其他导入的内容"
UNDO_NOTHING = "这次导入没有采用任何行，撤回不改变结果。"
CONFIRM = "确认撤回"
UNDONE = "已撤回 {file}。{build}"
ALREADY = "这次导入已撤回。恢复后按原来的先后次序计入。"
REDO = "恢复这次导入"
REDONE = "已恢复 {file}。{build}"

SAMPLE_CARD = "演示数据"
SAMPLE_NOTE = "当前有 {n} 个演示工作簿。导入本镇真实填报表之前，请先全部撤回，以免混在一起。"
WITHDRAW_SAMPLE = "撤回全部演示数据"
WITHDRAW_WARN = "将撤回 **{n}个** 演示工作簿、**{rows}行**。真实数据不受影响。"
SAMPLE_GONE = "演示数据已全部撤回。{build}"

COLUMNS = {
    "sheet": "工作表",
    "form_name": "识别为",
    "unit": "单位",
    "period": "月份",
    "header_row": "表头行",
    "rows_seen": "读取行数",
    "accepted": "采用",
    "rejected": "待改正",
    "skipped": "跳过",
    "skipped_why": "跳过原因",
    "file": "工作簿",
    "status_words": "结果",
    "state": "状态",
    "imported_at": "导入时间",
    "actor": "导入人",
    "batch_no": "序号",
    "is_sample": "演示",
    "severity_words": "类别",
    "cell": "单元格",
    "column": "项目",
    "value": "填写内容",
    "message": "问题与改法",
    "count": "处数",
    "units": "单位",
    "months": "月份",
    "forms_words": "表",
    "effect": "撤回后",
}
