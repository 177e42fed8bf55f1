"""Words of 权重调优."""

ANSWER = (
    "{period}按**{scheme}**排序。权重在各自上下{share}的范围内变动时，**{total}家**单位中"
    "**{stable}家**等级稳定，**{contested}家**有争议{thin}{pending}。"
)
THIN = "，{n}家信息不足未定颜色"
PENDING = "；**{n}套**新方案待办"
SCHEME_VERSION = "“{name}”（{number}）"
SCHEME_CATALOGUE = "目录权重"

TAB_TUNE = "调整与比较"
TAB_AHP = "两两判断"
TAB_SURE = "稳不稳"
TAB_DRIVERS = "什么在起作用"
TAB_GOVERN = "方案与生效"

# schemes
SCHEMES = {
    "current": "现行权重",
    "catalogue": "目录权重（五维等权）",
    "equal": "维度、指标都等权",
    "entropy": "熵权法（由数据）",
    "critic": "CRITIC法（由数据）",
    "combined": "现行、熵权、CRITIC组合（博弈论）",
    "working": "正在调整的权重",
}
VERSION = "{number} {name}（{state}）"
START = "从一套权重开始"
START_HELP = "选中即套用到下面的滑块；随时可以撤销"
START_HINT = "选一套权重套用"
COMPARE_WITH = "与哪套比较"
METHOD = "合成方法"
METHODS = {"additive": "加权平均", "geometric": "几何平均", "topsis": "TOPSIS"}
METHOD_NOTE = "公布的名次只用加权平均；其他方法的分值刻度不同，等级线按加权平均定，颜色仅供参考。"
DIMENSIONS = "五个维度的份量"
PANEL_HELP = (
    "拖动为相对份量；百分数是折算后占全部权重的比例，合计100%；箭头为比现行增减的百分点。"
    "点维度名可展开其下的指标。"
)
FOLD = "展开或收起该维度的指标"
UNDO = "撤销一步"
RESET = "还原为现行"
EFFECTIVE_SUM = "{n}项指标，合计100%。目录标注：{note}"

# live sentence
SAME_LIST = "两套权重排出的名单相同，没有单位变动名次。"
LIVE = (
    "与{before}相比：**{up}家**名次上升、**{down}家**下降，**{levels}家**等级变化{into}；"
    "前{k}名重合**{overlap}**，名次相关系数 τ＝**{tau}**。"
)
INTO = "（{words}）"
ENTERS = "进入{level}{n}家"
LEAVES = "退出{level}{n}家"
JOIN = "、"
TAU_HELP = "τ 为肯德尔等级相关系数：1 为名次完全相同，0 为毫无关系，−1 为完全相反"

SLOPE = "名次怎样变（前{n}名）"
SLOPE_ALT = "斜线图：左为{before}的名次，右为调整后的名次；{list}"
SLOPE_UNIT = "名次"
SLOPE_NOTE = "圆点为等级；点单位名可看画像"
BEFORE, AFTER = "调整前", "调整后"
RISES, FALLS, STAYS = "上升", "下降", "不变"
MOVES = "调整后的名单"
NARROW_NOTE = "比较按全镇计算；左侧筛选只决定本表列出哪些单位。"
OVERRIDES_NOTE = "本月有 {n} 家单位的等级经人工调整，此处按规则比较，不含人工调整。"
COLUMNS = {
    "rank_after": "新名次",
    "rank_before": "原名次",
    "rank_change": "升降",
    "level_after": "新等级",
    "level_before": "原等级",
    "score_after": "新得分",
    "score_before": "原得分",
    "score_change": "分差",
    "p_top": "进前{k}名",
    "rank_span": "名次范围",
    "rank_median": "中位名次",
    "p_level_kept": "等级保持",
    "p_red": "为红",
    "group": "村（社区）或行业",
    "before": "调整前",
    "after": "调整后",
    "entered": "进入",
    "left": "退出",
    "number": "编号",
    "name": "方案名称",
    "state": "状态",
    "drafted_by": "起草人",
    "drafted_at": "起草时间",
    "decided_by": "批准人",
    "effective_from": "生效月份",
    "in_force": "执行情况",
    "reason": "理由",
    "indicator_name": "指标",
    "dimension_name": "维度",
    "weight_pct": "权重",
    "total_pct": "总影响",
    "total_error_95_pct": "±",
    "first_pct": "单独影响",
    "rank_error_95": "名次误差±",
    "kendall_tau": "去掉后 τ",
    "mean_rank_shift": "去掉后平均移动名次",
    "top_k_kept": "去掉后前10名保留",
    "level_changes": "去掉后等级变化",
    "reversed_pairs": "次序颠倒的对数",
    "first_changed": "首位变化",
}

# draft from the sliders
DRAFT = "用这套权重起草方案"
DRAFT_NOTE = "起草后先试算影响，再由另一人批准；批准的方案从以后的月份起生效，已经开始的月份不变。"
NAME = "方案名称"
NAME_PLACEHOLDER = "如：突出预收资金风险"
REASON = "理由"
REASON_PLACEHOLDER = "为什么要改，依据什么会议或情况"
DRAFT_BUTTON = "提交起草"
DRAFTED = "已起草 {number}，请到“方案与生效”试算影响。"
LEFT_TO_OTHERS = "您的角色可以比较，但不能起草。"

# AHP
AHP_WHAT = "比较什么"
AHP_DIMENSIONS = "五个维度"
AHP_INTRO = "对每一对，拖向更重要的一方；中间为同等重要。"
AHP_SCALE = {1: "同等", 3: "稍重要", 5: "明显重要", 7: "强烈重要", 9: "极端重要"}
AHP_BETWEEN = "介于{low}与{high}之间"
AHP_EQUAL = "同等重要"
AHP_SIDE = "{name} {word}（{n}倍）"
AHP_LABEL = "{first} ↔ {second}"
AHP_WEIGHTS = "判断得出的权重"
AHP_WEIGHTS_ALT = "两两判断得出的权重横条图：{list}"
AHP_GOOD = "一致性比例 **CR＝{ratio}**，不大于 0.10，判断前后一致，可以采用。"
AHP_BAD = (
    "一致性比例 **CR＝{ratio}**，大于 0.10，判断自相矛盾。最不一致的是"
    "“{first}比{second}”：判断为 {judged}，按其余判断应约为 {implied}{triad}。"
)
AHP_TRIAD = "（与{between}一起看最明显）"
AHP_TIMES = "{n}倍"
AHP_SOURCE = "CR 与 0.10 的界限：Saaty（1980）《层次分析法》"
AHP_APPLY = "采用到滑块"
AHP_APPLIED = "已采用到“调整与比较”的滑块。"
AHP_FEW = "少于两项，无需比较。"

# certainty
SHARE = "各项权重可上下变动"
SHARE_HELP = "约定的变动范围；±30% 为参考口径"
DOUBT_METHODS = "也换合成方法"
DOUBT_UNKNOWN = "未知的指标值"
UNKNOWNS = {
    "assumed": "按同类四分之三位次或平均（与名单一致）",
    "uniform": "在0–100间随机补",
    "empirical": "按其他单位的实际分布补",
}
TOP = "看重前几名"
SURE = (
    "随机取权重 **{draws}次**：**{stable}家**等级稳定（九成以上的取法都不变），"
    "**{contested}家**有争议{who}。"
)
SURE_WHO = "，其中最拿不准的是{names}"
SURE_ERROR = "概率误差不超过 ±{error} 个百分点，名次误差见表；“稳定”以 90% 为界（参考口径）。"
CONTESTED_LIST = "有争议的单位"
STABLE_LIST = "等级稳定的单位"
NOBODY_CONTESTED = "在约定的变动范围内，没有单位的等级会改变。"
NOBODY_STABLE = "在约定的变动范围内，没有单位的等级是稳定的。"
SPANS = "名次的可能范围（前{n}名）"
SPANS_ALT = "每家单位名次的5%–95%范围，圆点为公布名次；{list}"
SPANS_NOTE = "横线为 5%–95% 的取法所得名次，标记为公布名次和等级"
SHARES = "各等级的可能性（有争议的单位）"
SHARES_ALT = "有争议的单位在各等级的概率横条图；{list}"
SHARES_UNIT = "%"
SURE_MAP = "有争议的单位在哪里"
SURE_MAP_ALT = "村（社区）示意图，颜色越深有争议的单位占比越高：{list}"
SURE_MAP_TILE = "{contested}家有争议\n{stable}家稳定"
SURE_MAP_UNIT = "有争议单位占比"
DUELS = "谁排在谁前面的把握（前{n}名）"
DUELS_ALT = "前几名两两比较的胜出概率矩阵"
DUELS_NOTE = "格中为左边单位排在上边单位之前的概率"
PLACE = "第{rank}名"
DUELS_HOVER = "%{y} 排在 %{x} 之前：%{text}"

# drivers
DRIVERS = (
    "名单最受 **{first}** 的权重影响（解释名次变动的 {share}，95%区间 {low}–{high}）{second}。"
)
DRIVERS_SECOND = "，其次是 {name}（{share}）"
NO_DRIVERS = "权重在这个范围内变动，名单不变。"
SOBOL = "哪项权重最能改变名次"
SOBOL_ALT = "各指标权重对名次变动的总影响与单独影响，带95%区间；{list}"
SOBOL_UNIT = "占名次变动的比例"
SOBOL_NOTE = "Sobol 指数，{n} 组 × {k} 项权重；须线为 95% 区间"
TOTAL_SHARE, FIRST_SHARE = "总影响（含与其他权重共同作用）", "单独影响"
WITHOUT = "去掉一项指标会怎样"
WITHOUT_CHART = "去掉哪项名单变动最大"
WITHOUT_UNIT = "平均移动名次"
WITHOUT_ALT = "去掉一项指标后平均移动的名次横条图：{list}"
REVERSAL = "名次反转检查"
REVERSAL_OK = (
    "逐家拿掉前 {n} 家中的一家，其余单位的先后次序**没有一处颠倒**：名次不因多一家少一家而改变。"
)
REVERSAL_BAD = "逐家拿掉前 {n} 家中的一家，有 **{k} 次**使其余单位的先后次序颠倒。"
REVERSAL_NOTE = (
    "检查按本系统固定参照点的算法；按同类百分位计分的指标，增减单位会改变其风险值，不在此列。"
)
COMPUTING = "正在计算……"

# governance
GOVERN = "现在执行：{now}。{pending}"
NOTHING_PENDING = "没有待办的方案。"
PENDING_LIST = "待办 {n} 套：{names}。"
OVERRIDES = "等级人工调整"
NO_OVERRIDES = "没有单位的等级经人工调整；需要时在“单位画像·等级调整”提请。"
VERSIONS = "历次方案"
NO_VERSIONS = "还没有起草过方案，一直使用目录权重。"
NO_VERSIONS_CURE = "在“调整与比较”里拖动滑块，满意后点“用这套权重起草方案”。"
CHOOSE_VERSION = "选中一行，查看该方案"
IN_FORCE = "执行中"
FUTURE = "{period}起执行"
PAST = "已被替代"
NOT_IN_FORCE = "—"
ABOUT = "**{number} {name}**　{state}　起草：{drafted_by}（{drafted_at}）"
ABOUT_REASON = "理由：{reason}"
ABOUT_DECIDED = "{state}：{decided_by}（{decided_at}）{note}"
ABOUT_NOTE = "　{note}"
ABOUT_FROM = "生效月份：**{period}**"
WEIGHTS_BESIDE = "方案与现行权重对照"
INDICATORS_BESIDE = "权重变动最大的指标"
NOW_PCT, THEN_PCT = "现行", "方案"
LOAD = "放到滑块上看"
LOADED = "已放到“调整与比较”的滑块上。"
TRY = "试算影响"
TRIED = "已试算并留痕。"
IMPACT = (
    "试算（{period}名单，{at}）：{subjects}家中 **{levels}家**等级变化，{ranks}家名次变化，"
    "前{k}名重合 {overlap}，τ＝{tau}；等级变化的单位涉及在办整改 **{tasks}项**、"
    "线索 **{leads}件**。"
)
NO_CROSSINGS = "没有单位进入或退出红、橙。"
CROSSINGS_VILLAGE = "红、橙进出（按村、社区）"
CROSSINGS_SECTOR = "红、橙进出（按行业）"
IMPACT_MOVES = "等级变化的单位"
APPROVE_HEAD = "批准"
EFFECTIVE_FROM = "从哪个月起生效"
NOTE = "批示（可不填）"
RETURN_NOTE = "退回（取消）理由"
APPROVE = "批准生效"
RETURN = "退回"
WITHDRAW = "撤回"
CANCEL = "取消"
APPROVED = "已批准，{period}起生效；此前各月名单不变。"
RETURNED = "已退回。"
WITHDRAWN = "已撤回。"
CANCELLED = "已取消。"
NOT_YOURS = "您是起草人，须由另一人批准。"
NEEDS_TRIAL = "尚未试算影响，不能批准。"
SINGLE_PERSON = (
    "单人本机模式下没有第二个人，方案不能批准。请管理员先建立账号（manage.py user add）。"
)
NEEDS_LEADER = "由领导批准。"
STALE = "该方案刚被{actor}更新，请看过变化后再办理。"
EMPTY_MONTH_CURE = "请在左侧换一个月份，或先导入排查数据。"
EMPTY_MONTH = "这个月没有可排序的单位。"
