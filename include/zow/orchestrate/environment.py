"""The environment under which Airflow runs: everything that differs from Airflow's defaults, in one place.

Airflow reads its configuration when it is first imported, so this must be in `os.environ` before that (`bootstrap`
does it for in-process runs, `stack` for the services of `zow up`). In docker-compose the same values stand in
docker-compose.yml.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from zow.settings import Settings

POOL = "warehouse"
POOL_NOTE = "Everything that writes the warehouse or the published room: one at a time (architecture 1)."
ADMIN = "admin"

# Figures about people and municipalities stay here: no tool reports its use to its maker.
TELEMETRY_OFF = {
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "SCARF_ANALYTICS": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def environment(settings: Settings, database: Path | None = None) -> dict[str, str]:
    """The variables for AIRFLOW_HOME=$ZOW_HOME/airflow with SQLite and LocalExecutor. `database` is the metadata file
    (default `airflow.db` in that folder). Makes the folder and, once, the secret that signs Airflow's tokens."""
    home = settings.airflow_home
    home.mkdir(parents=True, exist_ok=True)
    secret = _secret(home / "jwt_secret")
    return {
        **TELEMETRY_OFF,
        "ZOW_HOME": str(settings.home),
        "ZOW_PROJECT_ROOT": str(settings.project_root),
        "ZOW_SECRETS_DIR": str(settings.secrets_dir),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(max(2, settings.threads)),
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Europe/Amsterdam",
        # two, because who started a publication cannot approve it; Airflow makes up the passwords that are missing
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": os.environ.get("ZOW_UI_USERS") or f"{ADMIN}:admin,controleur:user",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database or home / 'airflow.db'}",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret,
        "AIRFLOW__API__SECRET_KEY": secret,
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
    }


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, by an atomic rename."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(path)


def _secret(path: Path) -> str:
    """A random secret, generated once."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.nieuw")
        write_private(draft, secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # fails when another process was first: its secret is then the secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
