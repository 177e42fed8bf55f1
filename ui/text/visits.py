"""Words of 走访计划."""

ANSWER = (
    "用 **{days} 人天** 可走访 **{visits}家**（{villages}个村、社区，其中随机抽 **{random}家**），"
    "覆盖{measure} **{covered}**，占可走访单位的 **{share}**；{regret}。"
)
REGRET = "比不留随机名额少 {own}，照名单从头走则少 {list}"
NOTHING_LOST = "与最优方案一样多，照名单从头走则少 {list}"
NO_VISITS = "**{days} 人天** 不够走访任何一家。请增加人天，或调低每次走访、每趟路程的用时。"
NOBODY = "没有可走访的单位。"
NOBODY_CURE = "放宽左侧筛选，或把“近期已排查的不去”调小。"

DAYS = "人天"
DAYS_HELP = "这一轮走访一共能出多少人天，含路上"
MEASURE = "按什么衡量覆盖"
MEASURES = {"amount": "预计涉及金额", "elderly": "预计涉及老年人", "score": "风险分"}
MEASURE_HELP = (
    "预计＝可能性×金额（人数）。可能性用风险分÷100；学习模型启用后用模型概率。"
    "金额（人数）未知的按已知的中位数计，未知不等于零。"
    "有事实过了有效期的单位，可能性不低于全镇四分之三位次（参考口径）。"
)
RANDOM = "随机名额"
RANDOM_HELP = "不看风险抽签走访的比例，使“查了才知道”不偏；默认一成（参考口径）"
RESTED = "近几天已排查的不去"
RESTED_HELP = "必须上报的和红色的照去"
COSTS = "用时（人天，参考口径）"
VISIT_DAYS = "走访一家"
TRAVEL_DAYS = "去一趟村（社区）的路程"
TRAVEL_TABLE = "路程用时不同的村（社区），直接改数"

FIGURE_DAYS = "实际用时"
FIGURE_VISITS = "走访单位"
FIGURE_TRIPS = "出行"
FIGURE_COVERED = "覆盖"
TRIPS_UNIT = "趟"
DAYS_VALUE = "{n}人天"
OF_TOTAL = "占 {share}"
BY_LOT = "随机 {n} 家"
LOT_CHANCE = "每家抽中概率 {p}"

COMPARE = "三种走法覆盖多少"
COMPARE_ALT = "本计划、不留随机名额、照名单从头走三种走法的覆盖对比：{list}"
PLAN, BEST, LIST = "本计划", "不留随机名额", "照名单从头走"
VISITS = "走访名单"
TRIPS = "分村（社区）安排"
PROVED = "已证明没有更好的安排。"
NOT_PROVED = "在限定时间内找到的较好安排，未证明最优。"
MODEL_ON = "可能性采用学习模型的概率（已启用，见“模型验证”）。"
MODEL_OFF = "可能性采用风险分÷100；学习模型未启用。"
NOTE = (
    "先去必须上报的，再去红色的，余下人天按预计覆盖最多安排。"
    "每趟去一个村（社区）走访不超过 1 人天；用时、随机比例均为参考口径。"
    "同一月份、同样条件抽签结果不变（种子 {seed}）。"
)
JOIN = "、"
DRAWN = "抽中"
FIRST = {0.0: "必须上报", 1.0: "曾达到法定标准", 2.0: "红"}
OLD_FACTS = "{first}等{n}项过期"
OLD_FACT = "{first}过期"
FIRST_FIGURE = "必须先去"
FIRST_VALUE = "{n}／{total}家"
FIRST_HELP = "必须上报的先去，再去红色的；人天不够时这些优先，随机名额也让位"
EXPOSURE = "预计覆盖（{unit}）"
UNITS = {"amount": "万元", "elderly": "人", "score": "分"}
POINTS = "分"
COLUMNS = {
    "lot": "随机",
    "first": "先去",
    "old": "要更新的事实",
    "last_visit": "上次排查",
    "visits": "走访家数",
    "trips": "趟数",
    "visit_days": "走访人天",
    "travel_days": "路程人天",
}
