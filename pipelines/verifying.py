"""`manage.py verify`: what holds, what does not, and what can still be trusted."""

from __future__ import annotations

import argparse
import sys

from ledger.events import GENESIS, Event
from ledger.proof import prove
from pipelines.proving import FOLDERS, faults_of, say, tell, write_down
from pipelines.settings import Home, home


def verify_main(argv: list[str]) -> int:
    """manage.py verify [--code CODE]: 0 all proved, 1 something is wrong."""
    parser = argparse.ArgumentParser(
        prog="manage.py verify", description="核对留痕链和全部存档文件"
    )
    parser.add_argument("--code", help="文件页脚上的留痕编号")
    asked = parser.parse_args(argv)
    state = home().prepare()
    proof = prove(state.ledger_url)
    found = faults_of(state, proof)
    if asked.code and not _knows(proof.events, asked.code):
        print(say("code_unknown", code=asked.code), file=sys.stderr)
        return _broken(found, proof.trusted) or 1
    if asked.code:
        print(say("code_known", code=asked.code))
    return _broken(found, proof.trusted) if found else _whole(state, proof.events)


def _whole(state: Home, events: list[Event]) -> int:
    files = sum(1 for name in FOLDERS for p in (state.root / name).rglob("*") if p.is_file())
    code = head_code(events)
    print(say("whole", events=len(events), files=files, code=code))
    write_down(state, code)
    return 0


def _broken(found: list[str], trusted: int) -> int:
    if found:
        tell(found, "broken")
        print(say("trusted" if trusted else "trusted_none", seq=trusted), file=sys.stderr)
    return 1 if found else 0


def head_code(events: list[Event]) -> str:
    seq, digest = (events[-1].seq, events[-1].hash) if events else (0, GENESIS)
    return f"{seq}-{digest[:8]}"


def _knows(events: list[Event], code: str) -> bool:
    number, _, digits = code.partition("-")
    if len(digits) < 8:
        return False
    return any(str(e.seq) == number and e.hash.startswith(digits) for e in events)
