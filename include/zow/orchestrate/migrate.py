"""Bring Airflow's metadata database up to date and make the pool: `python -m zow.orchestrate.migrate`.

Used by `zow up` and by airflow-init of docker-compose, so that there is one description of the pool.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from zow.orchestrate.environment import ADMIN, POOL, POOL_NOTE, write_private


def migrate() -> None:
    """Migrate the database that Airflow is bound to and make the pool `warehouse` (1 slot). Safe to repeat."""
    from airflow.models.pool import Pool
    from airflow.utils.db import upgradedb

    upgradedb()
    Pool.create_or_update_pool(POOL, slots=1, description=POOL_NOTE, include_deferred=False)


def main() -> None:
    """Migrate, and write the password of the UI from ZOW_UI_PASSWORD, when set, to SimpleAuthManager's passwords
    file."""
    migrate()
    password = os.environ.get("ZOW_UI_PASSWORD")
    if password:
        path = Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps({ADMIN: password}))


if __name__ == "__main__":
    main()
