"""What became of the last round of fetching CBS: kept beside raw, so that `zow status` can tell without asking CBS."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from zow import settings
from zow.errors import SourceUnavailable
from zow.periods import now
from zow.warehouse.run import write_json

OFF = "CBS overgeslagen: ZOW_CBS_BASE_URL_V4 en ZOW_CBS_BASE_URL_V3 zijn leeg."


def configured() -> bool:
    """Is there an address to read CBS from?"""
    config = settings.get()
    return bool(config.cbs_base_url_v4 or config.cbs_base_url_v3)


def fetch() -> list[dict[str, Any]]:
    """Land what CBS changed and remember the results (fields of zow.cbs.FetchResult; moments as ISO text). Raises what
    zow.cbs.fetch raises: the trouble of one feed is a result."""
    from zow import cbs

    results = [asdict(result) for result in cbs.fetch()]
    write_json(_place(), {"op": now(), "resultaten": results})
    return json.loads(_place().read_text(encoding="utf-8"))["resultaten"]


def last() -> tuple[datetime, list[dict[str, Any]]] | None:
    """When CBS was asked last, and the results; None when that never happened."""
    if not _place().exists():
        return None
    content = json.loads(_place().read_text(encoding="utf-8"))
    return datetime.fromisoformat(content["op"]), content["resultaten"]


def failed(result: dict[str, Any]) -> bool:
    from zow import cbs

    return result["uitkomst"] == cbs.FAILED


def unavailable(result: dict[str, Any]) -> SourceUnavailable:
    """What to tell of a feed that could not be fetched."""
    return SourceUnavailable(f"CBS {result['feed']} kon niet worden opgehaald: {result['reden']}", f"tabel {result['tabel']}",
                             "De cijfers van de vorige levering blijven gelden; de volgende nacht wordt het opnieuw geprobeerd.")


def _place() -> Path:
    return settings.get().raw / "cbs" / "ophalen.json"
