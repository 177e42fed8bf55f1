"""Which tests one worker takes together: those of a file, and the journeys of one running app."""

from xdist.scheduler.loadfile import LoadFileScheduling

# Files whose tests share a running app: apart, each would start its own server and browser.
SHARED_APP = ("test_reading_journeys", "test_working_journeys", "test_import_journey")


class ByServer(LoadFileScheduling):
    """File by file, in the order of collection; files that share an app as one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "e2e/shared app" if any(name in file for name in SHARED_APP) else file
