"""The name of a staged folder covers everything that decides its content, and hides no other."""

import ast
import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ledger.events import Ledger
from ledger.imports import live_imports
from models.catalog.forms import load_forms
from pipelines.contract import LIBRARIES, READS, closure, contract_of, imported
from pipelines.importing import import_paths
from pipelines.proving import findings
from pipelines.publish import BuildRefused
from pipelines.run import build
from pipelines.settings import PROJECT, Home
from pipelines.warehouse import newest_build, open_build
from tests.books import forms, write_book, write_csv, write_xls

AT = datetime(2026, 11, 23, 8, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "村（社区）", "联系人身份证"],
    ["甲养老院", "养老机构", "已登记已备案", "养老服务", "曙光村", "500225194803120001"],
]
STAGING = """
import json, sys
from datetime import date
from pathlib import Path
from models.catalog.forms import load_forms
from pipelines.guard import inspect
from pipelines.settings import CATALOG
from pipelines.worker import stage_file

for number, path in enumerate(map(Path, sys.argv[2:])):
    kind = inspect(path).kind
    folder = Path(sys.argv[1]) / str(number)
    stage_file(path, kind, path.name, date(2026, 11, 23), folder, load_forms(CATALOG)[0])
loaded = [getattr(module, "__file__", None) for module in sys.modules.values()]
print(json.dumps([path for path in loaded if path]))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Every file that a reading process has loaded after a workbook of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    books = [
        write_book(folder / "表.xlsx", {"Sheet1": REGISTER}),
        write_xls(folder / "表.xls", REGISTER),
        write_csv(folder / "表.csv", REGISTER, "gb18030"),
    ]
    command = [sys.executable, "-c", STAGING, str(folder), *map(str, books)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True)
    return [Path(name) for name in json.loads(done.stdout.splitlines()[-1])]


def test_every_file_of_ours_that_a_reading_process_loads_is_in_the_contract(loaded):
    own = {path for path in loaded if path.is_relative_to(PROJECT) and ".venv" not in path.parts}
    own -= {PROJECT / "pipelines" / "settings.py"}  # where the test's catalogue lies
    assert own - set(closure(READS)) == set()
    assert len(own) > 25


def test_the_libraries_that_read_and_store_are_in_the_contract(loaded):
    tops = {
        part for path in loaded for part in path.parts if (path.parts[-2:-1] or [""])[0] == part
    }
    named = {"defusedxml", "numpy", "pyarrow", "python_calamine", "yaml"}
    assert named & tops == named and len(named) == len(LIBRARIES)


@pytest.mark.parametrize("path", closure(READS), ids=lambda path: path.stem)
def test_the_imports_of_a_file_are_those_that_python_sees(path):
    wanted = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "the contract follows absolute imports"
            wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert wanted <= imported(path)


@pytest.mark.parametrize("name", ["models/matching.py", "models/catalog/wording.py",
                                  "models/catalog/forms.py", "pipelines/guard.py",
                                  "pipelines/reading/biff.py"])  # fmt: skip
def test_what_was_left_out_before_is_in_the_contract_now(name):
    assert PROJECT / name in closure(READS)


def test_the_day_the_name_and_the_villages_enter_the_contract(tmp_path):
    plain = contract_of(forms(), "曙光村.xlsx", AT)
    assert contract_of(forms(), "曙光村.xlsx", datetime(2026, 11, 23, 23, 59)) == plain
    assert contract_of(forms(), "曙光村.xlsx", datetime(2026, 11, 24)) != plain
    assert contract_of(forms(), "龙塘村.xlsx", AT) != plain
    same, other = (copy_of_the_catalogue(tmp_path / name) for name in ("same", "other"))
    assert contract_of(load_forms(same)[0], "曙光村.xlsx", AT) == plain
    villages = other.parent / "reference" / "jijia_villages.csv"
    villages.write_text(villages.read_text("utf-8").replace("天宝村", "天保村"), "utf-8")
    assert contract_of(load_forms(other)[0], "曙光村.xlsx", AT) != plain


def copy_of_the_catalogue(folder):
    for name in ("catalog", "reference"):
        shutil.copytree(PROJECT / "data" / name, folder / name)
    return folder / "catalog"


# ---------------------------------------------------------------- a name that is taken


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "名册.xlsx", {"Sheet1": REGISTER})


def staged_by(home, path):
    """(entry of the answer, staged folder that the event names)."""
    (entry,) = import_paths([path], home, **WHO)["files"]
    one = next(
        o for o in live_imports(Ledger(home.ledger_url).events()) if o.batch == entry["batch"]
    )
    return entry, home.staged / one.folder


def place_of_first(book, tmp_path):
    """The folder that an import into an empty home makes, to be put elsewhere."""
    _, folder = staged_by(Home(tmp_path / "elsewhere").prepare(), book)
    return folder


def empty_the_rows(folder):
    path = folder / "facility.parquet"
    pq.write_table(pq.read_table(path).slice(0, 0), path)


def test_a_folder_of_another_content_is_not_taken_for_what_was_read(home, book, tmp_path):
    left = place_of_first(book, tmp_path)
    empty_the_rows(left)
    shutil.copytree(left, home.staged / left.name)
    entry, folder = staged_by(home, book)
    assert entry["message"].startswith("全部接收：1") and folder.name != left.name
    build(home)
    arrived = open_build(newest_build(home)).rows("select facility_name from raw_facility")
    assert arrived == [("甲养老院",)] and findings(home) == []
    assert pq.read_table(home.staged / left.name / "facility.parquet").num_rows == 0  # as it was


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "facility.parquet").write_bytes(b"PAR1"),
    lambda folder: (folder / "extra.parquet").unlink(),
    lambda folder: (folder / "sheets.json").write_text("[]", "utf-8"),
    lambda folder: (folder / "more.parquet").write_bytes(b""),
])  # fmt: skip
def test_any_difference_of_the_folder_in_place_is_seen(home, book, tmp_path, spoil):
    left = place_of_first(book, tmp_path)
    spoil(left)
    shutil.copytree(left, home.staged / left.name)
    _, folder = staged_by(home, book)
    assert folder.name != left.name
    build(home)
    assert open_build(newest_build(home)).rows("select count(*) from raw_facility") == [(1,)]


def test_the_same_rows_packed_otherwise_are_the_same_folder(home, book, tmp_path):
    left = place_of_first(book, tmp_path)
    for path in left.glob("*.parquet"):
        pq.write_table(pq.read_table(path), path, compression="snappy")
    shutil.copytree(left, home.staged / left.name)
    _, folder = staged_by(home, book)
    assert folder.name == left.name and findings(home) == []


def test_rows_that_do_not_arrive_refuse_the_build_in_a_sentence(home, book):
    entry, folder = staged_by(home, book)
    build(home)
    empty_the_rows(folder)
    sheets = json.loads((folder / "sheets.json").read_text("utf-8"))
    counts = {"accepted": 0, "skipped": 1}  # the folder agrees with itself, not with the event
    text = json.dumps([{**one, **counts} for one in sheets], ensure_ascii=False)
    (folder / "sheets.json").write_text(text, "utf-8")
    with pytest.raises(BuildRefused) as refused:
        build(home)
    (found,) = [one for one in refused.value.findings if one.check == "every_import_arrives_whole"]
    assert entry["batch"] in found.rows[0] and "重新导入原文件" in found.rows[0]
