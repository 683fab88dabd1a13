"""Every path and number the platform takes from its surroundings (`ZOW_*` in the environment), read at call time."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from zow.errors import ZowError

PROJECT_ROOT = Path(__file__).resolve().parents[2]
BRONNEN = ("gws", "uwv", "finance", "cbs")


@dataclass(frozen=True)
class Settings:
    """Where the rooms are and how large they may grow. Paths are absolute."""

    home: Path
    project_root: Path
    secrets_dir: Path
    memory_limit: str
    threads: int
    keep_versions: int
    keep_dagstanden: int
    cbs_base_url_v4: str = ""  # without it the feeds of that version are skipped
    cbs_base_url_v3: str = ""
    cbs_feeds: Path | None = None
    cbs_table_seconds: int = 1800

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    @property
    def airflow_home(self) -> Path:
        return self.home / "airflow"

    @property
    def dbt_project(self) -> Path:
        return self.project_root / "dbt_project"

    @property
    def dbt_cache(self) -> Path:
        """What dbt made of the project; describes the code only, so several ZOW_HOMEs may share it."""
        return Path(os.environ.get("ZOW_DBT_CACHE") or self.warehouse / "dbt").resolve()

    @property
    def expectations(self) -> Path:
        return self.project_root / "expectations"

    @property
    def dags(self) -> Path:
        return self.project_root / "dags"


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise ZowError(f"{name} moet een geheel getal van 1 of meer zijn, niet {text!r}.", "omgeving",
                       f"Zet {name} op een getal of laat de variabele weg (standaard {default}).")
    return int(text)


def _address(name: str) -> str:
    text = os.environ.get(name, "").strip().rstrip("/")
    try:
        parts = urlsplit(text)
        usable = not text or (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.query + parts.fragment)
    except ValueError:  # a port or an address that is none
        usable = False
    if not usable:
        raise ZowError(f"{name} is geen webadres: {text!r}.", "omgeving",
                       f"Zet {name} op een adres dat met http:// of https:// begint en geen ? of # heeft, of laat de variabele leeg: "
                       "dan wordt dit deel van het CBS overgeslagen.")
    return text


def get() -> Settings:
    """Read the settings. Raises ZowError on a value that cannot be used."""
    root = Path(os.environ.get("ZOW_PROJECT_ROOT") or PROJECT_ROOT).resolve()
    return Settings(
        home=Path(os.environ.get("ZOW_HOME") or "data").resolve(),
        project_root=root,
        secrets_dir=Path(os.environ.get("ZOW_SECRETS_DIR") or root / ".secrets").resolve(),
        memory_limit=os.environ.get("ZOW_MEMORY_LIMIT") or "1GB",
        threads=_number("ZOW_THREADS", os.cpu_count() or 2),
        keep_versions=_number("ZOW_KEEP_VERSIONS", 12),
        keep_dagstanden=_number("ZOW_KEEP_DAGSTANDEN", 7),
        cbs_base_url_v4=_address("ZOW_CBS_BASE_URL_V4"),
        cbs_base_url_v3=_address("ZOW_CBS_BASE_URL_V3"),
        cbs_feeds=Path(os.environ["ZOW_CBS_FEEDS"]).resolve() if os.environ.get("ZOW_CBS_FEEDS") else None,
        cbs_table_seconds=_number("ZOW_CBS_TABLE_SECONDS", 1800),
    )


def pseudonym_key() -> bytes:
    """The secret of the pseudonyms (architecture 11), at least 32 bytes. Hex in `ZOW_PSEUDONYM_KEY`; without it a key is
    generated once in `.secrets/` beside the code, never under ZOW_HOME, so that data and key do not travel together."""
    text = os.environ.get("ZOW_PSEUDONYM_KEY", "").strip()
    where = "omgevingsvariabele ZOW_PSEUDONYM_KEY"
    if not text:
        path = get().secrets_dir / "pseudonym.key"
        where = str(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_suffix(f".{os.getpid()}")
            fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "w") as handle:
                handle.write(secrets.token_hex(32))
            try:
                os.link(draft, path)  # fails when another process was first: its key is then the key
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        text = path.read_text().strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < 32:
        raise ZowError("De pseudoniemsleutel is geen hexadecimale sleutel van ten minste 32 bytes.", where,
                       "Maak er een met: python3 -c 'import secrets; print(secrets.token_hex(32))'")
    return key
