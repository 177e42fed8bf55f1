"""What is written about the product is true: paths, pages, commands and numbers exist."""

import re
from pathlib import Path

import pytest

import manage
from pages import PAGES
from ui import text

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    "README.md",
    "README.zh-CN.md",
    "docs/architecture.md",
    "docs/handbook.md",
    "ui/README.md",
)
HELP = {path.stem for path in (PROJECT / "docs" / "help").glob("*.md")}
# 指标说明 shows how scores come about; the keys of the projection stand in the help of 总览.
OTHER_HELP = {"catalogue": "scoring", "projection": None}


def read(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def named_paths(document: str) -> list[str]:
    """Things in backticks that look like a path of this project."""
    words = re.findall(r"`([\w./<>*-]+)`", document)
    rooms = ("data/", "docs/", "pages/", "pipelines/", "ui/", "models/", "ledger/", "reports/")
    found = [word for word in words if word.startswith(rooms) or word.endswith((".md", ".py"))]
    return [word for word in found if word not in ("data/store", "models/<build>.json")]  # state


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_a_document_names_exists(name):
    here = (PROJECT / name).parent
    missing = [
        path
        for path in named_paths(read(name))
        if not any(
            list(base.glob(re.sub(r"<\w+>", "*", path) + ending))
            for base in (PROJECT, here, PROJECT / "ui", PROJECT / "pipelines")
            for ending in ("", ".py")
        )
    ]
    assert missing == []


def test_every_link_of_the_readmes_leads_somewhere():
    for name in DOCUMENTS:
        links = re.findall(r"\]\((?!http)([^)#]+)\)", read(name))
        assert [one for one in links if not (PROJECT / name).parent.joinpath(one).exists()] == []


def test_the_handbook_names_pages_as_the_menu_does():
    named = set(re.findall(r"「([^」]+)」", read("docs/handbook.md")))
    titles = {title for title, _ in text.PAGES.values()}
    assert named - titles == set()
    assert titles - named == set()  # and forgets none


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_a_document_names_is_one(name):
    named = re.findall(r"manage\.py ([a-z]+)", read(name))
    assert [one for one in named if one not in manage.COMMANDS] == []


def test_every_page_has_its_help_and_every_help_its_page():
    wanted = {OTHER_HELP.get(page.url_path, page.url_path) for page in PAGES} - {None}
    assert wanted == HELP


def test_decisions_are_numbered_one_after_the_other():
    headings = re.findall(r"^## (.+)$", read("docs/decisions.md"), re.M)
    numbers = [re.match(r"(\d+)\. \S", heading) for heading in headings]
    assert all(numbers), "write `## NN. Title`"
    assert [int(found[1]) for found in numbers] == list(range(1, len(headings) + 1))
