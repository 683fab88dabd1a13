"""What the benchmarks of whole nights share: a ZOW_HOME of their own and `zow nightly` with its time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """`wall` and `processor` seconds, `memory` the largest resident size in MiB."""

    wall: float
    processor: float
    memory: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s, {self.processor:.1f} s of processor time, {self.memory:.0f} MiB"


def nightly(home: Path, told: Path) -> Spent:
    """Run `zow nightly` as a user does; its output goes to `told`. Raises SystemExit when it fails."""
    environment = {**os.environ, "ZOW_HOME": str(home), "ZOW_PSEUDONYM_KEY": "ab" * 32}
    began = time.perf_counter()
    with told.open("w") as out:
        process = subprocess.Popen([Path(sys.executable).with_name("zow"), "nightly"], env=environment,  # noqa: S603  our own command
                                   stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status:
        raise SystemExit(f"zow nightly ended with {os.waitstatus_to_exitcode(status)}:\n{told.read_text()[-2000:]}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
