"""The list of screens: one line each, in menu order. Titles and questions are in ui/text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """url_path names the module (its render(ctx) draws) and the words in ui/text.PAGES."""

    url_path: str
    icon: str
    section: str = ""
    action: str = "see"  # what roles.yml must allow for the page to stand in the menu
    needs_build: bool = True
    has_frame: bool = True  # False: the page draws the whole window itself
    unfiltered: tuple[str, ...] = ()  # filters the page does not obey: said beside what is chosen
    is_current: bool = False  # whatever month is chosen, the page shows what is known today


ALL = ("village", "sector", "level")
PAGES = (
    Entry("overview", ":material/dashboard:", "see"),
    Entry("riskmap", ":material/map:", "see"),
    Entry("sectors", ":material/category:", "see"),
    Entry("inventory", ":material/format_list_numbered:", "see"),
    Entry("profile", ":material/badge:", "see"),
    Entry("tuning", ":material/tune:", "see", "see_models"),
    Entry("validation", ":material/verified:", "see", "see_models"),
    Entry("leads", ":material/flag:", "act", "see_cases"),
    Entry("rectification", ":material/task_alt:", "act", "see_cases"),
    Entry("case", ":material/assignment:", "act", "see_cases", unfiltered=ALL, is_current=True),
    Entry("visits", ":material/route:", "act", "see_models"),
    Entry("monthly", ":material/event_note:", "act", unfiltered=("sector", "level")),
    Entry("projection", ":material/co_present:", "act", "present", has_frame=False),
    Entry(
        "importing",
        ":material/upload_file:",
        "data",
        "import",
        needs_build=False,
        unfiltered=ALL,
        is_current=True,
    ),
    Entry("quality", ":material/fact_check:", "data"),
    Entry(
        "audit",
        ":material/history:",
        "data",
        "see_audit",
        needs_build=False,
        unfiltered=ALL,
        is_current=True,
    ),
    Entry(
        "administration",
        ":material/admin_panel_settings:",
        "data",
        "accounts",
        needs_build=False,
        unfiltered=ALL,
        is_current=True,
    ),
    Entry("catalogue", ":material/menu_book:", "data", needs_build=False, is_current=True),
)
