"""Words of 法定标准 on 单位画像: lines that were met, settling them, confirming corrections."""

CARD = "法定标准记录（达到过的不会自动消失）"
LINE = "{level} **{name}**　{state}"
NOTE = "{figures}（{since}起，最近一次 {last}）"
ENDED = "{number} {day} 了结"
MORE = "已了结 {n} 条"
HOW = (
    "曾达到法定标准的事项，须一人附材料提请了结、另一人复核同意后才消除；重新自报或整改措施都不能消除。"
    "录入有误的，撤回该次导入或更正同一次排查，并由第二人确认。"
)
STILL = "现在仍达到法定标准，不能了结：按规定上报、处置，情况变化后重新排查。"

SETTLE = "提请了结"
REASON = "处置结果"
REASON_HELP = "如何查清、如何处置、资金如何退还"
EVIDENCE = "依据材料"
EVIDENCE_HELP = "如：公安机关结案通知（11月20日）、退款凭证清单"
SEND = "提请复核"
SENT = "已提请，等待第二人复核。"
WAITING = (
    "**{number}** 待复核：{proposed_by}提请了结。处置结果：{reason}。依据材料：{evidence}。{owed}"
)
SETTLED = (
    "**{number}** 已了结（{proposed_by}提请、{verifier}复核，{day}）。处置结果：{reason}。"
    "依据材料：{evidence}。{owed}"
)
OWED = "尚未兑付 **{amount}**：销号、了结以后仍须继续追退。"
OWED_LABEL = "尚未兑付 {amount}"
AGREE = "复核同意了结"
AGREED = "已了结，结果已重新计算。"
RETURN = "退回"
RETURNED = "已退回。"
WITHDRAW = "撤回提请"
WITHDRAWN = "已撤回。"
NOTE_WHY = "理由"
VERIFIER = "复核人姓名"
NOT_YOURS = "您是提请人，须由另一人复核。"
NOT_YOUR_ROLE = "由领导或分析员复核。"

CORRECTION = (
    "更正待确认：{day} 排查原填“{figures}”，已由{who}更正。确认是填写错误的，该次记录视为没有发生。"
)
CONFIRM = "确认是填写错误"
CONFIRMED = "更正已确认，结果已重新计算。"
NOT_YOUR_CORRECTION = "更正由您导入，须由另一人确认。"

MEASURES = (
    "曾达到的法定标准不因下列措施消除：已经发生的吸收资金、人数是既成事实，"
    "须按“法定标准记录”由两人了结。"
)

HELD_CARD = "等级暂不下降"
NOBODY = "排查人未填"
CONFIRM_VISIT = "确认 {day} 的排查（{screener}）属实"
VISIT_CONFIRMED = "{day} 的排查（{screener}）已经办公室确认。"
VISIT_SAID = "已确认，结果已重新计算。"
NOT_YOUR_VISIT = "最近一次排查由您完成或录入，须由另一人确认。"
