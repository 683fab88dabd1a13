"""`zow up` without starting Airflow: what it says when it cannot, and that a signal ends it. The real thing: tests/e2e."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread, Timer

import pytest

from zow.errors import ZowError
from zow.orchestrate import environment
from zow.orchestrate.healthy import healthy
from zow.orchestrate.stack import HOST, Stack
from zow.settings import get


def test_a_taken_port_is_said_before_anything_starts(zow_home):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ZowError, match=f"Poort {port} is al in gebruik"), Stack(port) as stack:
            raise AssertionError(f"started {stack.children}")
    assert not (zow_home / "airflow" / "airflow.db").exists()


def test_a_service_that_ends_by_itself_is_named(zow_home):
    stack = Stack(1)
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"]) as child:
        child.wait()
    stack.children["scheduler"] = child
    with pytest.raises(ZowError, match=r"De dienst scheduler is gestopt \(code 7\)"):
        stack.check()
    with pytest.raises(ZowError, match="scheduler"):
        stack.wait_ready(5)


def test_stop_ends_a_child_that_will_not_listen(zow_home, monkeypatch):
    monkeypatch.setattr("zow.orchestrate.stack._GRACE_SECONDS", 0.5)
    stack = Stack(1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", deaf], process_group=0, stdout=subprocess.PIPE)
    stack.children["scheduler"], stack.group = child, child.pid
    assert child.stdout.readline() == b"ready\n"
    child.stdout.close()
    stack.stop()
    assert child.returncode == -signal.SIGKILL
    assert not stack.running()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order_and_says_where_to_look(zow_home, monkeypatch, capsys, number):
    import importlib

    module = importlib.import_module("zow.orchestrate.up")
    ended = []

    class Quick(Stack):
        def __enter__(self) -> Quick:
            return self

        def __exit__(self, *_: object) -> None:
            ended.append(self.port)

        def wait_ready(self, seconds: float = 0, stop=None) -> None:
            Timer(0.2, os.kill, (os.getpid(), number)).start()

    monkeypatch.setattr(module, "Stack", Quick)
    before = signal.getsignal(number)
    assert module.up(8123) == 0
    assert ended == [8123]
    assert signal.getsignal(number) is before
    shown = capsys.readouterr().out
    assert "http://127.0.0.1:8123" in shown and "passwords.json" in shown


def test_a_proxy_of_the_network_is_not_asked_for_this_machine(zow_home, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://{HOST}:1")
    monkeypatch.setenv("NO_PROXY", "intern.example")

    class Airflow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            parts = ("metadatabase", "scheduler", "dag_processor", "triggerer")
            self.wfile.write(json.dumps({part: {"status": "healthy"} for part in parts}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer((HOST, 0), Airflow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            stack = Stack(server.server_port)
            assert healthy(stack.url)
            stack.wait_ready(60)
        finally:
            server.shutdown()
    # and the services find each other
    assert {stack.environment[name] for name in ("NO_PROXY", "no_proxy")} == {f"intern.example,{HOST}"}


def test_a_secret_is_made_once_and_for_its_owner_only(zow_home):
    first, second = environment(get()), environment(get())
    assert first["AIRFLOW__API_AUTH__JWT_SECRET"] == second["AIRFLOW__API_AUTH__JWT_SECRET"]
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 48
    path = zow_home / "airflow" / "jwt_secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_reports_home(zow_home):
    given = environment(get())
    assert given["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert given["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"
    assert given["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{zow_home}/airflow/airflow.db"


def test_up_is_a_module_too():
    text = subprocess.run([sys.executable, "-m", "zow.orchestrate.up", "--help"], capture_output=True, text=True, check=True)
    assert "--port" in text.stdout
