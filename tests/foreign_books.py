"""Workbooks that are none of the seven forms, drawn at random: what else lies in an office."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

KINDS: dict[str, tuple[str, dict[str, str]]] = {  # kind → title, heading → what stands below it
    "medical": (
        "老年人健康体检汇总",
        {"受检编号": "code", "受检人": "person", "性别": "sex", "年龄": "age", "开始时间": "date",
         "结束时间": "date", "检查科室": "place", "金额": "money", "整改意见": "words"},
    ),
    "payroll": (
        "工资发放表",
        {"序号": "number", "姓名": "person", "单位": "place", "基本工资": "money", "津贴": "money",
         "扣款金额": "money", "实发金额": "money", "发放日期": "date", "备注": "blank"},
    ),
    "school": (
        "学生成绩与奖惩登记",
        {"学号": "code", "姓名": "person", "班级": "class", "语文": "score", "数学": "score",
         "奖惩线索": "words", "登记日期": "date", "班主任": "person"},
    ),
    "inventory": (
        "物资出入库明细",
        {"名称": "thing", "规格": "code", "单位": "measure", "数量": "number", "单价": "money",
         "金额": "money", "入库日期": "date", "经手人": "person"},
    ),
    "contracts": (
        "合同台账",
        {"合同编号": "code", "对方单位": "place", "合同金额": "money", "签订日期": "date",
         "到期日期": "date", "经办人": "person", "履行情况": "words"},
    ),
    "fields": (
        "耕地整改图斑统计",
        {"图斑编号": "code", "面积": "money", "地类": "class", "整改方式": "words",
         "整改前": "words", "整改后": "words"},
    ),
    "clues": (
        "党史学习线索征集",
        {"线索": "words", "提供人": "person", "年代": "age", "出处": "words"},
    ),
    "duty": (
        "值班安排",
        {"日期": "date", "星期": "class", "带班领导": "person", "值班人员": "person",
         "电话": "phone"},
    ),
    "budget": (
        "部门预算执行情况",
        {"科目编码": "code", "科目名称": "thing", "单位": "place", "预算金额": "money",
         "已支付金额": "money", "未支付金额": "money"},
    ),
    "residents": (
        "户籍花名册",
        {"户号": "code", "户主": "person", "姓名": "person", "性别": "sex", "出生日期": "date",
         "村": "village", "联系电话": "phone"},
    ),
    "members": (
        "党员名册",
        {"姓名": "person", "所在支部": "place", "入党时间": "date", "性别": "sex",
         "所在村": "village"},
    ),
    "assets": (
        "固定资产登记",
        {"资产编号": "code", "资产名称": "thing", "使用单位": "place", "金额": "money",
         "购置日期": "date", "保管人": "person"},
    ),
    "union": (
        "工会活动",
        {"活动日期": "date", "活动内容": "thing", "单位": "place", "参加人数": "number",
         "经费金额": "money", "负责人": "person"},
    ),
    "hygiene": (
        "班级卫生检查",
        {"班级": "class", "检查日期": "date", "检查人": "person", "存在问题": "words",
         "整改措施": "words", "责任人": "person", "整改时限": "date"},
    ),
    "fire": (
        "消防器材登记",
        {"编号": "code", "名称": "thing", "数量": "number", "所在村": "village",
         "检查情况": "words", "责任人": "person"},
    ),
    "visits": (
        "来访登记",
        {"日期": "date", "来访人": "person", "单位": "place", "事由": "words", "接待人": "person"},
    ),
}  # fmt: skip
PLACES = ["财务科", "第一中学", "卫生院", "县供销社", "生产部", "水务站"]
WORDS = ["已完成", "情况属实", "待定", "一切正常", "按计划推进", "无异常"]
VILLAGES = ["曙光村", "柏杨村", "花桥村", "龙塘村"]


def book(seed: int) -> tuple[str, list[list[Any]]]:
    """Its kind and the rows of its one sheet: with a title or without, narrow or very wide."""
    rng = random.Random(seed)
    kind = rng.choice(list(KINDS))
    title, columns = KINDS[kind]
    shapes = dict(rng.sample(list(columns.items()), rng.randint(3, len(columns))))
    if rng.random() < 0.4:
        shapes |= {f"指标{n}": "score" for n in range(rng.choice([3, 20, 180]))}
    village, month = rng.choice(VILLAGES), rng.randint(1, 12)
    titles = [[title], [f"{village}2026年{month}月{title}"], ["单位：元"]]
    top = rng.sample(titles, rng.randint(0, 2))
    body = [[cell(rng, shape) for shape in shapes.values()] for _ in range(rng.randint(1, 25))]
    return kind, [*top, list(shapes), *body]


def cell(rng: random.Random, shape: str) -> Any:
    day = date(2026, 1, 1) + timedelta(days=rng.randint(0, 300))
    return {
        "code": f"A{rng.randint(100, 999)}",
        "person": rng.choice("赵钱孙李周吴") + rng.choice("一二三四五六七八"),
        "sex": rng.choice("男女"),
        "age": rng.randint(20, 95),
        "date": rng.choice([day, day.isoformat()]),
        "place": rng.choice(PLACES),
        "money": round(rng.uniform(1, 5000), 2),
        "words": rng.choice(WORDS),
        "number": rng.randint(1, 400),
        "class": f"{rng.randint(1, 6)}班",
        "score": rng.randint(0, 100),
        "thing": rng.choice(["办公桌", "打印纸", "灭火器", "电脑"]),
        "measure": rng.choice(["台", "箱", "个", "张"]),
        "phone": f"1380000{rng.randint(1000, 9999)}",
        "village": rng.choice(VILLAGES),
        "blank": "",
    }[shape]
