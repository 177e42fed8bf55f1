"""Processes that write to a ledger. They fork from one that has loaded only what they need, so that
forty of them cost seconds, not half a minute."""

from __future__ import annotations

import multiprocessing
from datetime import datetime

from ledger.events import Event, Ledger

AT = datetime(2026, 9, 1, 9, 30)


def write(ledger: Ledger, subject_id="L-1", action="noted", payload=None, **more) -> Event:
    return ledger.append(
        subject="lead",
        subject_id=subject_id,
        action=action,
        payload=payload or {},
        actor="张三",
        role="分析员",
        at=AT,
        **more,
    )


def write_many(url: str, name: str, count: int, barrier) -> None:
    ledger = Ledger(url)
    barrier.wait()
    for number in range(count):
        write(ledger, f"{name}-{number}")


def write_until_killed(url: str, name: str, told) -> None:
    """Tells (seq, subject_id) of each event through `told` once it is written."""
    ledger, number = Ledger(url), 0
    while True:
        number += 1
        event = write(ledger, f"{name}-{number}")
        told.send((event.seq, event.subject_id))


def processes():
    """Where such processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def heard(told) -> list[tuple[int, str]]:
    """What a killed writer had told before it died."""
    found = []
    try:
        while told.poll():
            found.append(told.recv())
    except EOFError:
        pass
    return found
