"""Words of 必须上报 duties: who has seen them, to whom they were reported, by when."""

TITLE = "必须上报：还没有上报的 {n} 家"
FIRST = "必须上报待办：{parts}。"
UNSEEN = "**{n}家**还没有人阅知"
OPEN = "**{n}家**还没有上报"
LATE = "**{n}家**逾期（最长 {days} 个工作日）"
JOIN = "，"
NOTE = "自看板首次掌握之日起 {days} 个工作日内向{to}报告（{basis}）。点一行打开单位画像办理。"
COLUMNS = {
    "state": "进度",
    "lines": "达到的法定标准",
    "known_on": "首次掌握",
    "due": "应于此日前上报",
}
NOTICE = "必须上报 {n}"
NOTICE_UNSEEN = "未阅 {n}"
NOTICE_LATE = "逾期 {n}"

STATE_UNSEEN = "未阅"
STATE_SEEN = "已阅，待上报"
STATE_LATE = "{state}，已逾期 {days} 个工作日"

CARD = "必须上报：何时知道，何时报告"
DUE = "看板 {known} 首次掌握，应于 **{due}** 前向{to}报告（{days} 个工作日，{basis}）。"
NOBODY = "还没有人阅知。"
OVERDUE = "已逾期 **{n} 个工作日**，还没有上报，请立即报告。"
SEEN = "{who} {at} 已阅知。"
REPORTED = "{who} {at} 登记：{on} 已报{to}，文号 {letter}。"
REPORTED_LATE = "比期限晚 {n} 个工作日。"
AGAIN = "上次阅知或上报以后又有新达到的标准，须另行阅知、上报。"

SEE = "标记已阅知"
SEE_SAID = "已记下阅知。"
WHO = "经手人姓名"
REPORT = "登记上报"
TO = "报送单位"
ON = "报送日期"
LETTER = "文号"
SEND = "登记"
REPORT_SAID = "已登记上报。"
NOT_YOUR_ROLE = "由领导或分析员阅知、上报。"
