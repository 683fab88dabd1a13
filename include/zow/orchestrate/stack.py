"""Airflow's services as children of this process, in one process group: for `zow up` and for the test of the scheduler.

Not `airflow standalone`: that starts dozens of processes and leaves some behind.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from importlib.metadata import version
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.orchestrate.environment import ADMIN, environment, write_private
from zow.orchestrate.healthy import DIRECT

HOST = "127.0.0.1"
_GRACE_SECONDS = 20
_OWN_CODE = str(Path(__file__).parents[2])


class Stack:
    """api-server, scheduler, dag-processor and, unless left out, triggerer on $ZOW_HOME/airflow. A context manager:
    leaving it ends every child."""

    def __init__(self, port: int, triggerer: bool = True) -> None:
        current = settings.get()
        self.port = port
        self.home = current.airflow_home
        self.passwords = self.home / "passwords.json"
        self.logs = self.home / "logs" / "services"
        beside = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
        self.environment = {
            **os.environ,
            **environment(current),
            "PYTHONPATH": os.pathsep.join(filter(None, [_OWN_CODE, os.environ.get("PYTHONPATH")])),
            # the services speak with each other on this machine, whatever proxy the network has
            **dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(filter(None, [beside, HOST]))),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
        }
        self.commands = {
            "api-server": ["api-server", "--host", HOST, "--port", str(port), "--workers", "1"],
            "scheduler": ["scheduler", "--skip-serve-logs"],
            "dag-processor": ["dag-processor"],
        }
        if triggerer:
            self.commands["triggerer"] = ["triggerer", "--skip-serve-logs"]
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.group: int | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def password(self) -> str:
        return json.loads(self.passwords.read_text())[ADMIN]

    def __enter__(self) -> Stack:
        self._prepare()
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            for name, arguments in self.commands.items():
                with (self.logs / f"{name}.log").open("ab") as log:
                    child = subprocess.Popen(  # noqa: S603 (our own interpreter and words)
                        [sys.executable, "-m", "airflow", *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                        stdout=log, stderr=subprocess.STDOUT, process_group=self.group or 0)
                self.group = self.group or child.pid
                self.children[name] = child
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_ready(self, seconds: float = 120, stop: threading.Event | None = None) -> None:
        """Wait until every service reports healthy, or `stop` is set. Raises ZowError when one ends or the time is
        up."""
        stop = stop or threading.Event()
        deadline = time.monotonic() + seconds
        wanted = {"metadatabase", *(name.replace("-", "_") for name in self.commands if name != "api-server")}
        seen: dict[str, str] = {}
        while time.monotonic() < deadline:
            self.check()
            try:
                with DIRECT.open(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:
                    seen = {name: part["status"] for name, part in json.load(answer).items()}
            except (urllib.error.URLError, OSError, ValueError):
                seen = {}
            if all(seen.get(name) == "healthy" for name in wanted):
                return
            if stop.wait(0.3):
                return
        late = ", ".join(sorted(name for name in wanted if seen.get(name) != "healthy"))
        raise ZowError(f"Airflow was na {seconds:.0f} seconden nog niet klaar: {late}.", str(self.logs),
                       "Bekijk de logs van deze diensten; op een trage machine helpt opnieuw proberen.")

    def check(self) -> None:
        """Raise ZowError when a service has ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                log = self.logs / f"{name}.log"
                raise ZowError(f"De dienst {name} is gestopt (code {child.returncode}).", str(log),
                               "De laatste regels van dat log noemen de oorzaak.")

    def stop(self) -> None:
        """End every process of the group: SIGTERM, and SIGKILL for what is left after 20 seconds."""
        if self.group is None:
            return
        for how, seconds in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.group, how)
            except ProcessLookupError:
                break
            deadline = time.monotonic() + seconds
            while self.running() and time.monotonic() < deadline:
                time.sleep(0.1)
            if not self.running():
                break
        for child in self.children.values():
            child.wait(5)
        self.group = None

    def running(self) -> bool:
        """Whether any process of the group is left (grandchildren too)."""
        for child in self.children.values():
            child.poll()  # reaps it, else a zombie would count as left
        if self.group is None:
            return False
        try:
            os.killpg(self.group, 0)
        except ProcessLookupError:
            return False
        return True

    def _prepare(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except OSError:
                raise ZowError(f"Poort {self.port} is al in gebruik.", f"{HOST}:{self.port}",
                               "Kies een andere met --port, of stop wat daar draait.") from None
        if not self.passwords.exists():
            write_private(self.passwords, json.dumps({ADMIN: secrets.token_urlsafe(12)}))
        # a database is migrated once per version of Airflow; the check alone would cost seconds at every start
        done = self.home / "airflow.db.versie"
        current = version("apache-airflow")
        if (self.home / "airflow.db").exists() and done.exists() and done.read_text() == current:
            return
        result = subprocess.run([sys.executable, "-m", "zow.orchestrate.migrate"], env=self.environment,
                                check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if result.returncode:
            raise ZowError("De database van Airflow kon niet worden aangemaakt.", str(self.home / "airflow.db"),
                           f"Laatste regels:\n{result.stderr[-1500:]}")
        done.write_text(current)
