"""The answers of CBS in a landed folder (docs/house.md, "Rooms on disk"): manifest.json checked, and v4 and v3 read as one shape.

A v4 table gives an observation per row; a v3 table a row per region and period with a column per measure. Keys come padded in v3.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from zow.cbs.dimensions import observed
from zow.ingest import manifest, names
from zow.periods import AMSTERDAM

V4, V3 = "v4", "v3"
NO_VALUE = "NotAvailable"  # v3 says nothing about why a cell is empty
_REGION, _TIME = ("GeoDimension", "GeoDetail"), ("TimeDimension",)
_AGAIN = "Haal de feed opnieuw op (verwijder deze levering; de volgende nacht komt zij terug)."


class Broken(Exception):
    """The folder cannot be accepted; `reasons` in Dutch."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)
        super().__init__(" | ".join(reasons))


@dataclass(frozen=True)
class Manifest:
    """manifest.json: `files` name -> (sha256, rows or None), `rows` of the figures in all pages together; `modified` is the
    table's Modified, Europe/Amsterdam without zone."""

    feed: str
    table: str
    version: str
    modified: datetime
    rows: int
    files: Mapping[str, tuple[str, int | None]]


@dataclass(frozen=True)
class Measure:
    """`code` is the column name in v3; `text` when its values are text."""

    code: str
    title: str
    unit: str | None
    text: bool


@dataclass(frozen=True)
class Observation:
    """One value with its codes, trimmed. Exactly one of `value`, `text` and `attribute` is there."""

    measure: str
    codes: Mapping[str, str]
    value: float | None
    text: str | None
    attribute: str | None


@dataclass
class Answers:
    """A landed table. `codes`: dimension -> code -> status (None without one), or None when CBS has no list of it; `region` and
    `time` the names of those dimensions, None when the table has none. `observed`: the dimensions are those of the observations."""

    folder: Path
    manifest: Manifest
    measures: dict[str, Measure] = field(default_factory=dict)
    codes: dict[str, dict[str, str | None] | None] = field(default_factory=dict)
    region: str | None = None
    time: str | None = None
    observed: bool = False

    @property
    def pages(self) -> list[str]:
        """The files with figures, in the order of their number."""
        prefix = "observations-page-" if self.manifest.version == V4 else "typed-data-set-page-"
        found = [name for name in self.manifest.files if re.fullmatch(rf"{prefix}\d+\.json", name)]
        return sorted(found, key=lambda name: int(re.search(r"(\d+)\.json$", name)[1]))

    @property
    def expected(self) -> int:
        """How many observations the manifest promises."""
        return self.manifest.rows * (1 if self.manifest.version == V4 else len(self.measures))

    def observations(self, page: str) -> Iterator[Observation]:
        """The observations of one page. Raises Broken on a row that is not what the table says of itself."""
        yield from (self._v4 if self.manifest.version == V4 else self._v3)(page, self.rows(page))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The list in the answer `name`. Raises Broken when it is not there, or is not what the manifest says."""
        rows, (_, promised) = self.document(name).get("value"), self.manifest.files[name]
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Broken(f"{name} is geen antwoord van een OData-dienst. {_AGAIN}")
        if promised is not None and promised != len(rows):
            raise Broken(f"{name}: {len(rows)} rijen gelezen, {names.manifest('cbs')} zegt {promised}. {_AGAIN}")
        return rows

    def document(self, name: str) -> dict[str, Any]:
        """The answer `name`, which the manifest lists (else nobody vouches for it). Raises Broken."""
        if name not in self.manifest.files:
            raise Broken(f"{name} staat niet in {names.manifest('cbs')}. {_AGAIN}")
        try:
            content = json.loads((self.folder / name).read_bytes())
        except (ValueError, RecursionError):  # no JSON, or no UTF-8
            raise Broken(f"{name} is geen JSON. {_AGAIN}") from None
        if not isinstance(content, dict):
            raise Broken(f"{name} is geen antwoord van een OData-dienst. {_AGAIN}")
        return content

    def _v4(self, page: str, rows: list[dict[str, Any]]) -> Iterator[Observation]:
        for number, row in enumerate(rows, start=1):
            try:
                measure = self.measures[_text(row["Measure"])]
                value, text = _cell(measure, row["Value"] if row.get("StringValue") is None else row["StringValue"])
                absent = value is None and text is None
                said = row.get("ValueAttribute")
                yield Observation(measure.code, self._codes(row), value, text,
                                  (said if said not in (None, "None") else NO_VALUE) if absent else None)
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                raise _odd(page, number, error) from None

    def _v3(self, page: str, rows: list[dict[str, Any]]) -> Iterator[Observation]:
        for number, row in enumerate(rows, start=1):
            try:
                codes = self._codes(row)
                for measure in self.measures.values():
                    value, text = _cell(measure, row[measure.code])
                    yield Observation(measure.code, codes, value, text, NO_VALUE if value is None and text is None else None)
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                raise _odd(page, number, error) from None

    def may_have(self, dimension: str, code: str) -> bool:
        """Is `code` one of `dimension`, as far as CBS says?"""
        known = self.codes.get(dimension, {})
        return known is None or code in known

    def code_list(self, dimension: str, key: str) -> dict[str, str | None] | None:
        """The codes of `dimension` in column `key`, None when the table came without them (zow.cbs: never those of the periods)."""
        name = f"codes-{dimension}.json"
        if name not in self.manifest.files and not (self.folder / name).exists():
            return None
        return {_text(row[key]): row.get("Status") for row in self.rows(name)}

    def status(self, period: str | None) -> str | None:
        """What CBS says of the figures of `period`; None where it says nothing."""
        return (self.codes[self.time] or {}).get(period) if self.time else None

    def _codes(self, row: dict[str, Any]) -> dict[str, str]:
        found = {dimension: _text(row[dimension]) for dimension in self.codes}
        if self.observed and (other := observed(row).keys() - found.keys()):
            raise KeyError(min(other))
        for dimension, code in found.items():
            if not self.may_have(dimension, code):
                raise KeyError(f"{dimension} {code}")
        return found


def _odd(page: str, number: int, error: Exception) -> Broken:
    # the codes of a table are public: they may be shown
    what = f"{error.args[0]} hoort niet bij deze tabel of ontbreekt" if isinstance(error, KeyError) else "een waarde is geen getal of tekst"
    return Broken(f"{page}, rij {number}: {what}. De codes en de cijfers komen niet van hetzelfde moment. {_AGAIN}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip()


def _cell(measure: Measure, value: Any) -> tuple[float | None, str | None]:
    """(number, text), both None when the cell is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if measure.text:
        return None, _text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    if not math.isfinite(number := float(value)):
        raise ValueError(value)
    return number, None


def read_manifest(folder: Path, levering: str) -> Manifest:
    """manifest.json of `folder`, compared with the name of the delivery and with every file it lists. Raises Broken with every
    reason that was found."""
    said = names.parse("cbs", levering)
    name = names.manifest("cbs")
    try:
        content = json.loads((folder / name).read_bytes())
        files = {_text(entry["bestand"]): (_text(entry["sha256"]), entry.get("rijen")) for entry in content["bestanden"]}
        moment = datetime.fromisoformat(content["gewijzigd"])
        found = Manifest(_text(content["feed"]), _text(content["tabel"]), _text(content["versie"]), local(moment), content["rijen"], files)
        whole = [found.rows, *(rows for _, rows in files.values() if rows is not None)]
        if found.version not in (V4, V3) or any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in whole):
            raise ValueError(name)
    except (ValueError, KeyError, TypeError):
        raise Broken(f"{name} is niet te lezen of mist een sleutel. {_AGAIN}") from None
    reasons = []
    if found.feed != said.feed or found.modified.replace(second=0, microsecond=0) != said.geleverd_op:
        reasons.append(f"{name} hoort bij feed {found.feed}, gewijzigd {found.modified:%Y%m%dT%H%M}; de map heet {levering}. {_AGAIN}")
    for file, (digest, _) in files.items():
        path = folder / file
        if "/" in file or not path.is_file():
            reasons.append(f"{file} staat in {name} maar niet in de map. {_AGAIN}")
        elif manifest.sha256(path) != digest:
            reasons.append(f"{file}: sha256 wijkt af van {name}; het bestand is na het ophalen gewijzigd. {_AGAIN}")
    if reasons:
        raise Broken(*reasons)
    return found


def local(moment: datetime) -> datetime:
    """A Modified in Europe/Amsterdam, without zone; v3 gives it so, v4 with an offset."""
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None) if moment.tzinfo else moment


def read(folder: Path, levering: str) -> Answers:
    """The measures, dimensions and codes of the table in `folder`. Raises Broken (Dutch reasons)."""
    answers = Answers(folder, read_manifest(folder, levering))
    try:
        kinds = _read_v4(answers) if answers.manifest.version == V4 else _read_v3(answers)
    except (KeyError, TypeError) as error:
        raise Broken(f"De beschrijving van tabel {answers.manifest.table} mist {error}: de opbouw is anders dan OData "
                     f"{answers.manifest.version[1]}. {_AGAIN}") from None
    answers.region = next((name for name, kind in kinds.items() if kind in _REGION), None)
    answers.time = next((name for name, kind in kinds.items() if kind in _TIME), None)
    if answers.time and answers.manifest.version == V4:
        answers.rows(f"codes-{answers.time}.json")  # cannot be missed: it says which figures are provisional
    if not answers.measures or not answers.pages:
        raise Broken(f"Tabel {answers.manifest.table} heeft geen maten of geen cijfers. {_AGAIN}")
    return answers


def _read_v4(answers: Answers) -> dict[str, str]:
    _same_moment(answers, answers.document("properties.json")["Modified"])
    for row in answers.rows("measure-codes.json"):
        code = _text(row["Identifier"])
        answers.measures[code] = Measure(code, _text(row["Title"]), _unit(row), row.get("DataType") == "String")
    if "dimensions.json" in answers.manifest.files or (answers.folder / "dimensions.json").exists():
        kinds = {_text(row["Identifier"]): row["Kind"] for row in answers.rows("dimensions.json")}
    else:  # CBS does not give them: those of the first observation are those of all
        kinds, answers.observed = observed(next((rows[0] for page in answers.pages if (rows := answers.rows(page))), {})), True
    for name in kinds:
        answers.codes[name] = answers.code_list(name, "Identifier")
    return kinds


def _read_v3(answers: Answers) -> dict[str, str]:
    _same_moment(answers, next(iter(answers.rows("table-infos.json")), {})["Modified"])
    kinds = {}
    for row in answers.rows("data-properties.json"):
        key = _text(row["Key"]) if row.get("Key") else ""
        if row["Type"] == "Topic":
            answers.measures[key] = Measure(key, _text(row["Title"]), _unit(row), row.get("Datatype") == "String")
        elif row["Type"].endswith(("Dimension", "GeoDetail")):
            kinds[key] = row["Type"]
            answers.codes[key] = answers.code_list(key, "Key")
    return kinds


def _unit(row: dict[str, Any]) -> str | None:
    return (row.get("Unit") or "").strip() or None


def _same_moment(answers: Answers, modified: str) -> None:
    try:
        same = local(datetime.fromisoformat(modified)) == answers.manifest.modified
    except ValueError:
        same = False
    if not same:
        raise Broken(f"De tabel zegt gewijzigd te zijn op {modified}, het manifest noemt een ander moment. {_AGAIN}")
