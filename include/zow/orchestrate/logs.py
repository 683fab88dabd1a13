"""What a person sees of an in-process run: the lines of `zow` on stderr; everything else goes to a file per run."""

from __future__ import annotations

import logging
import sys
import time
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zow import settings

_KEEP_DAYS = 60


def take_over() -> None:
    """Lead Airflow's structlog through the standard library and drop the handler that Airflow put on stdout, so that
    `run_log` decides where lines go. Call after importing Airflow."""
    import structlog

    warnings.filterwarnings("ignore", message=".*starlette.testclient.*")  # Airflow's own import, not ours to mend
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.contextvars.merge_contextvars, _to_stdlib],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(handler)


@contextmanager
def keep_handlers() -> Iterator[None]:
    """Undo what alembic does to the logging of its process (it reads an ini file with handlers of its own)."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        root.handlers[:] = handlers
        root.setLevel(level)


def _to_stdlib(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    exc_info = event.pop("exc_info", None)
    event.pop("logger_name", None)
    positional = event.pop("positional_args", ())
    text = str(event.pop("event", ""))
    pairs = " ".join(f"{key}={value!r}" for key, value in event.items())
    if pairs:
        text = f"{text.replace('%', '%%') if positional else text} {pairs}"
    return (text, *positional), {"exc_info": exc_info}


class _ForPeople(logging.Filter):
    """Lines of `zow` from INFO, of others from WARNING; no tracebacks: the error of a task comes back in RunResult."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.split(".")[0] == "zow":
            return record.levelno >= logging.INFO
        noise = record.exc_info or record.name.startswith(("airflow", "py.warnings"))
        return record.levelno >= logging.WARNING and not noise


@contextmanager
def run_log(name: str) -> Iterator[Path]:
    """Within it, log lines go to stderr (see `_ForPeople`) and, all from INFO, to
    `airflow/logs/inprocess/<name>.log`, which is yielded."""
    path = settings.get().airflow_home / "logs" / "inprocess" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    screen = logging.StreamHandler(sys.stderr)
    screen.setFormatter(logging.Formatter("%(asctime)s  %(message)s", datefmt="%H:%M:%S"))
    screen.addFilter(_ForPeople())
    record = logging.FileHandler(path, encoding="utf-8")
    record.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    console = [handler for handler in root.handlers if type(handler) is logging.StreamHandler]
    for handler in console:  # the caller's own: ours shows the same lines
        root.removeHandler(handler)
    root.setLevel(logging.INFO)
    root.addHandler(screen)
    root.addHandler(record)
    try:
        yield path
    finally:
        root.removeHandler(screen)
        root.removeHandler(record)
        root.handlers.extend(console)
        root.setLevel(level)
        record.close()


def prune() -> int:
    """Remove log files older than 60 days from `airflow/logs`; returns how many."""
    folder = settings.get().airflow_home / "logs"
    limit = time.time() - _KEEP_DAYS * 86400
    old = [path for path in folder.rglob("*.log") if path.is_file() and path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
