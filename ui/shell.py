"""The Streamlit script behind app.py. It lies in ui/ so that Streamlit finds no pages/ beside it,
whose files it would otherwise run alone, past the door."""

from pages import PAGES
from ui import frame

frame.show(PAGES)
