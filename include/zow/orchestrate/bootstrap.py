"""Make Airflow usable inside this process, for `dag.test()`.

Each process gets a metadata database of its own: a copy of an empty, migrated one. Two `zow` commands at a time, or a
command beside `zow up`, then cannot touch each other's task states (a scheduler would take up the tasks of an
in-process run as its own), and a kill -9 leaves nothing to repair. What lasts of a run is in the rooms, not in
Airflow's metadata.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from zow import settings
from zow.orchestrate.environment import environment
from zow.orchestrate.logs import keep_handlers, take_over

_bound: Path | None = None


def bootstrap() -> None:
    """Bind Airflow in this process to $ZOW_HOME/airflow, migrated and with the pool. Importing Airflow takes some
    seconds, once; a second call does nothing unless ZOW_HOME changed. The very first call in a ZOW_HOME creates the
    empty database."""
    global _bound
    current = settings.get()
    folder = current.airflow_home / "inprocess"
    database = folder / f"{os.getpid()}.db"
    if _bound == database and database.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    wanted = environment(current, database)
    os.environ.update({name: value for name, value in wanted.items() if not name.startswith("ZOW_")})

    if "airflow" not in sys.modules:
        logging.getLogger("airflow").setLevel(logging.WARNING)  # while it is imported; then it sets its own level
    import airflow.settings as airflow_settings

    take_over()
    _fewer_api_versions()
    # Airflow may have been imported before, bound to another database (another ZOW_HOME, or a test).
    airflow_settings.dispose_orm(do_log=False)
    airflow_settings.configure_vars()
    airflow_settings.configure_orm()
    _fill(database, current.airflow_home / f"leeg-{version('apache-airflow')}.db")
    if _bound is None:
        atexit.register(_forget)
    _bound = database


def _fill(database: Path, template: Path) -> None:
    """Copy the empty database; without one, make it here and leave a copy for the next process."""
    if template.exists():
        shutil.copyfile(template, database)
        return
    from airflow import settings as airflow_settings

    from zow.orchestrate.migrate import migrate

    database.unlink(missing_ok=True)
    with keep_handlers():
        migrate()
    airflow_settings.dispose_orm(do_log=False)
    draft = template.with_name(f"{template.name}.{os.getpid()}")
    shutil.copyfile(database, draft)
    draft.replace(template)
    airflow_settings.configure_orm()


def _fewer_api_versions() -> None:
    """Keep only the newest versions of the execution API. In-process tasks call it in their own process, so they never
    speak an older one, and making the routes of all nine costs seconds at the first task of every command. Two are kept
    whole, because a route of the newest is defined by its move in the second; the third is the floor they stand on."""
    from airflow.api_fastapi.execution_api import versions
    from cadwyn import HeadVersion, Version, VersionBundle

    newest, second, floor, *older = versions.bundle.versions
    if not older:
        return
    for change in (change for each in versions.bundle.versions for change in each.changes):
        change._bound_version_bundle = None  # a change belongs to one bundle: the smaller one takes it over
    versions.bundle = VersionBundle(HeadVersion(), newest, second, Version(floor.value))


def _sweep(folder: Path) -> None:
    """Remove the databases of processes that were killed."""
    for path in folder.glob("*.db"):
        if path.stem.isdigit() and not _alive(int(path.stem)):
            _remove(path)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _forget() -> None:
    # a forked child inherits this exit handler but not the right to remove its parent's database
    if _bound is not None and _bound.stem == str(os.getpid()):
        _remove(_bound)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
