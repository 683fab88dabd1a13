"""`zow` as a user runs it: a process of its own, in another working directory than the project."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_LIMIT = 1800  # seconds; only to end what hangs


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "ZOW_HOME": str(home), "ZOW_PSEUDONYM_KEY": "ab" * 32, "ZOW_USER": "toetser",
            "ZOW_MEMORY_LIMIT": "512MB", "ZOW_LOCK_WAIT": str(_LIMIT)}


def start(home: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "zow.cli", *words], cwd=home.parent, env=environment(home), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def zow(home: Path, *words: str) -> subprocess.CompletedProcess:
    """Run `zow <words>` to its end."""
    return finished(start(home, *words))


def finished(process: subprocess.Popen) -> subprocess.CompletedProcess:
    """Wait for the end of a process that was started here; one that hangs is killed, and fails."""
    try:
        out, err = process.communicate(timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def killed(home: Path, *words: str, when: Callable[[], object], after: float = 0) -> None:
    """Run `zow <words>` and kill -9 it, children and all, `after` seconds after `when()` is true. Fails when it ended before the
    moment came."""
    process = start(home, *words)
    deadline = time.monotonic() + _LIMIT
    try:
        while not when():
            # the moment can have come between the look at it and the look at the process
            assert process.poll() is None or when(), f"ended before the moment came: {process.communicate()}"
            assert time.monotonic() < deadline, "the moment never came"
            time.sleep(0.02)
        time.sleep(after)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
