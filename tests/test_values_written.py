"""Values as clerks of other offices write them: what each must become, by the text of the forms."""

from datetime import date

import pytest

from pipelines.reading.dates import Years
from pipelines.values import Setting, Tools, convert
from tests.books import forms

WAITS = "waits"  # an error: the row waits
YEARS = Years((2026, 9), 2026, "title", date(2026, 11, 23))
DAY = date(2026, 9, 5)

WRITTEN = {
    "people_involved": {
        "30余人": 30,
        "十几人": 10,
        "几十人": None,
        "数十人": None,
        "三四十人": 40,
        "二三十人": 30,
        "上百人": 100,
        "近百人": 100,
        "百余人": 100,
        "30—40": 40,
        "共30人": 30,
        "30+": 30,
        "'30": 30,
        "30人。": 30,
        "30个人": 30,
        "廿": 20,
        "1，360": 1360,
        "负3": WAITS,
        "30.5": None,
        "老人30人": 30,
    },
    "amount_involved_wan": {
        "上千万": 1000,
        "5w元": 5,
        "本金5万元": 5,
        "共计5万元": 5,
        "50万+": 50,
        "3万2": 3.2,
        "百万": 100,
        "1亿2千万": 12000,
        "10万元至20万元": 20,
        "叁仟贰佰元整": 0.32,
        "50万/人": None,
        "几十万": None,
    },
    "screened_date": {
        "2026.09.05.": DAY,
        "2026/9/5 9:00-11:00": DAY,
        "2026年9月5日（星期六）": DAY,
        "9月5号": DAY,
        "26.9.5": DAY,
        "46270": DAY,
        "9月31日": WAITS,
        "2026年9月上旬": WAITS,
        "2月29日": WAITS,
    },
    "promised_return_pct": {
        "不低于8%": 8,
        "最高15%": 15,
        "10%/年": 10,
        "1%/月": 12,
        "每月1%": 12,
        "年返10%": 10,
        "预期8%": 8,
        "月息1分": 12,
        "8%-10%": 10,
        "年化12%": 12,
        "高息": None,
    },
    "prepay_months_max": {
        "1年6个月": 18,
        "2年半": 30,
        "季度": 3,
        "5年期": 60,
        "半年": 6,
        "按月": None,
        "一次性": None,
    },
    "in_custody": {
        "是☑ 否□": "yes",
        "□是 ☑否": "no",
        "□是 □否": None,
        "是/否": None,
        "尚未": "no",
        "全部存管": "yes",
    },
    "business_modes": {
        "①会员制②预付卡": "会员制、预付卡",
        "（1）会员制（2）预付卡": "会员制、预付卡",
        "会员制&预付卡": "会员制、预付卡",
        "1.会员制 2.预付卡": "会员制、预付卡",
        "模式：☑会员制 □预付卡": "会员制",
        "传销": None,
    },
    "level_reported": {"黄（一般）": "黄", "红□ 橙☑ 黄□ 绿□": "橙", "暂定黄色": "黄", "紫": None},
    "village": {
        "原东塘村": "曙光村",
        "花桥村花桥组": "花桥村",
        "梯子村便民服务中心": "梯子村",
        "曙光村3组": "曙光村",
        "红岩村": WAITS,
        "曙光村、柏杨村": WAITS,
    },
}


@pytest.fixture(scope="module")
def tools():
    return Tools(forms())


def read(tools, name, raw):
    column = forms().form("screening").column(name)
    got = convert(["", raw], column, Setting(years=YEARS), tools)
    severities = [n.severity or forms().problems[n.code].severity for n in got.notes.get(1, ())]
    value = got.values[1]
    return WAITS if "error" in severities else getattr(value, "name", value)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_clerk_writes_becomes_what_it_means(tools, name):
    got = {raw: read(tools, name, raw) for raw in WRITTEN[name]}
    assert got == pytest.approx(WRITTEN[name]) if name.endswith("_wan") else got == WRITTEN[name]


def test_a_fee_for_each_person_and_month_is_still_a_fee(tools):
    column = forms().form("facility").column("monthly_bed_fee_yuan")
    said = ["1200元/人·月", "每月1200元", "1200/月", "免费", "40元/天"]
    assert convert(said, column, Setting(), tools).values == [1200, 1200, 1200, 0, None]
