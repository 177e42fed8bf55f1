"""Words of 怎样降级 and 等级调整 on 单位画像."""

TAB = "怎样降级"
TAB_OVERRIDE = "等级调整"

TARGET = "目标"
LEAVE = "退出{level}"
ANSWER = (
    "按规则现为 {now}（{score} 分）。要**{target}**，最省的是：**{measures}**，"
    "约 **{cost} 人天**；做到后为 {after}（{after_score} 分）。"
)
IMPOSSIBLE = (
    "按规则现为 {now}（{score} 分）。要**{target}**，现有措施**全部做完也做不到**：{why}，"
    "仍为 {after}（{after_score} 分）。应按{now}等级处置：{action}。"
)
WHY_FLOORS = "{names}不因事后整改改变"
WHY_SCORE = "分数仍在界线以上"
AND = "、"
PLUS = " ＋ "
LOWEST = "已是最低等级，按月排查即可。"
TOO_LITTLE = "已知信息不足，先补齐“待问清”中的内容，再谈降级。"
OVERRIDDEN = "该单位等级现由人工调整，下面按规则计算；人工调整到期或结束后即按规则执行。"

BY_STEPS = (
    "红、橙每月最多降一级：措施落实后，还须两次相隔至少{days}天、由不同排查人完成且无问题的排查，"
    "或经批准调整等级。"
)

PLAN = "办法{n}"
PLANS = ("一", "二", "三")
PLAN_HEAD = "**{name}**　{cost} 人天　做到后 {level} {score} 分"
MEASURE = "**{name}**（{cost} 人天）"
DEPENDS = "取决于：{what}"
BASIS = "{standing}：{basis}"
USEFUL = "对这家单位有用的措施"
NOTE = (
    "{note}（{standing}）。已经发生的人数、金额、信访、涉诉、舆情等为既成事实，不因措施改变；"
    "未知的仍按未知算。"
)
COLUMNS = {
    "name": "措施",
    "cost_person_days": "人天",
    "depends_on": "还取决于",
    "standing": "口径",
    "basis": "依据",
    "number": "编号",
    "state": "状态",
    "level": "调整为",
    "level_by_rule": "按规则",
    "reason": "理由",
    "evidence": "依据材料",
    "expires": "有效期至",
    "proposed_by": "提请人",
    "decided_by": "批准人",
}

# override
IN_FORCE = (
    "人工调整为 {level}（按规则为 {level_by_rule}），**{number}**，有效期至 **{expires}**。"
    "理由：{reason}。依据材料：{evidence}。{proposed_by}提请、{decided_by}批准。"
)
NO_OVERRIDE = "等级按规则评定，没有人工调整。"
WAITING = (
    "**{number}** 待批准：{proposed_by}提请由 {level_by_rule} 调整为 {level}，有效期至 {expires}。"
    "理由：{reason}。依据材料：{evidence}。"
)
HISTORY = "历次调整"
ASK = "提请调整等级"
ASK_NOTE = (
    "须写明理由和依据材料，由另一人（领导）批准；最长 {days} 天，到期自动恢复按规则评定。"
    "触发的红线不因人工调整而降低。"
)
LEVEL = "调整为"
LEVEL_PLACEHOLDER = "选一个等级"
REASON = "理由"
REASON_PLACEHOLDER = "规则没有反映的情况"
EVIDENCE = "依据材料"
EVIDENCE_PLACEHOLDER = "如：派出所情况通报（11月20日）"
EXPIRES = "有效期至"
SEND = "提请批准"
SENT = "已提请，等待领导批准。"
APPROVE = "批准"
APPROVED = "已批准，结果已按调整后的等级重新计算。"
RETURN = "退回"
RETURNED = "已退回。"
WITHDRAW = "撤回"
WITHDRAWN = "已撤回。"
END = "提前结束"
ENDED = "已结束，结果已恢复按规则评定。"
NOTE_WHY = "理由"
REBUILD = "正在重新计算……"
REFUSED = "重新计算未通过检查，仍显示此前的结果：{why}"
NEEDS_LEADER = "由领导批准。"
NOT_YOURS = "您是提请人，须由另一人批准。"
SINGLE_PERSON = "单人本机模式下没有第二个人，不能批准。请管理员先建立账号（manage.py user add）。"
NOT_NEWEST = "只能调整最新一个月的等级。"
