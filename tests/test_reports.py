"""Reports as documents: the figures are the screens' figures, and every file says what it must."""

import io
import json
import re
from datetime import date, datetime
from zipfile import ZipFile

import duckdb
import openpyxl
import pytest
from docx import Document as open_word
from pptx import Presentation

from ledger.events import Ledger
from ledger.months import close_month
from pipelines.queries import closing, inventory, monthly, rectification
from pipelines.queries.asking import ask_one
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home, home
from reports import pdf_file
from reports.command import FORMATS, main, make_report
from reports.document import Paragraph
from reports.making import NotAllowed, UnknownPeriod, gather, write_document
from reports.sources import all_rows
from tests.staging import build_rows

AS_OF, MONTH = date(2026, 9, 23), "2026-09"
ANALYST = Person(name="张分析", role="分析员")
EVIL = '=HYPERLINK("http://x","点我")'
FORMS = {
    "facility": [
        {"facility_name": "曙光安康养老院", "facility_type": "养老机构", "sector": "养老服务",
         "registration_status": "已登记已备案", "village": "曙光村", "legal_person": "王大山"},
        {"facility_name": "花桥旅居服务站", "facility_type": "旅居康养单位", "sector": "养老项目",
         "registration_status": "未登记实际运营", "village": "花桥村", "legal_person": "李二水"},
    ],
    "screening": [
        {"facility_name": "曙光安康养老院", "village": "曙光村", "screened_date": date(2026, 9, 5),
         "screener": "赵网格", "people_involved": 40, "amount_involved_wan": 10.5,
         "unpaid_wan": 0.0, "business_modes": "预付卡"},
        {"facility_name": "花桥旅居服务站", "village": "花桥村", "screened_date": date(2026, 9, 6),
         "screener": "赵网格", "people_involved": 160, "amount_involved_wan": 600.0,
         "unpaid_wan": 80.0, "promised_return_pct": 12.0, "business_modes": "旅居候鸟"},
    ],
    "lead": [
        {"lead_no": "XS-1", "received_date": date(2026, 9, 8), "source": "群众举报",
         "facility_name": "花桥旅居服务站", "village": "花桥村", "description": EVIL,
         "status": "核查中", "nature": "涉嫌非法集资", "handler": "周承办",
         "verify_due_date": date(2026, 9, 15)},
    ],
    "rectification": [
        {"task_no": "ZG-1", "facility_name": "花桥旅居服务站", "village": "花桥村",
         "issue": "未登记", "responsible_unit": "民政办", "responsible_person": "刘责任",
         "measures": "停止收款", "assigned_date": date(2026, 8, 20),
         "due_date": date(2026, 9, 13), "status": "整改中"},
        {"task_no": "ZG-2", "facility_name": "曙光安康养老院", "village": "曙光村",
         "issue": "未公示收费", "responsible_unit": "民政办", "responsible_person": "刘责任",
         "measures": "公示", "assigned_date": date(2026, 9, 1), "due_date": date(2026, 9, 30),
         "status": "整改中"},
    ],
    "publicity": [
        {"activity_date": date(2026, 9, 10), "village": "曙光村", "channel": "坝坝会",
         "sessions": 2, "participants": 85, "materials": 100},
    ],
    "submission": [
        {"unit": "曙光村", "period": MONTH, "submitted_date": date(2026, 9, 20),
         "is_zero_report": "no", "screened_count": 1},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("reports") / "home")
    return build_rows(home, AS_OF, {**FORMS, "facts": {"is_sample": True, "file": "九月.xlsx"}})


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("blank") / "home"), AS_OF)


def document(build, kind="monthly", person=ANALYST, public=False):
    return write_document(gather(build, MONTH, person, public), kind, "7-0a1b2c3d")


def made(build, style, **more):
    return make_report(build, MONTH, style, ANALYST, code="7-0a1b2c3d", **more)


def sentences(doc) -> str:
    return "\n".join(
        block.text for s in doc.sections for block in s.blocks if isinstance(block, Paragraph)
    )


def word_text(data: bytes) -> str:
    """Everything a reader of the Word file sees, tables, header and footer too."""
    opened = open_word(io.BytesIO(data))
    parts = [p.text for p in opened.paragraphs]
    parts += [c.text for t in opened.tables for row in t.rows for c in row.cells]
    for section in opened.sections:
        parts += [p.text for p in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(parts)


def slide_texts(data: bytes) -> list[str]:
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in Presentation(io.BytesIO(data)).slides
    ]


def figure(doc, name):
    return next(one for one in doc.figures if one.code == name)


# ---------------------------------------------------------------- figures


def test_the_report_tells_the_figures_the_screens_tell(build):
    doc, where = document(build), (build, Filters(period=MONTH), ANALYST)
    totals, units = inventory.totals(*where), monthly.totals(*where)
    assert (totals["facilities"], totals["people_involved"]) == (2, 200)
    assert figure(doc, "facilities").shown == "2家"
    assert figure(doc, "people").shown == "200人"
    assert figure(doc, "amount").shown == "611万元"  # 10.5 + 600 = 610.5, halves go up
    assert figure(doc, "unpaid").shown == "80万元"
    assert figure(doc, "reported").shown == f"{units['reported']}个" == "1个"
    assert figure(doc, "sessions").shown == "2场次"


def test_overdue_is_what_mart_rectification_says(build):
    counted = ask_one(build, "select count(*) as n from mart_rectification where is_overdue")["n"]
    doc, where = document(build), (build, Filters(period=MONTH), ANALYST)
    assert counted == rectification.totals(*where)["overdue"] == 1
    assert figure(doc, "overdue").shown == "1项"
    assert "逾期未完成1项（最长10天）" in sentences(doc)  # due 13 September, data of the 23rd


def test_every_figure_lists_the_workbook_rows_it_was_read_from(build):
    doc = document(build)
    people = figure(doc, "people").rows
    assert people[["subject", "value", "source_file", "source_row"]].values.tolist() == [
        ["花桥旅居服务站", "160", "九月.xlsx", 3],
        ["曙光安康养老院", "40", "九月.xlsx", 2],
    ]
    assert people["cell"].str.fullmatch(r"[A-Z]+[23]").all()
    rows = all_rows(doc.figures)
    counts = rows.groupby("figure").size()
    assert counts["监测单位"] == 2 and counts["逾期未完成整改"] == 1
    assert rows["source_file"].notna().all()


def test_the_monthly_report_has_the_headings_of_the_plan(build):
    assert [s.title for s in document(build).sections] == [
        "工作开展情况", "风险总体情况", "行业和区域分布", "重点线索与整改", "宣传", "报送情况",
        "下一步"]  # fmt: skip


def test_the_final_report_has_the_headings_of_the_plan(build):
    doc = document(build, "final")
    assert [s.title for s in doc.sections] == [
        "风险总体情况", "行业和区域分布", "形成原因", "形势研判", "典型案（事）例", "下一步措施"
    ]  # fmt: skip
    assert "花桥旅居服务站（花桥村，养老项目，●\u00a0红）" in sentences(doc)


def test_without_an_earlier_month_no_rise_or_fall_is_claimed(build):
    first = build_month(build, gather(build, MONTH, ANALYST).months["period"].min())
    assert "没有可比的月份，暂不判断升降" in first and "新列入" not in first


def build_month(build, month):
    return sentences(write_document(gather(build, month, ANALYST), "final", "7-0a1b2c3d"))


def test_paper_versions_say_where_the_rows_behind_the_figures_are(build):
    rows = len(all_rows(document(build).figures))
    assert f"见同期 Excel 版和网页版“数据来源”，共 {rows} 行。" in word_text(made(build, "docx"))


def test_the_next_step_for_red_subjects_is_the_action_of_the_level(build):
    facts = gather(build, MONTH, ANALYST)
    red = facts.catalog.scoring.levels.colours[0]
    assert facts.totals["red"] == 1
    assert f"（一）对1家红色单位，{red.action}。" in sentences(document(build))


def test_an_unreported_unit_is_named_and_asked_for_its_report(build):
    missing = monthly.totals(build, Filters(period=MONTH), ANALYST)["missing_units"]
    text = sentences(document(build))
    assert "花桥村" in missing and f"督促{missing}补报2026年9月工作进展" in text


# ---------------------------------------------------------------- closed months


def test_a_closed_month_says_when_it_was_frozen_and_that_nothing_moved(build):
    closing.close(build, home().prepare(), MONTH, ANALYST, datetime(2026, 10, 1))
    text = sentences(document(build))
    assert f"2026年9月已于2026年10月1日结账（结果 {build.stem}）。" in text
    assert "本报告数字与结账时相同。" in text


def test_what_was_reported_otherwise_stands_beside_with_the_reason(build):
    book, day = Ledger(home().prepare().ledger_url), datetime(2026, 10, 1)
    first = closing.figures(build, MONTH) | {"facilities": 1, "amount_involved_wan": 600.0}
    close_month(book, MONTH, "risk-20260923T080000", first, ANALYST, day)
    closing.restate(build, home(), MONTH, "补报一家", ANALYST, datetime(2026, 10, 8))
    text = sentences(document(build))
    assert "监测单位结账1、现为2；涉及金额（万元）结账600、现为610.5。" in text
    assert "最近一次更正于2026年10月8日，理由：补报一家。" in text


def test_a_clerk_is_told_nothing_of_the_whole_towns_closing(build):
    closing.close(build, home().prepare(), MONTH, ANALYST, datetime(2026, 10, 1))
    clerk = Person(name="李", role="填报员", villages=("500111119200",))
    assert "结账" not in sentences(document(build, person=clerk))


# ---------------------------------------------------------------- files


def test_the_word_file_opens_and_carries_mark_code_and_build(build):
    text = word_text(made(build, "docx"))
    assert "季家镇打击整治养老领域非法集资诈骗\n专项行动2026年9月工作进展情况报告" in text
    assert "演示数据" in text and "7-0a1b2c3d" in text and build.stem in text
    assert "四、重点线索与整改" in text and "共 2 行，已全部列出。" in text


def test_every_page_part_of_the_word_file_has_the_demo_mark(build):
    opened = open_word(io.BytesIO(made(build, "docx")))
    for section in opened.sections:
        header = section._sectPr.xpath("./w:headerReference")
        linked = section.header.is_linked_to_previous
        assert linked or header
        assert "演示数据" in section.header.paragraphs[0].text


def test_every_slide_has_the_demo_mark_and_the_stamp(build):
    slides = slide_texts(made(build, "pptx"))
    assert len(slides) > 8
    assert all("演示数据" in text and "7-0a1b2c3d" in text for text in slides)


def test_charts_on_slides_are_native_and_hold_the_figures(build):
    deck = Presentation(io.BytesIO(made(build, "pptx")))
    charts = [shape.chart for s in deck.slides for shape in s.shapes if shape.has_chart]
    amounts = [
        dict(zip(chart.plots[0].categories, chart.series[0].values, strict=True))
        for chart in charts
        if "养老项目" in list(chart.plots[0].categories)
    ]
    assert amounts == [{"养老项目": 600.0, "养老服务": 10.5}]


def test_the_workbook_holds_every_ledger_in_full(build):
    book = openpyxl.load_workbook(io.BytesIO(made(build, "xlsx")))
    assert book.sheetnames[0] == "总体" and book.sheetnames[-1] == "数据来源"
    assert {"清单", "重点台账", "整改", "线索", "报送", "宣传", "口径说明"} <= set(book.sheetnames)
    names = [row[2].value for row in book["清单"].iter_rows(min_row=5)]
    assert names == ["花桥旅居服务站", "曙光安康养老院"]
    assert book["清单"]["A3"].value == "共 2 行，已全部列出。"
    assert "演示数据" in book["清单"].oddHeader.center.text


def test_a_cell_that_looks_like_a_formula_stays_words(build):
    data = made(build, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book["线索"].iter_rows() for cell in row if cell.value == EVIL]
    assert [cell.data_type for cell in cells] == ["s"]
    with ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if "worksheets/sheet" in n]
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_page_needs_nothing_from_outside_and_escapes_names(tmp_path):
    rows = {**FORMS, "facility": [{**FORMS["facility"][0], "facility_name": "<script>坏</script>"}]}
    build = build_rows(Home(tmp_path / "home"), AS_OF, rows)
    page = made(build, "html").decode()
    assert "<script" not in page and "&lt;script&gt;坏" in page
    links = page.replace("http://www.w3.org/", "").replace(EVIL, "")
    assert "http://" not in links and "https://" not in links
    assert "演示数据" not in page  # not a sample


def test_the_page_lists_the_rows_behind_the_figures(build):
    page = made(build, "html").decode()
    assert 'id="sources"' in page and "九月.xlsx" in page and "演示数据" in page


def test_every_key_figure_of_the_page_leads_to_its_own_rows(build):
    page = made(build, "html").decode()
    links = set(re.findall(r'href="#(rows-\w+)"', page))
    assert "rows-people" in links and links == set(re.findall(r'id="(rows-\w+)"', page))


def test_a_machine_without_chinese_letters_is_told_so_instead_of_printing_boxes(build, monkeypatch):
    monkeypatch.setattr(pdf_file, "chinese_fonts", tuple)
    with pytest.raises(pdf_file.NoChineseFont, match="fonts-noto-cjk"):
        made(build, "pdf")


def test_the_pdf_has_pages(build):
    data = made(build, "pdf", kind="final")
    assert data.startswith(b"%PDF-") and len(data) > 20_000


# ---------------------------------------------------------------- people


@pytest.mark.parametrize("style", ["docx", "xlsx", "html", "pptx"])
def test_a_public_report_names_nobody(build, style):
    data = made(build, style, is_public=True, kind="final")
    text = {
        "docx": word_text,
        "html": bytes.decode,
        "pptx": lambda d: "\n".join(slide_texts(d)),
        "xlsx": lambda d: ZipFile(io.BytesIO(d)).read("xl/sharedStrings.xml").decode(),
    }[style](data)
    hidden = ("花桥旅居服务站", "曙光安康养老院", "刘责任", "周承办", "王大山")
    assert [name for name in hidden if name in text] == []
    assert "花＊＊＊＊＊＊" in text


def test_an_internal_report_keeps_the_names_the_work_needs(build):
    text = word_text(made(build, "docx"))
    assert "花桥旅居服务站" in text and "刘责任" in text


def test_a_clerk_reports_the_own_village_only(build):
    clerk = Person(name="李", role="填报员", villages=("500111119200",))
    facts = gather(build, MONTH, clerk)
    assert facts.inventory["facility_name"].tolist() == ["曙光安康养老院"]
    text = sentences(write_document(facts, "monthly", "7-0a1b2c3d"))
    assert "本辖区（曙光村）" in text and "花桥" not in text


def test_a_role_without_export_gets_no_document(build):
    with pytest.raises(NotAllowed):
        gather(build, MONTH, Person(role="投屏"))


# ---------------------------------------------------------------- nothing there


@pytest.mark.parametrize("style", sorted(FORMATS))
@pytest.mark.parametrize("kind", ["monthly", "final"])
def test_a_month_without_data_gives_a_document_that_says_so(blank, style, kind):
    data = make_report(blank, MONTH, style, ANALYST, code="0-00000000", kind=kind)
    readable = {"docx": word_text, "html": bytes.decode}
    if style in readable:
        assert "2026年9月没有可供报告的数据" in readable[style](data)
    assert len(data) > 1_000


def test_a_month_with_nothing_but_leads_still_makes_every_section(tmp_path):
    build = build_rows(Home(tmp_path / "home"), AS_OF, {"lead": FORMS["lead"]})
    for kind in ("monthly", "final"):
        doc = document(build, kind)
        assert len(doc.sections) > 5 and "nan" not in sentences(doc)


def test_a_month_the_build_does_not_have_is_refused_with_those_it_has(build):
    with pytest.raises(UnknownPeriod, match="没有 2031-01 这个月份。可选：2026-09、2026-08"):
        gather(build, "2031-01", ANALYST)


# ---------------------------------------------------------------- the command


@pytest.fixture
def state(build, monkeypatch):
    """RISK_HOME is the small town's; its ledger is written to nowhere else."""
    monkeypatch.setenv("RISK_HOME", str(build.parent.parent))
    return build


def test_the_command_writes_the_file_and_prints_where(state, tmp_path, capsys):
    out = tmp_path / "九月" / "月报.html"
    assert main(["--period", MONTH, "--format", "html", "-o", str(out)]) == 0
    assert f"已生成：{out}" in capsys.readouterr().out
    code = Ledger(Home(state.parent.parent).ledger_url).code()
    assert code in out.read_text("utf-8")


def test_an_unknown_month_ends_with_two_and_one_sentence(state, tmp_path, capsys):
    out = tmp_path / "x.docx"
    assert main(["--period", "2031-01", "--format", "docx", "-o", str(out)]) == 2
    assert capsys.readouterr().err.startswith("没有 2031-01 这个月份。")
    assert not out.exists()


def test_a_build_of_an_older_program_is_to_be_made_again_first(tmp_path, monkeypatch, capsys):
    home = Home(tmp_path / "old").prepare()
    with duckdb.connect(str(home.builds / "risk-20260923T080000.duckdb")) as old:
        old.execute("create table run_info as select 'an older one' as code_version")
    monkeypatch.setenv("RISK_HOME", str(home.root))
    out = tmp_path / "x.html"
    assert main(["--period", MONTH, "--format", "html", "-o", str(out)]) == 2
    assert "manage.py build" in capsys.readouterr().err and not out.exists()


def test_without_a_build_the_command_says_what_to_do(tmp_path, capsys):
    out = tmp_path / "x.docx"
    assert main(["--period", MONTH, "--format", "docx", "-o", str(out)]) == 2
    assert "还没有结果" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_one_sentence(state, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "x.html"
    assert main(["--period", MONTH, "--format", "html", "-o", str(out)]) == 2
    assert f"写不进 {out}：上一级不是文件夹" in capsys.readouterr().err


@pytest.mark.parametrize("period", ["2031-01", "2024-01", "2026-9", "2026-13", "九月", ""])
def test_a_month_that_is_none_is_one_sentence_with_the_months_there_are(
    state, tmp_path, capsys, period
):
    out = tmp_path / "x.html"
    assert main(["--period", period, "--format", "html", "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"没有 {period} 这个月份。可选：2026-09、2026-08") and not out.exists()


def test_a_month_before_the_first_data_says_that_there_is_nothing(state, tmp_path):
    out = tmp_path / "x.html"
    assert main(["--period", "2025-10", "--format", "html", "-o", str(out)]) == 0
    assert "2025年10月没有可供报告的数据" in out.read_text("utf-8")


def test_an_unknown_format_is_refused(state):
    with pytest.raises(SystemExit) as refused:
        main(["--period", MONTH, "--format", "exe", "-o", "x"])
    assert refused.value.code == 2


def test_words_hold_no_blank_that_nothing_fills(build):
    for kind in ("monthly", "final"):
        text = json.dumps([sentences(document(build, kind))], ensure_ascii=False)
        assert "{" not in text and "}" not in text
