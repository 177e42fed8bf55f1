"""Words of 风险地图."""

ANSWER = "{period}，{measure}最多的是**{first}**（**{value}**）{second}；{spread}。"
ANSWER_SECOND = "，其次是{name}（{value}）"
AND_MORE = "{name}等{n}个村（社区）"
ANSWER_NONE = "{period}，各村（社区）{measure}均为零或未知。"
SPREAD = "{total}个村（社区）中，{n}个有红色或橙色单位"
CHOSEN = "**{village}**：{facilities}家单位，{levels}；涉及{people}、{amount}。"

MEASURE = "地图显示"
MEASURES = {
    "urgent": "红橙单位",
    "contested": "等级有争议",
    "facilities": "监测单位",
    "people": "涉及人数",
    "amount": "涉及金额",
    "per_1000_people": "每千老人涉及人数",
    "per_1000_amount": "每千老人涉及金额",
}
MONTH_SLIDER = "月份（拖动看变化）"
MAP = "各村（社区）{measure}"
MAP_ALT = "村（社区）示意图，颜色越浓{measure}越多：{list}"
BARS = "{measure}由多到少"
FIRST_FEW = "（前{n}个）"
BARS_ALT = "各村（社区）{measure}条形图：{list}"
ROWS = "{where}的单位"
EVERYWHERE = "全部村（社区）"
HINT = "点击村（社区）筛选本页，再点一次取消；也可在左侧选择"
LEGEND = (
    "颜色越浓数值越大；斜线为人口未知，无法计算，不等于零；"
    "圆点为老年人口不足{few}人，比率波动大（参考口径）"
)
LEGEND_PLAIN = "颜色越浓数值越大；斜线为未知，不等于零"
TILE_SURE = "另有 {stable} 家稳定"
TILE_LEVELS = "●{red} ▲{orange} ■{yellow}"
HOVER = (
    "<b>{village}</b><br>监测单位 {facilities}家（●{red} ▲{orange} ■{yellow} ○{green} ◌{unrated}）"
    "<br>涉及人数 {people}<br>涉及金额 {amount}<br>60岁以上 {elderly}"
)
LEVEL_COUNTS = "红{red}、橙{orange}、黄{yellow}、绿{green}、信息不足{unrated}"
CHOSEN_NONE = "**{village}**：当前筛选条件下没有监测单位；可放宽左侧筛选，或点击别的村（社区）。"
NO_SUBJECTS = "这里没有监测单位"
