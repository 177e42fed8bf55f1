"""Evidence files: checked by their content, stored under their hash, photos given a fingerprint."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path

from ledger.workflow import load_workflow
from pipelines.keeping import KeepingError
from pipelines.proving import say
from pipelines.settings import Home

# First bytes of the types that workflow.yml allows.
MAGIC = {
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-",
}
PHOTOS = {"jpg", "jpeg", "png"}
MAX_PIXELS = 60_000_000  # a picture that unpacks to more is a bomb, not a photo


def keep_evidence(state: Home, name: str, data: bytes) -> dict:
    """Store a file and give the fields for the step `evidence_added` (without evidence_kind).

    KeepingError with the sentence for the person: wrong type, too large, empty.
    """
    ending = _checked_ending(name, data)
    digest = hashlib.sha256(data).hexdigest()
    _store(state.root / "evidence" / f"{digest}.{ending}", data)
    fields = {
        "evidence_sha256": digest,
        "evidence_name": Path(name).name,
        "evidence_bytes": len(data),
    }
    look = fingerprint(data) if ending in PHOTOS else ""
    return {**fields, **({"evidence_look": look} if look else {})}


def evidence_path(state: Home, sha256: str) -> Path | None:
    """Where a stored file lies, by its hash."""
    return next(iter((state.root / "evidence").glob(f"{sha256}.*")), None)


def fingerprint(data: bytes) -> str:
    """64 bits of a photo as hexadecimal text: which neighbours in a 9 × 8 thumbnail grow darker
    (difference hash). The same photo saved again or scaled differs in few bits. Empty if unread."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                return ""
            small = photo.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    except (OSError, ValueError, Image.DecompressionBombError):
        return ""
    rows = [small.tobytes()[start : start + 9] for start in range(0, 72, 9)]
    bits = [row[i] > row[i + 1] for row in rows for i in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def _checked_ending(name: str, data: bytes) -> str:
    known = load_workflow().parameters
    types, limit = known["evidence_types"], known["evidence_max_mb"]
    ending = Path(name).suffix.lstrip(".").lower()
    if not data:
        raise KeepingError(say("evidence_empty", name=name))
    if ending not in types or not data.startswith(MAGIC[ending]):
        raise KeepingError(say("evidence_type", name=name, types="、".join(types)))
    if len(data) > limit * 1024 * 1024:
        raise KeepingError(say("evidence_size", name=name, size=limit))
    return ending


def _store(target: Path, data: bytes) -> None:
    """Whole or not at all; the same file twice is one file."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".new-", suffix=".tmp", dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
