"""Read base and overlay YAML into a SourceContract; what does not fit is told in Dutch, with file and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zow.contracts.model import PERSONAL, TYPES, Column, Dialect, FileContract, SourceContract
from zow.errors import ZowError

ROOT = Path(__file__).parent
ENCODINGS = ("windows-1252", "utf-8", "iso-8859-1", "iso-8859-15")
GEMEENTECODE = re.compile(r"GM\d{4}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MASK = re.compile(r"(dd|mm|jjjj)([-/.]?)(dd|mm|jjjj)\2(dd|mm|jjjj)")
_FILE_KEYS = {"physicalName", "limits", "columns"}
_COLUMN_KEYS = {"physicalName", "codes"}
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C reads 20 contracts in a fifth of the time
_COLUMN_CUSTOM = ("codes", "codesVan", "persoonsgegeven", "nietVoor", "standaardwaarde")


def load(bron: str, gemeentecode: str | None = None, root: Path | None = None) -> SourceContract:
    """The contract of `bron` for `gemeentecode` (no overlay, or None: the base), files in dependency order.
    `root` holds `base/` and `overlays/` (default: this package). Raises ZowError when a YAML cannot be used."""
    root = root or ROOT
    if gemeentecode is not None and not GEMEENTECODE.fullmatch(gemeentecode):
        raise ZowError(f"{gemeentecode!r} is geen gemeentecode.", "contract",
                       "Schrijf GM en vier cijfers, zoals GM0171.")
    overlay = root / "overlays" / f"{gemeentecode}.yaml"
    used = overlay if gemeentecode and overlay.exists() else None
    read = [*sorted((root / "base" / bron).glob("*.yaml")), *([used] if used else [])]
    stamps = tuple((str(p), p.stat().st_mtime_ns) for p in read)
    if not stamps:
        raise ZowError(f"Er is geen contract voor bron {bron!r}.", f"contracts/base/{bron}",
                       f"Gebruik een bestaande bron: {', '.join(sorted(p.name for p in (root / 'base').glob('*')))}.")
    return _load(bron, gemeentecode, root, used, stamps)


@lru_cache(maxsize=64)
def _load(bron: str, gemeentecode: str | None, root: Path, overlay: Path | None, stamps: object) -> SourceContract:
    """`stamps` only makes a changed file a new entry of the cache."""
    source = _Yaml(root / "base" / bron / "_bron.yaml")
    extra = _overlay(overlay, gemeentecode, bron) if overlay else {}
    dialect = _dialect({**source.mapping("dialect"), **extra.get("dialect", {})}, overlay or source.path)
    names = source.listing("bestanden")
    changes = extra.get("files", {})
    _only(changes, names, overlay or source.path, "bestand")
    per_file = source.choice("levering", ("map", "bestand")) == "bestand"
    bases = [_base_file(root / "base" / bron / f"{name}.yaml", name, source) for name in names]
    bases = _shared_codes(bases, root / "base" / bron)
    allowed = _FILE_KEYS - {"physicalName"} if per_file else _FILE_KEYS  # a delivery of one file brings its own name
    files = [_merge(base, changes.get(base.name) or {}, overlay or source.path, allowed) for base in bases]
    _distinct([f.file_name for f in files], overlay or source.path, "bestandsnaam")
    return SourceContract(bron, gemeentecode, source.text("titel"), dialect, tuple(_ordered(files, source.path)), per_file)


class _Yaml:
    """One YAML file whose parts are asked for by name; a missing or wrong part is a ZowError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.content = yaml.load(path.read_text(encoding="utf-8"), _SAFE)  # noqa: S506  both are safe loaders
        except FileNotFoundError:
            raise _fault(path, "bestand ontbreekt", "Zet het bestand terug of haal de naam uit _bron.yaml.") from None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise _fault(path, f"geen leesbare YAML ({str(error).splitlines()[0]})") from None
        if not isinstance(self.content, dict):
            raise _fault(path, "de inhoud is geen reeks 'naam: waarde'")

    def _get(self, name: str, kind: type, words: str) -> Any:
        value = self.content.get(name)
        if not isinstance(value, kind):
            raise _fault(self.path, f"{name!r} ontbreekt of is geen {words}")
        return value

    def mapping(self, name: str) -> dict:
        return self._get(name, dict, "reeks 'naam: waarde'")

    def listing(self, name: str) -> list:
        return self._get(name, list, "lijst")

    def text(self, name: str) -> str:
        return self._get(name, str, "tekst")

    def choice(self, name: str, allowed: Collection[str]) -> str:
        _only([self.text(name)], allowed, self.path, name)
        return self.text(name)


def _fault(path: Path, what: str, repair: str = "Herstel deze plek in het contract.") -> ZowError:
    return ZowError(f"Contract deugt niet: {what}.", f"{path.parent.name}/{path.name}", repair)


def _only(given: Iterable[Any], allowed: Collection[str], path: Path, kind: str) -> None:
    unknown = [str(g) for g in given if g not in set(allowed)]
    if unknown:
        raise _fault(path, f"onbekende {kind} {', '.join(sorted(unknown))}",
                     f"Bekend zijn: {', '.join(sorted(allowed))}.")


def _distinct(names: list[str], path: Path, kind: str) -> None:
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise _fault(path, f"{kind} komt meer dan eens voor: {', '.join(twice)}")


def _overlay(path: Path, gemeentecode: str | None, bron: str) -> dict:
    content = _Yaml(path)
    if content.text("gemeentecode") != gemeentecode:
        raise _fault(path, f"gemeentecode is niet {gemeentecode}, zoals de bestandsnaam zegt")
    _only(content.content, ("gemeentecode", "gemeente", "bronnen"), path, "sleutel")
    part = content.mapping("bronnen").get(bron) or {}
    if not isinstance(part, dict):
        raise _fault(path, f"bronnen.{bron} is geen reeks 'naam: waarde'")
    _only(part, ("dialect", "files"), path, f"sleutel onder bronnen.{bron}")
    for name in ("dialect", "files"):
        if not isinstance(part.get(name, {}), dict):
            raise _fault(path, f"bronnen.{bron}.{name} is geen reeks 'naam: waarde'")
    return part


def _dialect(given: Mapping[str, Any], path: Path) -> Dialect:
    _only(given, ("delimiter", "encoding", "decimal", "date"), path, "sleutel onder dialect")
    if any(not isinstance(value, str) for value in given.values()):
        raise _fault(path, "een waarde onder dialect is geen tekst", "Zet de waarde tussen aanhalingstekens.")
    dialect = Dialect(**given)
    if len(dialect.delimiter) != 1 or dialect.delimiter in '"\r\n' or dialect.delimiter.isalnum():
        raise _fault(path, f"delimiter {dialect.delimiter!r} kan niet", 'Kies een teken zoals ";", "," of "\\t".')
    if dialect.encoding not in ENCODINGS:
        raise _fault(path, f"encoding {dialect.encoding!r} kan niet", f"Kies uit: {', '.join(ENCODINGS)}.")
    if dialect.decimal not in (",", "."):
        raise _fault(path, f"decimal {dialect.decimal!r} kan niet", 'Kies "," of ".".')
    mask = _MASK.fullmatch(dialect.date)
    if not mask or {mask[1], mask[3], mask[4]} != {"dd", "mm", "jjjj"}:
        raise _fault(path, f"datummasker {dialect.date!r} kan niet",
                     "Gebruik dd, mm en jjjj, zoals dd-mm-jjjj of jjjj-mm-dd.")
    return dialect


def _limits(given: Mapping[str, Any], path: Path) -> tuple[Decimal, int]:
    try:
        share, minimum = Decimal(str(given["share"])), int(given["minimum"])
    except (KeyError, InvalidOperation, TypeError, ValueError):
        raise _fault(path, "limits heeft een share (0 t/m 1) en een minimum (0 of meer) nodig") from None
    if not (0 <= share <= 1 and minimum >= 0):
        raise _fault(path, "limits: share ligt niet tussen 0 en 1 of minimum is negatief")
    return share, minimum


def _base_file(path: Path, name: str, source: _Yaml) -> FileContract:
    """One Open Data Contract Standard document with one schema object; `source` is the _bron.yaml beside it."""
    document, default_limits = _Yaml(path), source.mapping("limits")
    schema = document.listing("schema")
    if len(schema) != 1 or not isinstance(schema[0], dict) or schema[0].get("name") != name:
        raise _fault(path, f"schema heeft niet precies een onderdeel met name: {name}")
    custom = _custom(schema[0], path)
    share, minimum = _limits({"share": custom.get("afkeurAandeel", default_limits.get("share")),
                              "minimum": custom.get("afkeurMinimum", default_limits.get("minimum"))}, path)
    columns = tuple(_column(entry, path) for entry in schema[0].get("properties") or [])
    _distinct([c.name for c in columns], path, "kolom")
    file = FileContract(name, str(schema[0].get("physicalName") or f"{name}.csv"),
                        str(schema[0].get("description") or ""), columns, share, minimum, source.text("herstel"))
    if not file.key:
        raise _fault(path, "geen enkele kolom heeft primaryKey: true")
    for column in columns:
        if column.not_before and column.not_before not in {c.name for c in columns if c.type == "date"}:
            raise _fault(path, f"{column.name}: nietVoor noemt geen datumkolom")
    return file


def _custom(entry: Mapping[str, Any], path: Path) -> dict[str, Any]:
    try:
        return {item["property"]: item["value"] for item in entry.get("customProperties") or []}
    except (TypeError, KeyError):
        raise _fault(path, f"{entry.get('name')}: customProperties bestaat uit {{property, value}}") from None


def _column(entry: Any, path: Path) -> Column:
    if not isinstance(entry, dict) or not _NAME.fullmatch(str(entry.get("name", ""))):
        raise _fault(path, "een kolom heeft geen name van kleine letters, cijfers en _")
    name, kind, custom = entry["name"], entry.get("physicalType"), _custom(entry, path)
    if kind not in TYPES:
        raise _fault(path, f"{name}: physicalType {kind!r} bestaat niet", f"Kies uit: {', '.join(TYPES)}.")
    if not entry.get("description"):
        raise _fault(path, f"{name}: description ontbreekt")
    _only(custom, _COLUMN_CUSTOM, path, f"customProperty bij {name}")
    personal = custom.get("persoonsgegeven")
    if personal is not None and personal not in PERSONAL:
        raise _fault(path, f"{name}: persoonsgegeven {personal!r} bestaat niet", f"Kies uit: {', '.join(PERSONAL)}.")
    codes = custom.get("codes") or ([f"@{custom['codesVan']}"] if "codesVan" in custom else [])
    if (kind == "code") != bool(codes) or any(not isinstance(c, str) for c in codes):
        raise _fault(path, f"{name}: een codekolom, en alleen die, heeft een lijst codes van teksten")
    options = entry.get("logicalTypeOptions") or {}
    links = entry.get("relationships") or []
    return Column(
        name=name, physical_name=str(entry.get("physicalName") or name), type=kind, key=entry.get("primaryKey") is True,
        required=entry.get("required") is True, reference=str(links[0]["to"]) if links else None, codes=tuple(codes),
        personal=personal, minimum=_decimal(options.get("minimum")), maximum=_decimal(options.get("maximum")),
        not_before=custom.get("nietVoor"), unique=entry.get("unique") is True, default=custom.get("standaardwaarde"),
        description=str(entry["description"]))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _shared_codes(files: list[FileContract], folder: Path) -> list[FileContract]:
    """Fill codesVan (a list that another column owns) and turn `to: file.key` into the name of the file."""
    columns = {f"{f.name}.{c.name}": c for f in files for c in f.columns}
    keys = {f"{f.name}.{f.key[0].name}": f.name for f in files if len(f.key) == 1}

    def resolved(column: Column, path: Path) -> Column:
        codes, parent = column.codes, column.reference
        if codes and codes[0].startswith("@"):
            owner = columns.get(codes[0][1:])
            if owner is None or not owner.codes or owner.codes[0].startswith("@"):
                raise _fault(path, f"{column.name}: codesVan noemt geen codekolom")
            codes = owner.codes
        if parent and parent not in keys:
            raise _fault(path, f"{column.name}: {parent} is niet de (enige) sleutel van een bestand")
        return replace(column, codes=codes, reference=keys[parent] if parent else None)

    return [replace(f, columns=tuple(resolved(c, folder / f"{f.name}.yaml") for c in f.columns)) for f in files]


def _merge(base: FileContract, change: Any, path: Path, allowed: Collection[str]) -> FileContract:
    """The base file with the names, codes and limits of the gemeente."""
    if not isinstance(change, dict):
        raise _fault(path, f"{base.name}: geen reeks 'naam: waarde'")
    _only(change, allowed, path, f"sleutel bij {base.name}")
    changes = change.get("columns") or {}
    _only(changes, [c.name for c in base.columns], path, f"kolom bij {base.name}")
    columns = []
    for column in base.columns:
        wish = changes.get(column.name) or {}
        _only(wish, _COLUMN_KEYS, path, f"sleutel bij {base.name}.{column.name}")
        code_map = _codes(column, wish["codes"], path, base.name) if "codes" in wish else column.code_map
        columns.append(replace(column, physical_name=str(wish.get("physicalName") or column.physical_name),
                               code_map=code_map))
    _distinct([c.physical_name for c in columns], path, f"kolomnaam bij {base.name}")
    share, minimum = base.limit_share, base.limit_minimum
    if "limits" in change:
        share, minimum = _limits({"share": share, "minimum": minimum, **(change["limits"] or {})}, path)
    return replace(base, file_name=str(change.get("physicalName") or base.file_name), columns=tuple(columns),
                   limit_share=share, limit_minimum=minimum)


def _codes(column: Column, given: Any, path: Path, file: str) -> dict[str, str]:
    ours = column.accepted
    where = f"{file}.{column.name}"
    if not ours:
        raise _fault(path, f"{where} heeft geen codelijst en kan dus geen codes vertalen")
    if not isinstance(given, dict) or not given:
        raise _fault(path, f"{where}: codes is geen reeks 'hun code: onze code'")
    if any(not isinstance(item, str) for pair in given.items() for item in pair):
        raise _fault(path, f"{where}: een code is geen tekst", 'Zet codes zoals 1 en ja tussen aanhalingstekens: "1".')
    _only(given.values(), tuple(ours), path, f"code bij {where}")
    return dict(given)


def _ordered(files: list[FileContract], path: Path) -> list[FileContract]:
    """Every file after the ones it refers to, otherwise in the order of the list."""
    placed: list[FileContract] = []
    waiting = list(files)
    while waiting:
        ready = next((f for f in waiting
                      if {c.reference for c in f.columns if c.reference} <= {p.name for p in placed}), None)
        if ready is None:
            raise _fault(path, f"verwijzingen in een kring of naar zichzelf: {', '.join(f.name for f in waiting)}")
        placed.append(ready)
        waiting.remove(ready)
    return placed
