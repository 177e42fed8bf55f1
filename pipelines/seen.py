"""What a preview read waits a while in tmp/, so that the import need not read the file again."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import time
from pathlib import Path

from pipelines.settings import Home
from pipelines.worker import Staged

KEPT_SECONDS = 3600  # nobody decides longer about a preview
FOLDER, ANSWER, REDACTED = "staged", "answer.json", "redacted"


def place_of(home: Home, sha256: str, contract: str) -> Path:
    return home.tmp / f"seen-{sha256}-{contract}"


def waits(home: Home) -> bool:
    """Whether anything waits, so that a reading process may not be needed at all."""
    return any(home.tmp.glob("seen-*"))


def keep(home: Home, sha256: str, contract: str, staged: Staged, folder: Path) -> None:
    """Let what was staged in `folder` wait for the import; it appears by rename, complete."""
    parcel = folder.with_name(f"{folder.name}-seen")
    parcel.mkdir()
    if staged.redacted:
        os.rename(staged.redacted, parcel / REDACTED)
    os.rename(folder, parcel / FOLDER)
    text = json.dumps(dataclasses.asdict(staged), ensure_ascii=False)
    (parcel / ANSWER).write_text(text, encoding="utf-8")
    try:
        os.rename(parcel, place_of(home, sha256, contract))
    except OSError:  # another preview was quicker: it says the same
        shutil.rmtree(parcel, ignore_errors=True)


def take(home: Home, sha256: str, contract: str, folder: Path) -> Staged | None:
    """Move what was read of this file under this contract to `folder`: nobody else gets it."""
    parcel = folder.with_name(f"{folder.name}-taken")
    try:
        os.rename(place_of(home, sha256, contract), parcel)
        staged = Staged(**json.loads((parcel / ANSWER).read_text("utf-8")))
        os.rename(parcel / FOLDER, folder)
    except (OSError, ValueError, TypeError):  # nothing waits, or half of it: the file is read
        return None
    if staged.redacted:
        staged.redacted = str(parcel / REDACTED)
    return staged


def forget_old(home: Home) -> None:
    """Remove what waited too long."""
    for parcel in home.tmp.glob("seen-*"):
        try:
            is_old = time.time() - parcel.stat().st_mtime > KEPT_SECONDS
        except FileNotFoundError:
            continue
        if is_old:
            shutil.rmtree(parcel, ignore_errors=True)
