"""Headings as ten other offices word them, none listed: the word families must carry them."""

import pytest

from pipelines.reading.headings import Headings
from pipelines.values import Tools
from tests.books import forms

MEANT = {
    "facility": {
        "facility_name": "养老服务设施名称 涉老机构 场所（门店）名称 注册名称 养老单位",
        "credit_code": "证照编号 统一社会信用代码/组织机构代码 营业执照统一代码",
        "registration_status": "登记/备案 登记备案与否 登记状况 备案登记状态",
        "opened_date": "开张日期 建院时间 何年成立 投入运营日期 执照登记日期",
        "beds_registered": "核准床位数 规划床位数 设床数 编制床位",
        "residents": "在院老人数量 实际入住老人数量 居住人数 实有老人",
        "monthly_bed_fee_yuan": "床费 月床费 床位月租 床位费/月",
        "village": "隶属村 地处村 管辖社区 村（居、社区）",
    },
    "screening": {
        "facility_name": "受查单位 走访商户 疑似单位 被调查单位 抽查单位",
        "screened_date": "走访年月日 检查年月日 摸底日期 暗访时间 随访日期 抽查时间",
        "screener": "走访同志 联系村干部 摸底人员 网格员姓名 排查人及电话",
        "people_involved": "受骗人数 牵涉人数 波及人数 受众人数 涉及投资人数",
        "elderly_involved": "其中六十岁以上 老年消费者人数 涉老人员",
        "local_people": "当地群众 本村村民 镇内人数 本地老人",
        "amount_involved_wan": "涉资 揽储金额 缴纳金额 资金体量 交费总额",
        "unpaid_wan": "无法兑付金额 拖欠款 欠付金额 不能兑付金额 剩余未退",
        "membership_wan": "收取会费余额 会员预存余额 会籍费余额",
        "promised_return_pct": "许诺收益% 承诺年息 宣称收益率 返利标准",
        "public_promotion": "是否公开宣传推介 是否打广告 有没有公开宣传 公开宣讲",
        "petition_batches": "信访投诉批次 集体上访批次",
        "media_level": "舆论风险等级 舆情定级",
        "distress_signs": "异常特征 预警迹象 苗头性问题",
        "level_reported": "拟评等级 风险层级 自查等级",
    },
    "lead": {
        "lead_no": "举报编号 清单编号 线索顺序号",
        "facility_name": "线索指向 被举报方 所涉企业 问题单位",
        "village": "涉事村 线索发生地 案发地",
        "handling_unit": "查办单位 核办单位 分办单位",
        "handler": "经手人 查办人 核实人员",
        "verify_due_date": "应办结时间 规定办结时间 核查截止日",
        "transferred_date": "转交时间 移送年月日",
    },
    "rectification": {
        "task_no": "清单编号 交办单编号 整改流水号",
        "facility_name": "被督办单位 被责令单位",
        "issue": "违规情形 问题详情",
        "severity": "问题分级 危害程度",
        "responsible_person": "包保干部 牵头领导 督改人",
        "measures": "整改要求及措施 整改方法",
        "due_date": "最迟完成时间 整改完成时间要求",
        "verifier": "复核责任人 复验人 销号审核人",
        "verified_date": "验收年月日 复验日期",
        "extended_to_date": "顺延日期 宽限至 延期完成日",
    },
    "publicity": {
        "activity_date": "宣传年月日 培训时间 举办年月日",
        "channel": "活动样式 宣传方式方法",
        "participants": "宣教人次 宣传受众 到会人数",
        "materials": "折页（份） 发放告知书（份） 发放物料",
        "cases_publicised": "以案释法（个） 案例宣传数",
    },
    "submission": {
        "period": "属期 月次",
        "submitted_date": "递交日期 上交时间 收报日期",
        "submitter": "信息报送员 报送人签字",
        "lead_count": "线索发现数 新发现线索数",
        "progress": "工作汇报 主要举措 工作措施及成效",
    },
    "population": {
        "as_of_date": "采集日期 时间节点 截止年月日",
        "residents": "实际居住人口 常住人口（人）",
        "elderly_60": "60岁+ 年满60岁 老龄人口",
        "elderly_65": "其中65周岁以上 ≥65岁人口",
    },
}
NOT_MEANT = {
    "facility": "登记机关 建筑面积 从业人员数 空余床位 营业执照 星级",
    "screening": "已兑付金额 已清退金额 涉及户数占比 被查单位负责人 上月风险等级 外地人数",
    "lead": "举报人 涉及老年人数 领导批示 涉及地区人口",
    "rectification": "整改前照片 督办领导批示 延期原因 销号申请日期",
    "publicity": "工作人员数 资料种类 活动地点照片",
    "submission": "截止时间 应报送时间 宣传场次",
    "population": "80岁以上 60-64岁 60岁以上占比 村民小组数 65岁以上独居",
}


@pytest.fixture(scope="module")
def headings():
    return Headings(forms(), Tools(forms()).lexicon)


@pytest.mark.parametrize("form", MEANT)
def test_a_heading_of_the_family_means_its_column(headings, form):
    read = {
        word: (headings.candidates(forms().form(form), (word,)) or [None])[0]
        for words in MEANT[form].values()
        for word in words.split()
    }
    got = {word: found and found.column for word, found in read.items()}
    assert got == {word: name for name, words in MEANT[form].items() for word in words.split()}


@pytest.mark.parametrize("form", NOT_MEANT)
def test_a_heading_that_only_looks_alike_is_not_read(headings, form):
    words = NOT_MEANT[form].split()
    read = {word: headings.candidates(forms().form(form), (word,)) for word in words}
    assert {word for word, found in read.items() if found} == set()


def test_a_column_s_own_heading_comes_before_a_synonym(headings):
    paths = {0: ("村",), 1: ("户籍人口",), 2: ("常住人口",)}
    assert headings.recognise(forms().form("population"), paths).columns["residents"] == 2
