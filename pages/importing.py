"""Import: upload workbooks, see what was recognised, commit, look back, withdraw."""

from pipelines.queries import imports as ask
from pipelines.settings import home
from ui import help, importing_parts, papers_parts, parts, preview_parts
from ui.context import Context
from ui.story import importing as story
from ui.text import importing as text


def render(ctx: Context) -> None:
    if not ctx.person.may("import"):
        return parts.empty(text.NOT_ALLOWED)
    parts.answer(story.sentence(ask.totals(home())))
    importing_parts.draw_upload(ctx)
    importing_parts.draw_result(ctx)
    papers_parts.draw_returns(ctx)
    importing_parts.draw_history(ctx)
    papers_parts.draw_templates(ctx)
    preview_parts.draw_synonyms(ctx)
    importing_parts.draw_sample(ctx)
    help.show("importing")
