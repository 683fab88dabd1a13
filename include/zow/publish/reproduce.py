"""`zow reproduce`: rebuild a version from raw with the deliveries recorded for it, in a scratch folder, and compare every figure.

A version has gemeenten that it built itself and gemeenten that it carried over (marts.md). The first are built again here; the
second are compared with the version that they came from, or built again from its deliveries when that is no longer on disk.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from zow import policy, settings
from zow.errors import UsageError, ZowError
from zow.ingest import catalogue, manifest
from zow.periods import parse_moment
from zow.publish import compare, log, revisions
from zow.publish.version import DATABASE
from zow.warehouse import planning, selection
from zow.warehouse.lock import warehouse_lock
from zow.warehouse.run import Build, Levering, Run, write_json

logger = logging.getLogger("zow.reproduce")
_REPORT = "reproduce.json"


class NotEqual(ZowError):
    """The version cannot be reproduced: its figures differ from what raw gives now (exit code 1)."""


@dataclass
class Part:
    """The gemeenten of a version that were built together: by `origin`, the version itself or the one that they were carried over
    from. `on_disk`: that other version is still there to compare with."""

    origin: str
    gemeenten: list[str]
    on_disk: bool = False


@dataclass
class Report:
    """What came of it. `notes` (Dutch) explain and do not count; `equal` is about the figures alone."""

    name: str
    parts: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not any(part["verschillen"] for part in self.parts)


def plan(run_id: str, publication: str, period: str, number: int) -> None:
    """Check that the version is there and that raw still holds, unchanged, everything that it was built from. Raises UsageError
    on an unknown version, ZowError when something is gone or changed."""
    entry = version_of(publication, period, number)
    if not (log.versions_folder() / entry.name / DATABASE).exists():
        raise ZowError(f"Versie {entry.name} staat niet meer op schijf, dus er is niets om mee te vergelijken.",
                       str(log.versions_folder() / entry.name), "Zet de map terug uit de back-up, of kies een nieuwere versie.")
    report = Report(entry.name, notes=[*_code(entry), *_policy(entry)])
    for part in parts(entry):
        if part.on_disk and part.origin != entry.name:
            continue
        builds, known = recorded(entry, part)
        _check_raw(builds, known)
        report.notes += _would_select(builds, known)
    write_json(Run(run_id).folder / _REPORT, asdict(report))
    logger.info("%s: alle leveringen staan ongewijzigd in raw", entry.name)


def rebuild(run_id: str, publication: str, period: str, number: int) -> None:
    """Build core and marts of every part of the version that has to be built again. Raises ZowError when that fails."""
    from zow.warehouse import build

    run, entry = Run(run_id), version_of(publication, period, number)
    for part in parts(entry):
        if part.on_disk and part.origin != entry.name:
            continue
        builds, known = recorded(entry, part)
        logger.info("%s: %s opnieuw bouwen uit de leveringen van toen", part.origin, ", ".join(part.gemeenten))
        with warehouse_lock(f"reproductie van {entry.name}"):
            try:
                with policy.using(log.entries()[part.origin].beleid):
                    lay = partial(revisions.lay, compared=log.entries()[part.origin].vergeleken)
                    build.recorded(_scratch(run, part), builds, known, run.dbt_work, lay)
            except duckdb.Error as error:  # its text may quote a value
                raise ZowError(f"{', '.join(part.gemeenten)} kan niet opnieuw worden gebouwd ({type(error).__name__}).",
                               part.origin, "Kijk in het log en controleer raw (zow nightly, DAG housekeeping).") from error


def compare_all(run_id: str, publication: str, period: str, number: int) -> None:
    """Compare every table of core and marts and write what came of it in the run's folder."""
    run, entry = Run(run_id), version_of(publication, period, number)
    report = read_report(run_id)
    left = log.versions_folder() / entry.name / DATABASE
    for part in parts(entry):
        own, carried = part.origin == entry.name, part.on_disk and part.origin != entry.name
        right = log.versions_folder() / part.origin / DATABASE if carried else _scratch(run, part)
        found = compare.compare(left, right, part.gemeenten, national=own, lacking_is_null=not own)
        report.parts.append({"uit": part.origin, "gemeenten": part.gemeenten, "herbouwd": not carried, "tabellen": found.tables,
                             "rijen": found.rows, "verschillen": [asdict(d) for d in found.differences]})
        logger.info("%s: %s tabellen en %s rijen vergeleken, %s tabel(len) met verschil", ", ".join(part.gemeenten), found.tables,
                    found.rows, len(found.differences))
    write_json(run.folder / _REPORT, asdict(report))


def finish(run_id: str) -> None:
    """Remove the scratch databases; raises NotEqual when a figure differed, so that the run shows red."""
    for path in Run(run_id).folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    report = read_report(run_id)
    if not report.equal:
        tables = sorted({d["table"] for part in report.parts for d in part["verschillen"]})
        raise NotEqual(f"{report.name} is niet gelijk: verschil in {', '.join(tables)}.", str(log.versions_folder() / report.name),
                       "Kijk eerst of de code veranderde (checkout van de commit van de versie geeft de cijfers van toen); zo niet, "
                       "vergelijk de genoemde rijen en waarschuw data engineering.")


def read_report(run_id: str) -> Report:
    return Report(**json.loads((Run(run_id).folder / _REPORT).read_text(encoding="utf-8")))


def version_of(publication: str, period: str, number: int) -> log.Entry:
    """The log entry of a version. Raises UsageError when it was never made."""
    known = log.entries()
    entry = known.get(log.version_name(publication, period, number))
    if entry is None:
        made = [name for name in known if name.startswith(f"{publication}_{period}_")] or list(known)
        raise UsageError(f"Versie {number} van {publication} {period} bestaat niet.", "argumenten PUBLICATIE PERIODE VERSIE",
                         f"Kies uit: {', '.join(made)}." if made else "Er is nog niets gepubliceerd.")
    return entry


def parts(entry: log.Entry) -> list[Part]:
    """The gemeenten of `entry` by the version that built them, its own first. Raises ZowError when an origin is in no log."""
    by_origin: dict[str, list[str]] = {}
    for row in entry.gemeenten:
        by_origin.setdefault(row["uit_versie"] or entry.name, []).append(row["gemeentecode"])
    unknown = [name for name in by_origin if name not in log.entries()]
    if unknown:
        raise ZowError(f"Versie {', '.join(unknown)}, waar {entry.name} gemeenten uit overnam, staat niet in het log.",
                       str(log.folder()), "Zet het log van publicaties terug uit de back-up.")
    return [Part(name, codes, (log.versions_folder() / name / DATABASE).exists())
            for name, codes in sorted(by_origin.items(), key=lambda item: item[0] != entry.name)]


def recorded(entry: log.Entry, part: Part) -> tuple[list[Build], set[tuple[str, str]]]:
    """The builds of `part` as its origin made them, and all the deliveries (bron, levering) of these gemeenten that counted then:
    an older one that was in raw by that time speaks in the history of clients, one that came later does not."""
    origin = log.entries()[part.origin]
    accepted = {(o.bron, o.levering): o for o in catalogue.outcomes() if o.status == catalogue.ACCEPTED}
    seen = _seen(entry, origin)
    builds, known = [], set()
    for row in origin.gemeenten:
        code = row["gemeentecode"]
        if code not in part.gemeenten:
            continue
        used = [Levering(o.bron, o.levering, o.geleverd_op, selection.owner(o)) for item in origin.leveringen
                if item["gemeentecode"] in (code, None) and (o := _outcome(accepted, item["bron"], item["levering"], code))]
        until = parse_moment(row["peilmoment"])
        old = [_outcome(accepted, bron, levering, code) for (bron, levering), (whose, stamp) in seen.items()
               if whose == code and stamp <= until]
        gws = next(u for u in used if u.bron == "gws")
        builds.append(Build(code, gws.levering, gws.geleverd_op, gws.geleverd_op.date(), row["peilmoment"],
                            min(o.geleverd_op for o in old), used, sum(o.bron == "gws" for o in old)))
        known |= {(o.bron, o.levering) for o in old} | {(u.bron, u.levering) for u in used}
    return builds, known


def _outcome(accepted: dict, bron: str, levering: str, code: str) -> catalogue.Outcome:
    if (bron, levering) not in accepted:
        raise ZowError(f"Levering {levering} van {code} staat niet meer in raw.", str(catalogue.folder(bron, code)),
                       "Zet raw terug uit de back-up; zonder deze levering is de versie niet te reproduceren.")
    return accepted[bron, levering]


def _seen(entry: log.Entry, origin: log.Entry) -> dict[tuple[str, str], tuple[str | None, datetime]]:
    """The deliveries that were accepted when `origin` was built, with gemeente and stamp. Its own meta says so; when it is gone,
    the meta of `entry` with the moment that they came in."""
    database = log.versions_folder() / origin.name / DATABASE
    own = database.exists()
    with duckdb.connect(str(database if own else log.versions_folder() / entry.name / DATABASE), read_only=True) as con:
        rows = con.execute("select bron, levering, gemeentecode, geleverd_op from meta.leveringen where status = ? and "
                           "(? or ontvangen_op <= ?)", [catalogue.ACCEPTED, own, datetime.fromisoformat(origin.gepubliceerd_op)])
        return {(bron, levering): (code, stamp) for bron, levering, code, stamp in rows.fetchall()}


def _check_raw(builds: list[Build], known: set[tuple[str, str]]) -> None:
    """Compare every part that the builds read with the checksum that was recorded when it was taken in."""
    used = {(u.bron, u.levering) for b in builds for u in b.leveringen}
    wrong, checked = [], set()
    for outcome in catalogue.outcomes():
        key = (outcome.bron, outcome.levering)
        if outcome.status != catalogue.ACCEPTED or key not in known:
            continue
        for name, file in outcome.files.items():
            if file.part in checked or (key not in used and name != "clienten"):
                continue
            checked.add(file.part)
            path = settings.get().raw / file.part
            if not path.exists():
                wrong.append(f"{outcome.levering} {file.file_name}: ontbreekt ({file.part})")
            elif manifest.sha256(path) != file.part_sha256:
                wrong.append(f"{outcome.levering} {file.file_name}: niet meer zoals ingenomen ({file.part})")
    if wrong:
        raise ZowError(f"{len(wrong)} bestand(en) in raw zijn weg of veranderd:\n  " + "\n  ".join(sorted(wrong)[:20]),
                       str(settings.get().raw), "Zet ze terug uit de back-up; tot dan is deze versie niet te reproduceren.")


def _code(entry: log.Entry) -> list[str]:
    now = planning.git_commit()
    if now == entry.git_commit and not now.endswith("-gewijzigd"):
        return []
    if now == entry.git_commit:
        return [f"De code is gewijzigd ten opzichte van commit {now.removesuffix('-gewijzigd')}, toen en nu: of dat dezelfde "
                "wijziging is, is niet na te gaan."]
    return [f"De code is veranderd: de versie is gemaakt met {entry.git_commit}, nu draait {now}."]


def _policy(entry: log.Entry) -> list[str]:
    try:
        now = policy.record()
    except policy.PolicyRefused:
        return ["De gewijzigde beleidswaarden van nu zijn niet te lezen (zow beleid toets); gebouwd met die van toen."]
    if now == entry.beleid:
        return []
    counts = f"aantal wijzigingen toen {len(entry.beleid)}, nu {len(now)}"
    return [f"De beleidswaarden zijn sindsdien veranderd ({counts}); gebouwd met die van toen."]


def _would_select(builds: list[Build], known: set[tuple[str, str]]) -> Iterator[str]:
    """In words: deliveries that came in since and that the K of then would select now, or that change the history of clients."""
    for build in builds:
        until = parse_moment(build.peilmoment)
        mine = selection.accepted(until).get(build.gemeentecode, [])
        holding = {(u.bron, u.levering) for u in selection.holding(mine) + selection.national(until)}
        late = sorted(levering for _, levering in holding - {(u.bron, u.levering) for u in build.leveringen})
        if late:
            yield f"{build.gemeentecode}: peilmoment {build.peilmoment} zou nu ook kiezen: {', '.join(late)}."
        older = sorted(o.levering for o in mine if o.bron == "gws" and (o.bron, o.levering) not in known | holding)
        if older:
            yield (f"{build.gemeentecode}: sindsdien kwamen oudere leveringen binnen, die de historie van klanten aanvullen: "
                   f"{', '.join(older)}.")


def _scratch(run: Run, part: Part) -> Path:
    # the same file name everywhere: dbt's parsed project carries it
    return run.folder / part.origin / run.database.name
