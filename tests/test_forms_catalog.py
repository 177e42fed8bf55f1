"""The catalogue of forms: sound as shipped, and every contradiction told at once."""

import shutil

import pytest

from models.catalog.forms import load_forms
from models.catalog.wording import heading_keys
from pipelines.settings import CATALOG, REFERENCE
from tests.books import forms

CANONICAL = {
    "facility": "facility_name credit_code facility_type registration_status ownership sector "
    "department village address legal_person phone opened_date beds_registered residents "
    "custody_account fixed_assets_net_wan monthly_bed_fee_yuan monthly_service_fee_yuan "
    "affiliated_to",
    "screening": "facility_name credit_code village screened_date screener business_modes "
    "people_involved elderly_involved local_people amount_involved_wan unpaid_wan "
    "prepaid_service_wan deposit_wan membership_wan prepay_months_max deposit_multiple_max "
    "promised_return_pct in_custody public_promotion complaints petition_batches petition_people "
    "media_mentions media_level lawsuits distress_signs level_reported needs_rectification remarks",
    "lead": "lead_no received_date source facility_name credit_code village sector business_modes "
    "description people_involved amount_involved_wan handling_unit handler verify_due_date status "
    "nature action transferred_to transferred_date closed_date remarks",
    "rectification": "task_no facility_name credit_code village issue severity responsible_unit "
    "responsible_person measures assigned_date due_date status completed_date verified_date "
    "verifier verify_result extended_to_date remarks",
    "publicity": "activity_date village channel sessions participants elderly_participants "
    "materials cases_publicised remarks",
    "submission": "unit period submitted_date submitter is_zero_report screened_count lead_count "
    "progress remarks",
    "population": "village as_of_date residents elderly_60 elderly_65 empty_nest",
}


@pytest.fixture
def catalog(tmp_path):
    """A copy of the shipped catalogue that a test may spoil."""
    folder = tmp_path / "data" / "catalog"
    folder.mkdir(parents=True)
    for name in ("sources.yml", "problems.yml", "region.yml"):
        shutil.copy(CATALOG / name, folder / name)
    shutil.copytree(REFERENCE, tmp_path / "data" / "reference")
    return folder


def spoil(catalog, name, old, new):
    path = catalog / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_catalogue_contradicts_itself_nowhere():
    assert load_forms(CATALOG)[1] == []


@pytest.mark.parametrize("code", CANONICAL)
def test_a_form_has_exactly_its_canonical_columns(code):
    assert [c.name for c in forms().form(code).columns] == CANONICAL[code].split()


def test_every_column_has_at_least_four_wordings():
    few = {
        f"{form.code}.{c.name}": len(set(c.synonyms))
        for form in forms().forms
        for c in form.columns
        if len(set(c.synonyms)) < 4
    }
    assert few == {}


def test_all_contradictions_are_told_at_once(catalog):
    spoil(catalog, "sources.yml", "type: money_yuan", "type: gold")
    spoil(catalog, "sources.yml", "left: unpaid_wan", "left: unpaid_gold")
    required = "code: missing_required\n    severity: "
    spoil(catalog, "problems.yml", required + "error", required + "fatal")
    spoil(catalog, "region.yml", '"500111119"', '"999999999"')
    found = "\n".join(load_forms(catalog)[1])
    for culprit in ("gold", "unpaid_gold", "missing_required", "999999999"):
        assert culprit in found


def test_one_heading_for_two_columns_is_a_contradiction(catalog):
    spoil(catalog, "sources.yml", "synonyms: [备案床位数,", "synonyms: [举办性质, 备案床位数,")
    assert any("举办性质" in said for said in load_forms(catalog)[1])


def test_one_wording_for_two_options_is_a_contradiction(catalog):
    spoil(catalog, "sources.yml", "橙: [橙色,", "橙: [红色, 橙色,")
    assert any("红色" in said and "橙" in said for said in load_forms(catalog)[1])


def test_any_town_of_the_reference_list_can_be_the_region():
    other, contradictions = load_forms(CATALOG, town_code="500101001")
    assert contradictions == []
    assert other.region.town == "高笋塘街道"
    assert "东方广场社区" in [v.name for v in other.region.villages]


def test_brackets_units_spaces_and_marks_make_no_other_heading():
    for wording in ("涉及金额（万元）", " 涉及 金额\n(万元)", "*涉及金额（必填）", "３、涉及金额"):
        assert "涉及金额" in heading_keys(wording)
    assert "老年人" in heading_keys("其中：老年人")
