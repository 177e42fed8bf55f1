"""Words for how sure a level is."""

STABLE = "稳定"
CONTESTED = "有争议"
THIN = "未定"
ALL = "全部"
ORDER = (STABLE, CONTESTED, THIN)
OPTION = "{word} {n}"
LABEL = "等级稳不稳"
NOTE = (
    "“稳定”指权重在各自上下{share}的范围内变动、没有填报的事实按本镇同类抽取时，{kept}以上的情形等级不变，否则为“有争议”；"
    "信息不足、未定颜色的为“未定”。名次范围为5%–95%位（参考口径，详见权重调优）"
)
