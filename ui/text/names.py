"""Words of 名称核对, a view of 数据质量."""

TITLE = "待核对的单位名称"
HINT = "选中一行，对照证据后决定"
PENDING = "有 **{n}** 项决定还没有计入结果。"
REBUILD = "重新计算"
BUILDING = "正在计算……"
DECIDED_NOW = "已记下，可继续核对；核对完请重新计算。"

EVIDENCE = "证据对照"
ASKED_SIDE = "填报的名称"
SUBJECT_SIDE = "名录中最相近的单位"
NO_PROPOSAL = "名录中没有相近的单位。"
METHOD = "{method}，相似度 {similarity}"
METHODS = {
    "near_name": "名称相同，但信用代码或所在村（社区）不一致",
    "near_core": "去掉地区和公司字样后相同",
    "near_sound": "读音相同或相近",
    "near_text": "字形相近",
    "unknown": "没有相近的名称",
}
LINE = "{mark} {label}：{value}"
AGREES, DIFFERS, OPEN = ":green[=]", ":orange[≠]", "·"
UNKNOWN = "未知"
LABELS = {
    "name": "名称",
    "credit_code": "统一社会信用代码",
    "village": "所在村（社区）",
    "legal_person": "法定代表人（负责人）",
    "phone": "联系电话",
    "address": "地址",
    "facility_type": "机构类型",
    "registration_status": "登记状态",
    "sector": "行业领域",
    "forms": "出现在",
    "place": "首次出现",
}
FORMS = "{forms}，共 {n} 行"
PLACE = "{file} · {sheet} · 第 {row} 行"

SAME = "是同一家"
DIFFERENT = "不是同一家，不再询问"
NOBODY = "不对应任何单位，不再询问"
LATER = "以后再说"
OTHER = "并入另一家"
CHOOSE = "选择单位"
JOIN = "并入所选单位"
NEW = "立为新单位"
NEW_NOTE = "名录补登之前，先按下列内容列为监测对象；以后的名录以名录为准"
MAKE_NEW = "确认立为新单位"
SUBJECT = "{name}（{village}）"
NO_VILLAGE = "未注明"

DECIDED = "已核对的名称"
DECISIONS = {
    "same": "同一家：{subject}",
    "different": "不是同一家",
    "new": "立为新单位",
    "later": "以后再说",
}
GONE = "原单位已不在名录"
WHICH = "要撤销的决定"
REVERSE = "撤销这个决定"
DECISION_LINE = "{name} → {said}（{actor}，{at}）"

PROBLEMS = {
    "not_allowed": "您的角色不能核对名称。",
    "no_subject": "所选单位已不在名录，请刷新后再选。",
    "no_facts": "请选全机构类型、登记状态和行业领域。",
    "no_village": "请选择所在村（社区）。",
    "stale": "别人刚刚核对过这个名称，请刷新后再看。",
}

COLUMNS = {
    "name": "填报的名称",
    "proposal_name": "最相近的单位",
    "similarity": "相似度",
    "forms_words": "出现在",
    "rows": "行数",
    "kind_words": "情况",
    "later_words": "状态",
    "said": "决定",
    "actor": "核对人",
    "at": "时间",
    "file": "工作簿",
}
LATER_STATE = {True: "以后再说", False: "待核对"}
