"""Words of 编号核对, a view of 数据质量."""

TITLE = "编号相同、待核对的事项"
HINT = "选中一行，对照两边后决定"
NONE = "没有编号相同而待核对的线索或整改任务。"
NOTE = "两份工作簿用了同一个编号，说的却不是同一家单位。核对之前按两件分别登记，一件也不会少。"
PENDING = "有 **{n}** 项决定还没有计入结果。"
REBUILD = "重新计算"
BUILDING = "正在计算……"
DECIDED_NOW = "已记下，可继续核对；核对完请重新计算。"

EVIDENCE = "两边对照"
LIKENESS = "相似度 {likeness}"
OLDER, NEWER = "先报的一件", "后报的一件"
LINE = "{mark} {label}：{value}"
AGREES, DIFFERS, OPEN = ":green[=]", ":orange[≠]", "·"
UNKNOWN = "未填"
PLACE = "{file} · {sheet} · 第 {row} 行"
LABELS = {
    "facility_name": "单位",
    "credit_code": "统一社会信用代码",
    "village": "所在村（社区）",
    "day": "日期",
    "text": "内容",
    "amount_involved_wan": "涉及金额（万元）",
    "people_involved": "涉及人数",
    "unit": "责任单位",
    "person": "责任人",
    "deadline_date": "期限",
    "status": "状态",
    "place": "来源",
}

SAME = "是同一件，合并"
DIFFERENT = "是两件，不再询问"
APART = "不同村的 {n} 处全部判为两件"
APART_HELP = "各村各自从 1 编号时用：所在村（社区）都填了而且不同的，一次判完；以后仍可逐项撤销。"

DECIDED = "已核对的编号"
DECISIONS = {"joined": "同一件", "kept_apart": "两件"}
WHICH = "要撤销的决定"
REVERSE = "撤销这个决定"
DECISION_LINE = "{number}：{one} / {other} → {said}（{actor}，{at}）"

PROBLEMS = {
    "not_allowed": "您的角色不能核对编号。",
    "gone": "其中一件已经不在数据里，请刷新后再看。",
    "stale": "别人刚刚核对过这个编号，请刷新后再看。",
}
KINDS = {"lead": "线索", "rectification": "整改任务"}
COLUMNS = {
    "kind_words": "类别",
    "number": "编号",
    "name": "后报的单位",
    "village": "后报的村（社区）",
    "other_name": "先报的单位",
    "other_village": "先报的村（社区）",
    "likeness": "相似度",
    "file": "后报的工作簿",
    "one": "一件",
    "other": "另一件",
    "said": "决定",
    "actor": "核对人",
    "at": "时间",
}
