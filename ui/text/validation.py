"""Words of 模型验证."""

ANSWER_ON = "机器学习**已启用**：只影响走访先后，不改变等级。{reason}"
ANSWER_OFF = "机器学习**未启用**，名次只按权重和红线排。{reason}"
TAB_PROOF = "成绩"
TAB_ERRORS = "哪里不准"
TAB_APART = "看法不同"
TAB_ANOMALY = "异常（参考）"
TAB_CARD = "说明卡"
EARLIER = "这个月由以前版本的程序结账，只能查看，不再重新学习。请选择最新的月份。"
NOT_YET = "还没有检验过。检验用历月数据训练和比较，约需几秒到几分钟。"
ANSWER_NOT_YET = "机器学习**未启用**：本次结果还没有检验过。"
LEARN = "开始检验"
LEARNING = "正在用历月数据检验（约 {n} 家 × {months} 个月）……"

PERIODS = "检验月份"
PERIODS_UNIT = "个"
POSITIVES = "检验期核实"
POSITIVES_UNIT = "家次"
MODEL = "模型命中率"
WEIGHTED = "加权排序命中率"
GAP = "差距下限（百分点）"
GAP_HELP = "模型比加权排序高出的百分点，取自助法置信区间的下限；大于 0 才启用"
CAPACITY = "每月走访 {n} 家"
NEEDS = "至少 {n}"
ABOVE_ZERO = "大于 0 才启用"

ORDERS = "与别的排法比：走访命中率"
ORDERS_ALT = "各种排法走访命中率及95%区间：{list}"
ORDERS_UNIT = "%"
ORDERS_NOTE = "每月走访 {n} 家，{h} 个月内被核实的占比；须线为 95% 区间"
EARLIER = "提前多少天"
EARLIER_ALT = "各种排法比实际核实提前的天数及95%区间：{list}"
EARLIER_UNIT = "天"
EARLIER_NOTE = "与实际核实月份相比，负数为更晚；须线为 95% 区间"
NO_PROOF = (
    "历史太短或核实太少，还没有可检验的较晚月份。"
    "继续按月排查、据实填报线索性质，数据够了会自动检验。"
)
TABLE = "各种排法的成绩"
RELIABLE = "说的概率准不准"
RELIABLE_ALT = "模型所说概率与实际发生占比的对照：{list}"
RELIABLE_UNIT = "%"
RELIABLE_NOTE = "按所说概率由低到高分五组；越靠近斜线越准。Brier 分数 {brier}，越小越好"
STATED, CAME_TRUE, IDEAL = "所说概率", "实际发生", "完全准确"
GROUPS = "对谁准、对谁不准"
GROUPS_NOTE = (
    "少于 {rows} 条记录或 {positives} 例核实的组不下结论（样本不足）；"
    "“偏高”为所说概率减实际发生，区间不含 0 的才算有偏。"
)
TOO_FEW = "样本不足"
APART = "模型与权重看法不同的单位"
APART_NOTE = "每月走访 {n} 家时，只有一方会去的单位；由人判断，不自动改名次。"
NONE_APART = "两种排法会走访的单位相同。"
ONLY_BY = {"model": "只有模型会去", "weighted": "只有权重会去"}
ANOMALY = "与别家最不一样的单位（参考）"
WHY = "{name}{side}"
INTERVAL = "{value}{unit}（{low}至{high}）"
JOIN = "、"
CARD_DOWNLOAD = "下载说明卡（Markdown）"
CARD_FILE = "模型说明卡-{build}.md"
RECIPE = (
    "方法 {method} · 数据 {first} 至 {last} · 已知结果 {rows} 条，其中核实 {positives} 条 · "
    "数据指纹 {data} · 代码 {code} · 随机种子 {seed}"
)
CAVEAT = (
    "历月特征只用当月末已知的排查数据；线索性质等后来才知道的内容不进入特征，"
    "与之比较的加权排序也同样去掉。模型排的是最新一个月。"
)

COLUMNS = {
    "order": "排法",
    "average_precision": "平均精度",
    "precision_at_capacity": "走访命中率",
    "recall_at_capacity": "走访覆盖率",
    "days_earlier": "提前天数",
    "found_later_share": "反而更晚",
    "kind": "类别",
    "group": "组",
    "rows": "记录数",
    "positives": "核实",
    "recall": "覆盖率",
    "overstated": "所说概率偏高",
    "model_rank": "模型名次",
    "weighted_rank": "权重名次",
    "chance_pct": "核实概率",
    "only_by": "看法",
    "anomaly_rank": "异常名次",
    "why": "哪里不一样",
    "anomaly": "异常分",
}
