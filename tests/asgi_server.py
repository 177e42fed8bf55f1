"""A real server for an ASGI app on a free port of this machine, for tests of the door."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import uvicorn


@contextmanager
def served_at(app):
    """The port; the server ends with the block."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def finished(coroutine):
    """The coroutine's result, from a thread of its own: a browser test may have left a loop running
    in this one."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, coroutine).result()
