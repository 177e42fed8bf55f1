"""Words of 行业分布."""

ANSWER = "{period}，涉及金额最多的行业是**{first}**（**{amount}**，{people}，{n}家）；{urgent}"
ANSWER_TIED = "红色和橙色单位**{name}**并列最多（各**{n}家**）。"
ANSWER_URGENT = "红色和橙色单位最多的是**{name}**（**{n}家**）。"
ANSWER_NO_URGENT = "没有红色或橙色单位。"
ANSWER_UNKNOWN = "{period}，监测{n}家单位，各行业涉及金额均未填报；{urgent}"

MEASURE = "矩阵显示"
MEASURES = {
    "facilities": "单位数",
    "urgent": "红色和橙色单位",
    "people": "涉及人数",
    "amount": "涉及金额",
}
MATRIX = "村（社区）与行业：{measure}"
MATRIX_ALT = "村（社区）与行业交叉的{measure}矩阵"
MATRIX_BELOW = (
    "颜色越浓数值越大；空白为没有单位，斜线为有单位但未填报。点击格子按村和行业筛选，再点取消。"
)
HOVER = "{village} · {sector}<br>{facilities}家单位，其中红橙{urgent}家<br>{people}，{amount}"
PEOPLE = "各行业涉及人数"
PEOPLE_ALT = "各行业涉及人数条形图"
AMOUNT = "各行业涉及金额"
AMOUNT_ALT = "各行业涉及金额条形图"
KNOWN_NOTE = "已填报 {known} / {total} 家"
TREND = "各行业{measure}逐月变化"
TREND_ALT = "近十二个月各行业{measure}折线图"
ROWS = "{where}的单位"
EVERYTHING = "全部行业"
NO_SUBJECTS = "没有符合的单位"
