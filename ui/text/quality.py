"""Words of 数据质量."""

ANSWER = (
    "共读取**{seen}行**：采用**{accepted}行**、待改正**{rejected}行**、跳过**{skipped}行**（空行、合计、说明等）；"
    "错误**{errors}处**、提醒**{warnings}处**。"
)
ANSWER_COVERAGE = "{facilities}家单位信息完整度平均**{coverage}**{thin}。"
ANSWER_NOBODY = "当前筛选下没有符合的单位，不计信息完整度。"
THIN = "，**{n}家**不足 {limit}，等级标为信息不足或仅凭红线定级"
CLASH = "另有**{n}处**编号相同、待核对是一件还是两件。"
REVIEW = "另有**{n}个**单位名称待核对。"

SEEN = "读取行数"
ACCEPTED_SHARE = "采用率 {share}"
WAITING = "待改正的行"
WAITING_UNITS = "{n} 个单位"
WARNINGS = "提醒"
NOTICES = "推断说明 {n} 处"
REVIEWS = "待核对名称"
REVIEWS_HELP = "填报的单位名称在名录中没有把握对应的单位，先记下，不另立新单位"
COVERAGE = "信息完整度"
THIN_FIGURE = "不足 {limit} 的 {n} 家"
UNKNOWN_TOP = "最缺的指标"
UNKNOWN_OF = "{n}家未知"
ROWS = "行"
PLACES = "处"
UNITS = "个"

TAB_PROBLEMS = "问题清单"
TAB_WAITING = "待改正的行"
TAB_REVIEW = "待核对名称"
TAB_CLASH = "同号待核对"
TAB_COVERAGE = "还缺什么"
TAB_LEAGUE = "填报质量"
TAB_EXTRA = "多出的栏目"

SEVERITY = {"error": "错误", "warning": "提醒", "info": "说明"}
SEVERITY_MARKS = {"error": "×", "warning": "▲", "info": "·"}
SEVERITY_LEAD = {
    "error": "错误：这一行先不采用，改正后重新导入即可",
    "warning": "提醒：这一行已采用，请核实",
    "info": "说明：系统作了推断，请看是否正确",
}
BY_UNIT = "哪些单位问题多"
BY_UNIT_ALT = "各单位错误和提醒数的堆积横条图"
BY_MONTH = "每月问题数"
BY_MONTH_ALT = "近十二个月每月错误和提醒数"
NO_MONTH = "不分月份的表（如名录）不在图中"
CODES = "常见问题"
PROBLEMS = "全部问题"
NO_PROBLEMS = "没有问题。"
WAITING_TABLE = "等待改正的行"
WAITING_HINT = "选中一行，查看这一行的全部内容"
NO_WAITING = "没有等待改正的行。"
WAITING_CELLS = "这一行的原文"
WAITING_CURE = "改正后把工作簿重新导入即可，只会更新这几行，不会重复计数"
NO_REVIEW = "所有名称都已对应到单位。"
KINDS = {"near": "名称相近", "unknown": "名录中没有"}
UNKNOWN = "哪些指标最缺"
UNKNOWN_ALT = "各指标未知的单位数横条图"
UNKNOWN_UNIT = "家"
TO_ASK = "请谁补什么"
NO_UNKNOWN = "所有指标均已掌握。"
ASK_NOTE = "同一村（社区）内，补齐后对风险分影响最大的排在前"
LEAGUE_TABLE = "各单位各表填报质量"
NO_LEAGUE = "还没有填报记录。"
LEAGUE_NOTE = (
    "与上月雷同：本月全部数值与上月完全相同，请核实是否照抄；"
    "零报告缺项：零报告没有报送日期或报送人，视为未报实"
)
ASK_LATE = "按时报送"
ASK_WAITING = "改正 {n} 行"
ASK_SAME = "核实是否照抄上月"
ASK_ZERO = "零报告补报送日期、报送人"
ASK_BLANK = "空白 {share}，补填或注明“/”"
BLANK_LIMIT = 50  # per cent of the optional cells: 参考口径
EXTRA_TABLE = "七种报表没有的栏目"
NO_EXTRA = "没有多出的栏目。"
EXTRA_NOTE = "内容原样保留、不参与计算；若其实是规范栏目的别名，重新导入时可在“表头对照”中更正"
EMPTY = "还没有导入数据，或当前筛选下没有填报表。"
EMPTY_CURE = "请到“数据导入”上传填报表，或放宽左侧筛选。"
NO_UNIT = "未注明单位"

COLUMNS = {
    "unit": "填报单位",
    "form_name": "表",
    "severity_words": "类别",
    "code_words": "问题",
    "problems": "处数",
    "count": "处数",
    "units": "涉及单位数",
    "example": "举例",
    "file": "工作簿",
    "sheet": "工作表",
    "cell": "单元格",
    "column": "项目",
    "value": "填写内容",
    "message": "问题与改法",
    "row": "行",
    "why": "原因与改法",
    "name": "填报的名称",
    "proposal_name": "最相近的单位",
    "similarity": "相似度",
    "kind_words": "情况",
    "rows": "行数",
    "rows_seen": "读取行数",
    "accepted": "采用",
    "rejected": "待改正",
    "errors": "错误",
    "warnings": "提醒",
    "rejected_pct": "待改正比例",
    "blank_pct": "空白比例",
    "error_pct": "错误比例",
    "warning_pct": "提醒比例",
    "identical_to_last_month": "与上月雷同",
    "is_late": "迟报",
    "error_change": "错误比例较上月",
    "waiting": "待改正行",
    "cells_corrected": "已改正格数",
    "zero_report_incomplete": "零报告缺项",
    "to_do": "请其",
    "sheets": "出现次数",
    "files": "工作簿数",
    "indicator_name": "指标",
    "dimension_name": "维度",
    "unknown": "未知项数",
    "unknown_pct": "未知比例",
    "ask": "要问什么",
    "interval_width": "可能区间宽度（分）",
    "heading": "表头",
    "content": "内容",
}
