"""What imports and previews that were killed left in tmp/, removed by the next one."""

from __future__ import annotations

import os
import shutil

from pipelines import seen
from pipelines.settings import Home

KINDS = ("import", "preview", "upload")  # folders are named <kind>-<process>-<anything>


def sweep(home: Home) -> None:
    """Remove the folders of processes that run no more, and previews of long ago."""
    for kind in KINDS:
        for folder in home.tmp.glob(f"{kind}-*-*"):
            number = folder.name.split("-")[1]
            if number.isdigit() and int(number) != os.getpid() and not is_running(int(number)):
                shutil.rmtree(folder, ignore_errors=True)
    seen.forget_old(home)


def is_running(process: int) -> bool:
    """Whether a process of this number exists (on Windows: assumed)."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
