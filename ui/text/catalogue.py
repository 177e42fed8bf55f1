"""Words of 指标说明."""

ANSWER = (
    "风险分由**{dimensions}个**维度、**{indicators}项**指标加权得出（0至100分），另有**{floors}条**红线"
    "直接提级、不被平均；其中**{legal}项**的分档依据法律法规，其余为本镇参考口径或待核。"
)
STANDING_HELP = (
    "法定：分档数值写在所引法律、司法解释或部门文件里。参考口径：没有公开标准，由本镇暂定，可调整。"
    "待核：只见于非正式来源，核实前仅作参考。"
)
DIMENSIONS = "维度与权重"
DIMENSIONS_ALT = "各维度权重条形图"
TAB_INDICATORS = "指标"
TAB_FLOORS = "红线"
TAB_LEVELS = "等级"
TAB_HELP = "怎样读分数"
INDICATORS = "全部指标"
FLOORS = "红线规则（触发即提级）"
LEVELS = "等级与处置要求"
STANDING = "口径性质"
SHOW = "显示"
ALL = "全部"
LEVELS_NOTE = "{basis}。已知信息不足{coverage}%的单位标为“{unknown}”：{action}。"
RANK_RULE = "排序规则：{rule}。"
WEIGHTS_NOTE = "{note}。"

COLUMNS = {
    "standing": "口径",
    "steps": "怎样计分",
    "validity": "有效期（月）",
    "source": "出处",
    "columns_words": "取自",
    "known_pct": "已知占比",
    "at_least": "风险分不低于",
    "meaning": "含义",
    "action": "要求",
    "verify_workdays": "核查期限（工作日）",
    "level": "提级至",
    "name": "名称",
}
METHODS = {
    "tiers": "分段：{points}",
    "goalposts": "{best}记0分，{worst}记100分，中间按比例",
    "share": "按占比计分",
    "flag": "为“{risky}”记100分",
    "categories": "按类别：{scale}",
}
POINT = "{at}→{score}分"
YES_NO = {"yes": "是", "no": "否"}
FORMS = {
    "facility": "基础信息表",
    "screening": "排查表",
    "lead": "线索台账",
    "rectification": "整改台账",
    "publicity": "宣传表",
    "submission": "报送表",
    "population": "人口表",
}
JOIN = "；"
