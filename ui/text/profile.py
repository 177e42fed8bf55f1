"""Words of 单位画像."""

CHOOSE = "选择单位"
OPTION = "{rank}　{level}　{name}（{village}）"
NOT_FOUND = "没有找到这家单位，或不在您的查看范围内。"
NOT_FOUND_CURE = "请从上面的列表中选择，或到“风险清单”查找。"

ANSWER = (
    "**{name}**（{village} · {sector}）{period}评为 **{level}**{by_hand}，风险分 **{score}**"
    "{interval}，全镇 **{total}家** 中排第 **{rank}**{delta}。{floors}按规定应：**{action}**。"
)
BY_HAND = "（人工调整，按规则为 {level}）"
INTERVAL = "（可能区间 {low}–{high}）"
DELTA = "，较上月 **{delta}** 分"
SAME = "，与上月持平"
FIRST_MONTH = "，本月首次列入"
FLOORS = "触发红线 **{n}条**。"
PENDING_FLOORS = "**可能达到法定标准（待确认）**。"
STATUTORY_FLOORS = "触发红线 **{n}条**，其中法定 **{statutory}条**。"
WHY = "主要原因：{reason}"
WHY_MORE = "等 {n} 项，详见下方"

SCORE = "风险分"
RANK = "名次"
RANK_VALUE = "第{rank}名"
RANK_WAS = "上月第 {rank} 名"
PEOPLE = "涉及人数"
ELDERLY = "其中老年人 {n}"
AMOUNT = "涉及金额"
UNPAID = "未兑付 {amount}"
COVERAGE = "信息完整度"
UNKNOWN_N = "{n} 项指标未知"
TASKS = "未销号整改"
OVERDUE_N = "逾期 {n} 项"
NO_OVERDUE = "无逾期"

TAB_WHY = "评分依据"
TAB_COURSE = "走势"
TAB_WORK = "排查与处置"
TAB_LINKS = "关联关系"
TAB_CELLS = "数值来源"
TAB_ASK = "待问清"

# 评分依据
WATERFALL = "风险分由哪些维度构成"
WATERFALL_ALT = "五个维度得分相加等于风险分的瀑布图"
WATERFALL_NOTE = "各维度得分之和等于风险分"
TOTAL = "合计"
POINTS_UNIT = "分"
INDICATORS = "加分最多的指标"
INDICATORS_ALT = "加分最多的指标横条图，按维度着色"
INDICATORS_NOTE = "共 {n} 项指标（未知的{assumed}），合计 {sum} 分"
FLOORS_CARD = "触发的红线（不因总分高低改变）"
LESSER = "另有 {n} 条较低的线已包含在上面：{names}"
NO_FLOORS = "没有触发红线。"
FLOOR_LINE = "{level} **{name}**{statutory}"
STATUTORY = " :red[法定 · 必须上报]"
PENDING = " :orange[待确认]"
FLOOR_NOTE = "{evidence}  \n{basis}"
ASSUMED = "按同类四分之三位次（或平均）估计"
POINTS_TABLE = "全部指标的得分"
POINTS_SUM = "{n} 项指标得分相加 = {sum}，等于风险分"
COMPUTED = "按得分应为 {computed}，因触发红线提为 {level}"

# 走势
COURSE = "风险分逐月变化"
COURSE_ALT = "近十二个月风险分及可能区间的折线图，标记为当月等级"
COURSE_NOTE = "阴影为可能区间：未知指标全取最低到全取最高"
BAND = "可能区间"
SPLIT = "每月变化从何而来"
SPLIT_ALT = "风险分逐月变化拆分为数据、权重、同类单位三部分的柱图"
SPLIT_NOTE = "三部分相加等于当月变化"
DATA_PART = "本单位数据"
WEIGHTS_PART = "权重调整"
PEERS_PART = "同类单位"
COURSE_TABLE = "逐月评分"

# 排查与处置
SCREENINGS = "排查记录"
NO_SCREENINGS = "还没有排查记录。"
NO_SCREENINGS_CURE = "请所在村（社区）在当月风险排查表中填报这家单位。"
LEADS = "相关线索"
NO_LEADS = "没有与这家单位有关的线索。"
TASKS_TABLE = "整改任务"
NO_TASKS = "没有整改任务。"
VERSIONS = "同一次排查有更正，共 {n} 个版本；以最新填报为准，旧版本可在此查看"
VERSIONS_TABLE = "排查记录的全部版本"

# 关联关系
NETWORK = "关联单位"
NETWORK_ALT = "与这家单位有关联的单位网络图，线上为关联依据"
NETWORK_NOTE = "颜色为当月等级；点击单位可打开它的画像"
LINKS_TABLE = "关联依据"
NO_LINKS = "没有发现关联单位。"
NO_LINKS_CURE = "填报“关联养老机构”，或法定代表人、联系电话、地址相同时，会在此显示关联。"
KINDS = {
    "affiliated": "关联机构",
    "legal_person": "同一负责人",
    "phone": "同一电话",
    "address": "同一地址",
}

# 数值来源
CELLS_TABLE = "当月采用的数值及其来源"
POINTS_HINT = "选中一行，看这项得分读自哪些格"
ORIGIN_TABLE = "“{name}”读自这些格"
NO_ORIGIN = "这一项由系统推算（如名称、日期），没有对应的单元格。"
WHOLE_ROW = "整行"
CELLS_HINT = "选中一行，打开它在工作簿中的原文"
NO_CELLS = "当月没有可采用的数值。"
NOT_CELL = "该值由表题、工作表名或文件名得出，没有单独的单元格"

# 待问清
ASK_TABLE = "还不知道的指标"
ASK_ANSWER = (
    "这家单位还有 **{n}项** 指标未知，使风险分可能在 **{low}** 到 **{high}** 之间；"
    "问清下列内容可缩小范围。"
)
ALL_KNOWN = "所有指标均已掌握。"
ASK_OF = "请 {village} 在下次排查时问清"

COLUMNS = {
    "indicator_name": "指标",
    "dimension_name": "维度",
    "value_words": "取值",
    "risk_0_100": "风险值",
    "weight_pct": "有效权重",
    "points": "得分",
    "is_known": "已知",
    "standing": "口径",
    "screened_date": "排查日期",
    "screener": "排查人",
    "business_modes": "经营（营销）模式",
    "level_reported": "自评等级",
    "promised_return_pct": "承诺年化回报",
    "complaints": "投诉举报",
    "petition_batches": "信访批次",
    "media_mentions": "舆情条数",
    "lawsuits": "涉诉",
    "distress_signs": "异常迹象",
    "needs_rectification": "需整改",
    "remarks": "备注",
    "lead_no": "线索编号",
    "received_date": "接收日期",
    "source": "线索来源",
    "description": "线索内容",
    "nature": "性质认定",
    "action": "处置措施",
    "verify_due_date": "核查期限",
    "handling_unit": "承办单位",
    "handler": "承办人",
    "assigned_date": "交办日期",
    "verify_result": "复查结果",
    "measures": "整改措施",
    "kind_words": "关联方式",
    "evidence": "依据",
    "item": "项目",
    "observed_date": "填报日期",
    "source_file": "工作簿",
    "source_sheet": "工作表",
    "cell": "单元格",
    "source_row": "行",
    "ask": "要问什么",
    "form_name": "在哪张表填",
    "weight_full_pct": "占权重",
    "interval": "可能区间",
    "delta_data": "本单位数据",
    "delta_weights": "权重",
    "delta_peers": "同类",
    "heading": "表头",
    "original": "原文",
    "is_current": "现行",
    "in_custody": "是否存管",
    "public_promotion": "公开宣传",
}
SHARE_UNITS = ("占比", "增长率")
VALUE_WORDS = {"yes": "是", "no": "否"}
