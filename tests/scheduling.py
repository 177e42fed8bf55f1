"""Which tests one worker takes together: those of a file, and all that need the browser."""

from xdist.scheduler.loadfile import LoadFileScheduling


class OneBrowser(LoadFileScheduling):
    """File by file, in the order of collection. The browser's files are one: with the server and
    the browser beside it, one such worker keeps a core and a half busy; two only wait for each
    other, and each would start its own."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "e2e" if "/e2e/" in file else file
