"""月度结账 on screen: figures frozen with the build behind them, corrections set beside them."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from ledger.months import MONTH
from pipelines.proving import findings
from pipelines.queries import closing
from pipelines.queries.scope import Person
from tests.casework_town import HOME, TASK, Town
from ui.text import closing as text

ANALYST = Person(name="张三", role="分析员")
PERIOD, AS_OF = "2026-09", date(2026, 9, 23)


@pytest.fixture
def office(tmp_path, monkeypatch):
    town = Town(tmp_path / "home")
    town.takes(facility=[HOME], rectification=[TASK])
    town.build = town.builds(AS_OF)
    monkeypatch.setenv("RISK_HOME", str(town.home.root))
    return town


def card(build, person):
    from pathlib import Path

    from pipelines.queries.scope import Filters
    from ui import closing_parts
    from ui.context import Context

    closing_parts.draw(Context(Path(build), Filters(period="2026-09"), person))


def drawn(office, person=ANALYST) -> AppTest:
    at = AppTest.from_function(card, args=(str(office.build), person), default_timeout=60).run()
    assert not at.exception, at.exception
    return at


def said(at) -> str:
    kinds = (at.markdown, at.caption, at.success, at.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def closed(office) -> AppTest:
    return drawn(office).button[0].click().run()


def corrected(at, reason) -> AppTest:
    next(box for box in at.text_input if box.label == text.REASON).set_value(reason)
    return next(one for one in at.button if one.label == text.RESTATE).click().run()


def test_a_month_is_closed_with_its_figures_and_the_build_behind_them(office):
    assert text.SAME in said(closed(office))
    event = office.ledger.events(MONTH, PERIOD)[0]
    figures = event.payload["figures"]
    assert (figures["facilities"], figures["tasks"], figures["overdue"]) == (1, 1, 1)
    assert set(figures) == set(text.FIGURES)
    assert event.payload["build"] == office.build.stem
    wrong = [one for one in findings(office.home) if office.build.name in one]
    assert wrong == []


def test_the_build_of_a_closed_month_is_proved_to_the_byte(office):
    closed(office)
    office.build.chmod(0o644)
    data = bytearray(office.build.read_bytes())
    data[len(data) // 2] ^= 1
    office.build.write_bytes(data)
    assert any(office.build.name in one for one in findings(office.home))


def test_a_correction_needs_a_reason_and_stands_beside_the_report(office):
    closed(office)
    office.takes(rectification=[TASK | {"task_no": "ZG-2"}])
    office.build = office.builds(AS_OF)
    at = drawn(office)
    assert text.DIFFERS.format(n=3) in said(at)  # tasks, open tasks, overdue
    assert "请填写“理由”。" in said(corrected(at, ""))
    assert "补报一件" in said(corrected(drawn(office), "补报一件"))
    month = closing.months(office.home)[PERIOD]
    assert month.changes() == {"tasks": (1, 2), "open_tasks": (1, 2), "overdue": (1, 2)}


def test_nobody_closes_a_month_twice_or_without_the_right(office):
    closed(office)
    assert "closing" not in said(drawn(office)) and not drawn(office).button
    assert said(drawn(office, Person(name="李四", role="填报员", villages=("500111119200",)))) == ""
