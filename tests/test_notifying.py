"""The reminder that goes out: off by default, without personal data, with a receipt."""

import json
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines import notifying
from pipelines.notifying import NOTICE, digest, send
from pipelines.warehouse import newest_build
from tests.casework_town import HOME, LEAD_ROW, OTHER, TASK, Town

AT = datetime(2026, 9, 23, 8, 30)
BY = ("系统", "系统")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("late") / "home")
    odd = TASK | {"task_no": "ZG-7", "responsible_unit": "张三家", "facility_name": "康乐养老院"}
    town.takes(facility=[HOME], rectification=[TASK, OTHER, odd], lead=[LEAD_ROW])
    town.builds()
    return town


@pytest.fixture
def office(town):
    """The town with an address list of its own: what a test sends, others do not see."""
    file = town.home.root / notifying.ADDRESS_FILE
    yield town
    file.unlink(missing_ok=True)


@pytest.fixture
def robot():
    """A group robot on loopback: what it heard, and what it answers."""
    heard, answers = [], [(200, b'{"errcode":0}')]

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(self.rfile.read(int(self.headers["content-length"])))
            status, body = answers[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.heard, server.answers = heard, answers
    yield server
    server.shutdown()
    server.server_close()


def url(robot):
    return f"http://127.0.0.1:{robot.server_port}/cgi-bin/webhook/send?key=secret-key"


def test_without_an_address_nothing_is_sent_and_nothing_is_written(office):
    done = send(office.home, BY, AT)
    assert (done.event, "没有设置" in done.said) == (None, True)
    assert office.ledger.events(NOTICE) == []


def test_the_text_counts_what_is_late_and_names_no_person_and_no_subject(office):
    text = digest(newest_build(office.home), office.home)
    assert "逾期：整改 3 件，线索 1 条；最长已逾期" in text
    assert "曙光村" in text and "其他单位共 1 件" in text
    for personal in ("李四", "张三家", "康乐", "13", "ZG-1"):
        assert personal not in text, personal


def test_it_goes_out_once_a_day_in_the_robot_s_format_with_a_receipt(office, robot, monkeypatch):
    monkeypatch.setenv("RISK_WEBHOOK_URL", url(robot))
    first, second = send(office.home, BY, AT), send(office.home, BY, AT)
    assert first.is_good and second.event is None and "已发出过" in second.said
    told = json.loads(robot.heard[0])
    assert told == {"msgtype": "text", "text": {"content": first.event.payload["text"]}}
    receipt = office.ledger.events(NOTICE)[-1]
    assert (receipt.action, receipt.payload["host"]) == ("sent", "127.0.0.1")
    assert "secret-key" not in str(receipt.payload)
    assert send(office.home, BY, AT, again=True).is_good and len(robot.heard) == 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [((200, b'{"errcode":93000,"errmsg":"invalid"}'), "93000"), ((500, b""), "500")],
)
def test_a_refusal_is_told_recorded_and_tried_again(office, robot, answer, words):
    (office.home.root / notifying.ADDRESS_FILE).write_text(url(robot) + "\n")
    robot.answers[0] = answer
    day = datetime(2026, 9, 24 if words == "500" else 25, 8, 30)
    done = send(office.home, BY, day)
    assert not done.is_good and words in done.said
    assert done.event.action == "failed" and words in done.event.payload["reason"]
    robot.answers[0] = (200, b"ok")
    assert send(office.home, BY, day).is_good


def test_an_unreachable_address_is_one_sentence(office, monkeypatch):
    monkeypatch.setenv("RISK_WEBHOOK_URL", "http://127.0.0.1:9/")
    done = send(office.home, BY, datetime(2026, 9, 26, 8, 30))
    assert not done.is_good and "没有发出" in done.said


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x/", "电话"])
def test_only_web_addresses_are_called(office, monkeypatch, target):
    monkeypatch.setenv("RISK_WEBHOOK_URL", target)
    assert "https://" in send(office.home, BY, AT).said


def test_the_day_s_command_counts_to_today_and_says_that_it_sends_nothing(
    office, monkeypatch, capsys
):
    monkeypatch.setenv("RISK_HOME", str(office.home.root))
    before = newest_build(office.home)
    assert notifying.main([]) == 0
    assert "没有设置" in capsys.readouterr().out
    assert newest_build(office.home) != before
    assert notifying.main(["--show"]) == 0
    today = notifying.today()
    assert f"数据截至{today.year}年{today.month}月{today.day}日" in capsys.readouterr().out
