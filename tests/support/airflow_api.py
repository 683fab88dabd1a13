"""What the tests of the scheduler ask of a running Airflow."""

from __future__ import annotations

import json
import random
import socket
import time
import urllib.request

from zow.orchestrate.environment import ADMIN
from zow.orchestrate.stack import HOST, Stack

PATIENCE = 1200  # seconds for one wait, only to end what hangs; on an idle machine a whole test takes under two minutes


def free_port() -> int:
    """A port that stays free until it is listened on: below those that the system hands out to every connection that any test opens."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port


class Api:
    """Airflow's REST API as a user, by default admin. `call` raises urllib.error.HTTPError on what is refused."""

    def __init__(self, stack: Stack, user: str = ADMIN) -> None:
        self.url = stack.url
        self.headers = {"Content-Type": "application/json"}
        password = json.loads(stack.passwords.read_text())[user]
        token = self.call("POST", "/auth/token", {"username": user, "password": password})
        self.headers["Authorization"] = f"Bearer {token['access_token']}"

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, self.headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def runs(self, dag_id: str) -> list[dict]:
        return self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"]

    def trigger(self, dag_id: str, conf: dict) -> str:
        """Start a run as soon as the dag-processor has the DAG ready."""
        self.until(lambda: dag_id in {d["dag_id"] for d in self.call("GET", "/api/v2/dags")["dags"]}, f"{dag_id} known")
        return self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def finished(self, dag_id: str, run_id: str) -> str:
        """Wait for the end of a run; its state."""
        def state() -> str | None:
            found = {run["dag_run_id"]: run["state"] for run in self.runs(dag_id)}.get(run_id)
            return found if found in ("success", "failed") else None

        return self.until(state, f"{dag_id} {run_id}")

    def tasks(self, dag_id: str, run_id: str) -> dict[tuple[str, str | None], dict]:
        found = self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {(task["task_id"], task["rendered_map_index"]): task for task in found}

    @staticmethod
    def until(what, name: str):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = what()
            if found:
                return found
            time.sleep(1)
        raise AssertionError(f"after {PATIENCE} s still waiting for: {name}")
