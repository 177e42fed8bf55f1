"""Evidence, duplicate reports, and the record of seeing and taking out."""

import hashlib
import io
import random

import pytest
from PIL import Image, ImageDraw

from ledger.audit import NotAllowed, export, trail, unmask
from ledger.cases import LEAD
from ledger.duplicates import duplicates
from ledger.events import Ledger
from ledger.evidence import fold_evidence, seen_before
from ledger.steps import Refused, act
from pipelines.evidence import evidence_path, fingerprint, keep_evidence
from pipelines.keeping import KeepingError
from pipelines.proving import findings
from pipelines.settings import home
from tests.ledger_people import ANALYST, AT, CLERK, LEADER, SCREEN, VILLAGE, open_task, step


@pytest.fixture
def state():
    return home().prepare()


@pytest.fixture
def ledger(state):
    return Ledger(state.ledger_url)


def photo(kind="PNG", shift=0, size=(640, 480)):
    """A picture of a house under a sky; `shift` moves the house."""
    picture = Image.new("RGB", size, "skyblue")
    draw = ImageDraw.Draw(picture)
    w, h = size
    left = 0.2 + shift
    draw.rectangle((w * left, h * 0.4, w * (left + 0.3), h), fill="firebrick")
    draw.ellipse((w * (0.9 - left), h * 0.1, w * (1.0 - left), h * 0.3), fill="yellow")
    draw.rectangle((0, h * 0.8, w * left, h), fill="darkgreen")
    stored = io.BytesIO()
    picture.save(stored, kind)
    return stored.getvalue()


def test_a_photo_is_stored_under_its_hash_and_belongs_to_its_case(state, ledger):
    case = open_task(ledger)
    fields = keep_evidence(state, "C:/现场/整改后.PNG", photo())
    step(ledger, case, "evidence_added", CLERK, evidence_kind="整改后", **fields)
    kept = fold_evidence(ledger.events())[0]
    assert (kept.case_id, kept.name, kept.stage, kept.actor) == (
        "ZG-1",
        "整改后.PNG",
        "整改后",
        "李四",
    )
    assert evidence_path(state, kept.sha256).read_bytes() == photo()
    assert kept.sha256 == hashlib.sha256(photo()).hexdigest()
    assert findings(state) == []


def test_a_changed_or_missing_photo_is_named_by_the_verification(state, ledger):
    case = open_task(ledger)
    fields = keep_evidence(state, "后.png", photo())
    step(ledger, case, "evidence_added", CLERK, evidence_kind="整改后", **fields)
    path = evidence_path(state, fields["evidence_sha256"])
    path.write_bytes(photo()[:-1] + b"x")
    assert [s.startswith("佐证材料被改动") for s in findings(state)] == [True]
    path.unlink()
    assert findings(state)[0].startswith("佐证材料缺失") and "ZG-1" in findings(state)[0]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("病毒.exe", b"MZ", "不是可接收"),
        ("假照片.jpg", b"<html>", "不是可接收"),
        ("无扩展名", photo(), "不是可接收"),
        ("空.pdf", b"", "空文件"),
        ("大.pdf", b"%PDF-" + b"x" * 20 * 1024 * 1024, "超过 20 MB"),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_and_not_stored(state, name, data, sentence):
    with pytest.raises(KeepingError, match=sentence):
        keep_evidence(state, name, data)
    assert not (state.root / "evidence").exists()


def test_a_photo_used_twice_is_flagged_even_when_saved_again_or_scaled(state, ledger):
    case = open_task(ledger, "ZG-1")
    fields = keep_evidence(state, "后.png", photo())
    step(ledger, case, "evidence_added", CLERK, evidence_kind="整改后", **fields)
    known = fold_evidence(ledger.events())
    for again in (photo(), photo("JPEG"), photo(size=(320, 240)), photo("JPEG", size=(1280, 960))):
        fresh = keep_evidence(state, "x.png" if again[:2] == b"\x89P" else "x.jpg", again)
        seen = seen_before(fresh["evidence_sha256"], fresh["evidence_look"], known)
        assert [e.case_id for e in seen] == ["ZG-1"]
    other = keep_evidence(state, "y.png", photo(shift=0.35))
    assert seen_before(other["evidence_sha256"], other["evidence_look"], known) == []


def test_a_file_that_cannot_be_read_as_a_photo_has_no_fingerprint():
    assert fingerprint(b"\xff\xd8\xff broken") == ""
    assert seen_before("a" * 64, "", []) == []


def test_the_ledger_itself_refuses_evidence_of_a_wrong_type_or_size(ledger):
    case = open_task(ledger)
    good = {"evidence_sha256": "a" * 64, "evidence_name": "a.pdf", "evidence_bytes": 10}
    for wrong in (
        {"evidence_name": "a.exe"},
        {"evidence_bytes": 21 * 1024 * 1024},
        {"evidence_sha256": "a"},
    ):
        with pytest.raises(Refused, match="佐证材料只收"):
            step(ledger, case, "evidence_added", CLERK, evidence_kind="其他", **{**good, **wrong})


# ---------------------------------------------------------------- many reports, one case


def lead(ledger, number, **more):
    fields = {
        "received_date": "2026-09-01",
        "source": "群众举报",
        "description": "康乐公司在院坝开会销售会员卡，承诺年息十二个点",
        "village_code": VILLAGE,
        **more,
    }
    return act(ledger, LEAD, number, "received", fields, ANALYST, AT, 0)


def proposed(case, *others):
    return [(p.lead.case_id, p.reasons) for p in duplicates(case, others)]


def test_reports_of_the_same_subject_are_proposed_with_their_reasons(ledger):
    first = lead(ledger, "XS-1", facility_name="重庆市大足区康乐养老服务有限公司")
    same = lead(ledger, "XS-2", facility_name="康乐养老服务", description="院内收预订床位款")
    code = lead(ledger, "XS-3", credit_code="91500225MA5U000000", description="另有其事")
    assert proposed(first, same, code) == [("XS-2", ("same_name", "same_village"))]
    assert proposed(code, first) == []


def test_the_same_words_count_in_the_same_village_only(ledger):
    first = lead(ledger, "XS-1")
    again = lead(ledger, "XS-2", description="康乐公司在院坝开会，销售会员卡承诺年息12个点")
    away = lead(ledger, "XS-3", village_code="500111119201")
    other = lead(ledger, "XS-4", description="某宾馆组织老年人旅游并推销收藏品")
    assert proposed(first, again, away, other) == [("XS-2", ("like_text", "same_village"))]


def test_old_leads_and_merged_ones_are_not_proposed(ledger):
    first = lead(ledger, "XS-1")
    old = lead(ledger, "XS-2", received_date="2026-01-01")
    merged = lead(ledger, "XS-3")
    given = {"merged_into": "XS-9", "reason": "同一事项"}
    merged = act(ledger, LEAD, "XS-3", "merged", given, ANALYST, AT, merged.seq)
    assert proposed(first, first, old, merged) == []


# ---------------------------------------------------------------- the record


def test_seeing_masked_data_and_taking_data_out_leave_a_record(ledger):
    unmask(ledger, LEADER, "F-1", "核实举报", AT)
    export(ledger, CLERK, "mart_rectification", 12, {"villages": [VILLAGE]}, AT)
    newest, oldest = trail(ledger.events())
    assert (newest.actor, newest.action, newest.payload["rows"]) == ("李四", "exported", 12)
    assert (oldest.subject_id, oldest.payload["reason"]) == ("F-1", "核实举报")
    assert trail(ledger.events(), actor="王镇长") == [oldest]
    assert trail(ledger.events(), about="mart_rectification") == [newest]


@pytest.mark.parametrize("person", [CLERK, SCREEN])
def test_who_may_not_see_masked_data_gets_nothing_and_leaves_no_record(ledger, person):
    with pytest.raises(NotAllowed):
        unmask(ledger, person, "F-1", "好奇", AT)
    assert ledger.events() == []


def test_any_flipped_byte_of_any_kept_file_is_named(state, ledger):
    case = open_task(ledger)
    fields = keep_evidence(state, "整改后.png", photo(size=(64, 48)))
    step(ledger, case, "evidence_added", CLERK, evidence_kind="整改后", **fields)
    path, chance = evidence_path(state, fields["evidence_sha256"]), random.Random(7)
    whole = path.read_bytes()
    for _ in range(12):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        assert [path.name in sentence for sentence in findings(state)] == [True]
    path.write_bytes(whole)
    assert findings(state) == []
