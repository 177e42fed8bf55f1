"""The rules of the house (docs/architecture.md), checked on the source itself."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ["pages", "ui", "reports", "pipelines", "ledger", "models"]
MAY_IMPORT = {
    "pages": {"ui", "reports", "pipelines", "ledger", "models"},
    "ui": {"pages", "reports", "pipelines", "ledger", "models"},  # the shell reads the PAGES list
    "reports": {"pipelines", "ledger", "models"},
    "pipelines": {"ledger", "models"},
    "ledger": {"models"},
    "models": set(),
}
FORBIDDEN_LIBRARIES = {
    "reports": {"streamlit"},
    "pipelines": {"streamlit"},
    "ledger": {"streamlit", "duckdb"},
    "models": {"streamlit", "duckdb", "sqlalchemy"},
}


def sources(room: str) -> list[Path]:
    return sorted((PROJECT / room).rglob("*.py"))


def imported_names(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_itself_and_the_rooms_to_its_right(room):
    allowed = MAY_IMPORT[room] | {room}
    wrong = {
        str(path.relative_to(PROJECT)): sorted(imported_names(path) & set(ROOMS) - allowed)
        for path in sources(room)
    }
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("room", sorted(FORBIDDEN_LIBRARIES))
def test_a_room_does_not_reach_for_libraries_of_another_room(room):
    wrong = {
        str(path.relative_to(PROJECT)): sorted(imported_names(path) & FORBIDDEN_LIBRARIES[room])
        for path in sources(room)
    }
    assert {path: names for path, names in wrong.items() if names} == {}


def test_only_the_shell_reads_the_page_list_from_inside_ui():
    readers = [path.name for path in sources("ui") if "pages" in imported_names(path)]
    assert readers in ([], ["shell.py"])


@pytest.mark.parametrize("path", sources("pages"), ids=lambda path: path.name)
def test_a_page_is_short_and_holds_no_sql_and_no_chinese_words(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 120
    strings = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ][1:]  # the file's docstring names the screen by its title
    assert [s for s in strings if any("\u4e00" <= letter <= "\u9fff" for letter in s)] == []
    assert [s for s in strings if s.lower().lstrip().startswith(("select ", "with "))] == []


def code_files() -> list[Path]:
    rooms = [*ROOMS, "benchmarks", "data/sample"]
    return [PROJECT / "manage.py", PROJECT / "app.py"] + [
        p for room in rooms for p in sources(room)
    ]


@pytest.mark.parametrize("path", code_files(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_files_open_with_a_sentence_and_functions_stay_small(path):
    tree = ast.parse(path.read_text("utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), "the first line says why the file exists"
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > 60
    ]
    assert long == []


def test_no_sql_is_built_from_an_f_string():
    glued = []
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("execute", "sql", "executemany")
                and node.args
                and isinstance(node.args[0], ast.JoinedStr)
            ):
                glued.append(f"{path.relative_to(PROJECT)}:{node.lineno}")
    assert glued == []
