"""Which CBS tables are read: feeds.yaml beside this module, with the entries of `ZOW_CBS_FEEDS` over it (cbs_tables.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from zow import settings
from zow.errors import ZowError

BASE = Path(__file__).with_name("feeds.yaml")
VERSIONS = ("v4", "v3")
_TABLE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}", re.ASCII)
_FEED_KEYS, _QUANTITY_KEYS = ("tabel", "versie", "filter", "grootheden"), ("maat", "waar")


@dataclass(frozen=True)
class Quantity:
    """What a feed is read for: the measure `maat` (code, or title that occurs once) where each dimension of `waar` has that code."""

    naam: str
    maat: str
    waar: Mapping[str, str] = field(default_factory=dict)

    def measure(self, titles: Mapping[str, str]) -> str | None:
        """The code of the measure among `titles` (code -> title), None when the table does not have it or has its title twice."""
        if self.maat in titles:
            return self.maat
        found = [code for code, title in titles.items() if title.strip() == self.maat.strip()]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Feed:
    """One logical name and the table it comes from. `tabel` is "" when none is configured, `filter` an OData $filter or "".
    `grootheden` has the quantities whose measure is configured, `zonder_maat` the names of the others."""

    feed: str
    tabel: str
    versie: str
    filter: str
    grootheden: Mapping[str, Quantity]
    zonder_maat: tuple[str, ...] = ()


def load(over: Path | None = None) -> dict[str, Feed]:
    """Every feed by name, in the order of feeds.yaml; `over` in the place of ZOW_CBS_FEEDS. Raises ZowError (Dutch) on a file
    that does not fit the schema."""
    base = _document(BASE)
    feeds, given = {name: _entry(entry, BASE, name) for name, entry in base.items()}, over or settings.get().cbs_feeds
    if given:
        for name, change in _document(given).items():
            if name not in feeds:
                raise _fault(given, f"de feed {name!r} bestaat niet", f"Kies uit: {', '.join(feeds)}.")
            feeds[name] = _changed(feeds[name], _entry(change, given, name), given, name)
    return {name: _feed(name, entry, given or BASE) for name, entry in feeds.items()}


def _fault(path: Path, what: str, repair: str = "") -> ZowError:
    return ZowError(f"De instelling van de CBS-tabellen klopt niet: {what}.", str(path),
                    repair or f"Zie de uitleg boven in {BASE.name}.")


def _document(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _fault(path, f"het bestand is niet te lezen ({error.strerror})",
                     "Zet ZOW_CBS_FEEDS op een bestaand bestand of laat de variabele leeg.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _fault(path, f"het bestand is geen YAML in UTF-8 ({' '.join(str(error).split())})") from None
    if not isinstance(content, dict) or set(content) != {"feeds"} or not isinstance(content["feeds"], dict):
        raise _fault(path, "bovenaan staat niet precies een sleutel feeds met daaronder de feeds")
    return content["feeds"]


def _only(given: Any, allowed: Iterable[str], path: Path, where: str) -> None:
    if not isinstance(given, dict):
        raise _fault(path, f"{where} is geen reeks 'naam: waarde'")
    unknown = [str(key) for key in given if key not in allowed]
    if unknown:
        raise _fault(path, f"onbekend bij {where}: {', '.join(unknown)}", f"Kies uit: {', '.join(allowed)}.")


def _text(value: Any, path: Path, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or any(ord(c) < 32 for c in value):
        raise _fault(path, f"{where} is geen tekst van een regel", 'Zet codes tussen aanhalingstekens: "10000".')
    return value.strip()


def _entry(entry: Any, path: Path, name: Any) -> dict[str, Any]:
    """The entry of one feed as it stands in one file, checked: only the keys that are there."""
    _only(entry, _FEED_KEYS, path, f"feed {name}")
    checked: dict[str, Any] = {key: _text(entry[key], path, f"{name}.{key}") for key in _FEED_KEYS[:3] if key in entry}
    if checked.get("tabel") and not _TABLE.fullmatch(checked["tabel"]):
        raise _fault(path, f"{name}.tabel {checked['tabel']!r} is geen nummer van een tabel", 'Bijvoorbeeld "37789ksz".')
    if "versie" in checked and checked["versie"] not in VERSIONS:
        raise _fault(path, f"{name}.versie {checked['versie']!r} bestaat niet", f"Kies uit: {', '.join(VERSIONS)}.")
    if "grootheden" in entry:
        quantities = entry["grootheden"] or {}
        _only(quantities, list(quantities) if isinstance(quantities, dict) else (), path, f"{name}.grootheden")
        checked["grootheden"] = {key: _quantity(value, path, f"{name}.grootheden.{key}") for key, value in quantities.items()}
    return checked


def _quantity(value: Any, path: Path, where: str) -> dict[str, Any]:
    _only(value, _QUANTITY_KEYS, path, where)
    conditions = value.get("waar") or {}
    _only(conditions, list(conditions) if isinstance(conditions, dict) else (), path, f"{where}.waar")
    return {"maat": _text(value.get("maat"), path, f"{where}.maat"),
            "waar": {str(dim): _text(code, path, f"{where}.waar.{dim}") for dim, code in conditions.items()}}


def _changed(base: dict[str, Any], change: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    """`change` over `base`. Another table (or version of it) keeps neither the filter nor the measures of the first one."""
    _only(change.get("grootheden", {}), base["grootheden"], path, f"{name}.grootheden")
    other = any(change.get(key, base[key]) != base[key] for key in ("tabel", "versie"))
    known = {key: {"maat": "", "waar": {}} for key in base["grootheden"]} if other else base["grootheden"]
    merged = base | ({"filter": ""} if other else {}) | change | {"grootheden": known | change.get("grootheden", {})}
    if other and merged["tabel"]:
        unset = [key for key in base["grootheden"] if key not in change.get("grootheden", {})]
        if unset:
            raise _fault(path, f"{name} leest een andere tabel, maar de maat van {', '.join(unset)} ontbreekt",
                         f"Zet bij {name} onder grootheden de code of titel van de maat in die tabel, of een lege maat: \"\" als "
                         "de tabel haar niet heeft.")
    return merged


def _feed(name: str, entry: dict[str, Any], path: Path) -> Feed:
    if entry.get("versie") not in VERSIONS or "tabel" not in entry or not entry.get("grootheden"):
        raise _fault(path, f"{name} heeft geen tabel, versie of grootheden")
    quantities = {key: Quantity(key, q["maat"], q["waar"]) for key, q in entry["grootheden"].items()}
    return Feed(name, entry["tabel"], entry["versie"], entry.get("filter", ""), {k: q for k, q in quantities.items() if q.maat},
                tuple(k for k, q in quantities.items() if not q.maat))
