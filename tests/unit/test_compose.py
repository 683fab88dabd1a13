"""docker-compose.yml, Dockerfile and .env.example. There is no Docker engine here: what can be read is checked by reading."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from zow.orchestrate.environment import TELEMETRY_OFF, environment
from zow.orchestrate.healthy import healthy
from zow.settings import get

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLE = re.compile(r"\$\{(\w+)(:\?|:-)?([^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|KEY")
AIRFLOW = ("airflow-init", "api-server", "scheduler", "dag-processor", "triggerer")


def _example() -> dict[str, str]:
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_compose_file_is_valid():
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(ROOT / "docker-compose.yml")],
        capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_services_are_those_of_the_issue():
    assert sorted(SERVICES) == sorted([*AIRFLOW, "postgres", "reports"])
    assert int(re.match(r"postgres:(\d+)", SERVICES["postgres"]["image"])[1]) >= 15
    assert "unprivileged" in SERVICES["reports"]["image"]
    for name in AIRFLOW:
        assert SERVICES[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_and_comes_back(name):
    service = SERVICES[name]
    if name == "airflow-init":  # ends by itself: the image's own check of a web server must not apply to it
        assert service["healthcheck"] == {"disable": True}
        assert service["restart"] == "no"
        return
    assert service["healthcheck"]["test"] and service["healthcheck"]["interval"]
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_waits_for_can_be_waited_for(name):
    waits = SERVICES[name].get("depends_on", {})
    assert waits or name == "postgres"
    for other, how in waits.items():
        wanted = "service_completed_successfully" if other == "airflow-init" else "service_healthy"
        assert how == {"condition": wanted}


def test_ports_are_bound_to_this_machine_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in SERVICES["postgres"]


def test_no_secret_has_a_default():
    seen = set()
    for name, how, default in VARIABLE.findall(TEXT):
        assert how in (":?", ":-"), f"{name} would silently be empty"
        if SECRET.search(name):
            seen.add(name)
            assert how == ":?", f"{name} has default {default!r}"
    assert {"ZOW_POSTGRES_PASSWORD", "ZOW_UI_PASSWORD", "ZOW_JWT_SECRET", "ZOW_API_SECRET", "ZOW_FERNET_KEY",
            "ZOW_PSEUDONYM_KEY"} == seen
    for name, service in SERVICES.items():
        for key, value in service["environment"].items() if "environment" in service else ():
            if SECRET.search(key) and "PASSWORDS_FILE" not in key:
                assert VARIABLE.fullmatch(value), f"{name}: {key} is written out"
    assert not re.search(r"(PASSWORD|SECRET|KEY)\s*=", DOCKERFILE)


def test_the_example_names_what_the_compose_file_needs_and_gives_no_secret():
    used = {name: (how, default) for name, how, default in VARIABLE.findall(TEXT)}
    example = _example()
    assert set(example) == set(used)
    for name, value in example.items():
        how, default = used[name]
        assert value == ("" if how == ":?" else default), name


def test_the_settings_the_compose_file_gives_are_settings_we_read():
    source = "\n".join(path.read_text() for path in (ROOT / "include" / "zow").rglob("*.py"))
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            if name.startswith("ZOW_"):
                assert f'"{name}"' in source, name


def test_only_where_tasks_run_a_bsn_can_become_a_pseudonym():
    assert [name for name, service in SERVICES.items() if "ZOW_PSEUDONYM_KEY" in service.get("environment", {})] == ["scheduler"]


def test_what_is_mounted_exists():
    named = set(COMPOSE["volumes"])
    for name, service in SERVICES.items():
        for mount in service["volumes"]:
            if isinstance(mount, str):
                source = mount.split(":")[0]
                assert source in named or (ROOT / source).exists(), f"{name}: {source}"
            elif mount["type"] == "volume":
                assert mount["source"] in named
            else:
                assert VARIABLE.fullmatch(mount["source"])


def test_the_web_server_sees_reports_and_never_raw_or_the_key():
    service = SERVICES["reports"]
    shared = [mount for mount in service["volumes"] if not isinstance(mount, str)]
    assert {mount["volume"]["subpath"] for mount in shared} == {"published", "reports"}
    assert all(mount["read_only"] for mount in shared)
    assert all(mount.endswith(":ro") for mount in service["volumes"] if isinstance(mount, str))
    assert service["read_only"] is True and "environment" not in service
    aliases = re.findall(r"alias (\S+);", (ROOT / "deploy" / "nginx.conf").read_text())
    assert aliases
    for alias in aliases:
        assert re.fullmatch(r"/srv/published/\S+/report/\S*|/srv/reports/((quarantaine|catalogus|data_docs)/|index\.html)", alias), alias


def _served(url: str) -> str | None:
    """The file that nginx.conf gives for `url`: exact locations first, then its regular expressions, then the longest prefix. None: 404.
    Of what nginx does only what our locations use."""
    text = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx.conf").read_text())
    blocks = re.findall(r"location (=|~|) ?(\S+) \{(.*?)\}(?=\s)", text, re.DOTALL)
    locations = [(kind, pattern.strip('"'), alias[1]) for kind, pattern, body in blocks
                 if (alias := re.search(r"alias (\S+);|return 404;", body))]
    assert len(locations) > 8
    for kind, pattern, alias in locations:
        if kind == "=" and url == pattern:
            return alias
    for kind, pattern, alias in locations:
        if kind == "~" and (found := re.search(pattern.replace("(?<", "(?P<"), url)):
            return alias and re.sub(r"\$(\w+)", lambda name, found=found: found[name[1]], alias)
    prefixes = [(pattern, alias) for kind, pattern, alias in locations if not kind and url.startswith(pattern)]
    pattern, alias = max(prefixes, key=lambda each: len(each[0]))
    return alias and alias + url.removeprefix(pattern)


@pytest.mark.parametrize(("url", "file"), [
    ("/actueel/index.html", "published/current/report/index.html"),
    ("/versies/monitor_2021K4_v1/", "published/versions/monitor_2021K4_v1/report/"),
    ("/reports/index.html", "reports/index.html"),
    # where the overview of all reports links to (zow.report.overview): relative, as the folders lie on disk
    ("/published/versions/effectmeting_2014H2_v1/report/aanbieders/GM0171_A~2f.html",
     "published/versions/effectmeting_2014H2_v1/report/aanbieders/GM0171_A~2f.html"),
    ("/reports/quarantaine/GM0171/quarantaine.xlsx", "reports/quarantaine/GM0171/quarantaine.xlsx"),
    ("/reports/catalogus/index.html", "reports/catalogus/index.html"), ("/reports/data_docs/index.html", "reports/data_docs/index.html"),
    ("/published/versions/monitor_2021K4_v1/sociaal_domein.duckdb", None), ("/published/log/monitor_2021K4_v1.json", None),
    ("/reports/gx/validations/x.json", None), ("/reports/.index.html.12", None), ("/reports/catalogus/.stand", None),
    ("/reports/quarantaine../gx/x", None), ("/versies/monitor_2021K4_v1/.x/index.html", None),
])
def test_what_the_web_server_serves(url, file):
    assert _served(url) == (file and f"/srv/{file}")


def test_first_start_makes_the_folders_the_web_server_mounts():
    command = SERVICES["airflow-init"]["command"][-1]
    for mount in SERVICES["reports"]["volumes"]:
        if not isinstance(mount, str):
            assert f"/data/{mount['volume']['subpath']}/" in command


def test_dag_paths_and_telemetry_are_as_on_a_workstation(zow_home):
    """The container's environment stands in Dockerfile and compose file: it may not drift from that of `zow up`."""
    given = {**dict(re.findall(r"(\w+)=(\S+)", DOCKERFILE)), **SERVICES["scheduler"]["environment"]}
    assert set(environment(get())) - set(given) <= {"ZOW_SECRETS_DIR", "SCARF_ANALYTICS"}
    for name in set(TELEMETRY_OFF) - {"SCARF_ANALYTICS"}:
        assert given[name] == TELEMETRY_OFF[name]
    for name in ("AIRFLOW__CORE__LOAD_EXAMPLES", "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION", "AIRFLOW__CORE__EXECUTOR",
                 "AIRFLOW__CORE__DEFAULT_TIMEZONE", "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"):
        assert VARIABLE.sub(lambda variable: variable[3], given[name]) == environment(get())[name]


def test_the_image_is_built_from_what_exists_without_root_and_with_a_check():
    copied = [source for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for source in line.split()[:-1]]
    assert {"requirements.lock", "pyproject.toml", "include", "dags", "dbt_project", "expectations"} <= set(copied)
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, pattern) for pattern in allowed), f"{source} is kept out by .dockerignore"
    assert set(allowed) == set(copied)
    assert all(image.startswith("python:3.11-slim") for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M))
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M)[-1] not in ("root", "0")
    assert DOCKERFILE.index("USER zow") < DOCKERFILE.index("CMD [\"airflow\"")
    assert "HEALTHCHECK" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize(("status", "body", "expected"), [
    (200, b'{"metadatabase": {"status": "healthy"}, "scheduler": {"status": "unhealthy"}}', True),
    (200, b'{"metadatabase": {"status": "unhealthy"}}', False),
    (200, b"", True),  # the scheduler's own small server answers without a body
    (503, b"", False),
    (200, b"<html>", False),
])
def test_health_check(status, body, expected):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            assert healthy(f"http://127.0.0.1:{server.server_port}/health") is expected
        finally:
            server.shutdown()


def test_health_check_of_nothing():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    assert healthy(f"http://127.0.0.1:{port}/health") is False
