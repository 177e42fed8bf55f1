"""Words of 月度结账 on 月报与宣传."""

CARD = "月度结账"
NOTE = "结账后本月数字按报送时冻结；以后的更正另列并写明理由，报送数不再改动"
OPEN = "{period}尚未结账。"
CLOSED = "{period}已由 {actor} 于 {at} 结账，结果编号 {build}。"
RESTATED = "已更正 {n} 次，最近一次：{actor} 于 {at}，理由：{reason}。"
SAME = "现在的数字与报送（更正）数一致。"
DIFFERS = "现在有 **{n}** 项数字与报送（更正）数不同，可作月度更正。"
CLOSE = "结账：{period}"
RESTATE = "月度更正"
REASON = "更正理由 *"
DONE = "{period}已结账。"
DONE_RESTATED = "{period}的更正已记下，报送数仍保留。"
TABLE = "{period}报送数与现在"
COLUMNS = {"figure": "指标", "reported": "报送数", "restated": "更正数", "now": "现在"}
FIGURES = {
    "facilities": "监测单位（家）",
    "red": "红（家）",
    "orange": "橙（家）",
    "yellow": "黄（家）",
    "green": "绿（家）",
    "unclear": "信息不足（家）",
    "statutory": "越过法定线（家）",
    "key_facilities": "重点单位（家）",
    "people_involved": "涉及人数（人）",
    "amount_involved_wan": "涉及金额（万元）",
    "unpaid_wan": "未兑付（万元）",
    "leads": "线索累计（条）",
    "new_leads": "当月新增线索（条）",
    "open_leads": "在办线索（条）",
    "late": "超期线索（条）",
    "tasks": "整改累计（件）",
    "open_tasks": "在办整改（件）",
    "done": "已办结整改（件）",
    "overdue": "逾期整改（件）",
    "units": "应报单位（个）",
    "reported": "已报单位（个）",
    "missing": "未报单位（个）",
    "sessions_month": "当月宣传（场）",
    "participants_month": "当月参与（人次）",
}
