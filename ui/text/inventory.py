"""Words of 风险清单."""

ANSWER = (
    "{period}总量清单共**{facilities}家**：{levels}；已掌握涉及**{people}**、**{amount}**"
    "{unstated}。其中**{key}家**列入重点台账{gaps}。"
)
LEVEL_COUNT = "{level} **{n}家**"
UNSTATED = "（另有{n}家未填报人数）"
NO_GAPS = "，责任、措施、时限均已明确"
GAPS = "，{what}"
GAP_OWNER = "{n}家未定责任人"
GAP_MEASURES = "{n}家未定措施"
GAP_DEADLINE = "{n}家未定时限"
GAP_PAST = "{n}家已过时限"

FACILITIES = "监测单位"
NEW = "本月新列入 {n} 家"
KEY = "重点台账"
KEY_SHARE = "占 {share}"
STATUTORY = "越过法定线"
STATUTORY_HELP = "涉及人数、金额或损失达到司法解释规定的立案标准，须按规定上报，不因总分高低改变"
UNREGISTERED = "未登记在经营"
UNPAID = "未兑付金额"
PAST = "重点台账已过时限"
RANGE_PEOPLE = "人数 {what}"
RANGE_AMOUNT = "金额 {what}"
RANGE_UNPAID = "未兑付 {what}"
KNOWN_HELP = "只合计已填报的单位；未填报的按“未知”处理，不当作零"

TAB_ALL = "总量清单"
TAB_KEY = "重点台账"
BY_VILLAGE = "各村（社区）单位数"
BY_SECTOR = "各行业单位数"
BY_ALT = "按{what}统计的各等级单位数，堆积横条图"
UNIT = "家"
TABLE = "总量风险清单"
KEY_TABLE = "重点风险线索管理台账"
KEY_EMPTY = "没有单位列入重点台账。"
KEY_EMPTY_CURE = (
    "越过法定线、等级为红或橙、线索性质涉嫌非法集资或诈骗的单位会自动列入，并写明理由。"
)
KEY_RULE = (
    "依行动方案，从总量清单中按涉众规模、风险敞口、舆论热度、涉稳隐患筛选；入选理由见各行。"
    "选中一行打开画像，在“排查与处置”办理列入、移出、明确责任，打印督办单"
)
NOT_SET = "未定"
NO_VILLAGE = "未填村（社区）"
NO_SECTOR = "未填行业"

WAITING = "{n}行"
COLUMNS = {
    "interval": "可能区间",
    "range_words": "填报范围",
    "waiting_words": "待更正",
    "previous_rank": "上月名次",
    "screened_date": "最近排查",
    "is_key": "重点台账",
    "number": "编号",
    "reasons": "入选理由",
    "measures": "整改措施",
    "deadline_date": "时限",
    "days_left": "剩余天数",
    "next_step": "下一步",
}
