"""What stands where: gate results, the current version, the dagstand, what waits in landing and what was refused."""

from __future__ import annotations

import json
import textwrap
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from zow import settings
from zow.ingest import landing, manifest, names
from zow.periods import AMSTERDAM
from zow.publish import approval, dagstand, log, version
from zow.status.text import WIDTH, age, fit, moment, table

_LISTED = 5
_POORTEN = ("levering", "feiten", "publicatie")


def gates() -> list[str]:
    """Per place and gate the counts and when, then the expectations that failed, kritiek first."""
    rows, failed = [], []
    for place, results in _results():
        by_gate: dict[str, list[dict]] = defaultdict(list)
        for result in results:
            by_gate[result["poort"]].append(result)
        for poort in (p for p in _POORTEN if p in by_gate):
            found = by_gate[poort]
            wrong = [r for r in found if not r["geslaagd"]]
            critical = [r for r in wrong if r["ernst"] == "kritiek"]
            rows.append([place, poort, moment(max((_time(r["tijdstip"]) for r in found), default=None)), len(found) - len(wrong),
                         len(critical), len(wrong) - len(critical)])
            failed += [(r["ernst"] != "kritiek", place, poort, r["gemeentecode"] or "alle", r["expectation"], str(r["waargenomen"]),
                        str(r["drempel"])) for r in wrong]
    if not rows:
        return ["Poorten: nog niets getoetst."]
    shown = ["POORTEN", *table(["waar", "poort", "wanneer", "#geslaagd", "#kritiek", "#waarschuwing"], rows)]
    listed = list(dict.fromkeys((late, poort, code, rule, seen, limit) for late, _, poort, code, rule, seen, limit in sorted(failed)))
    shown += [fit(f"  {'waarschuwing' if late else 'KRITIEK'} {code} {poort}: {rule} ({seen}, drempel {limit})")
              for late, poort, code, rule, seen, limit in listed[:_LISTED]]
    return shown + _more(listed)


def _results() -> Iterable[tuple[str, list[dict]]]:
    """(place, rows of meta.kwaliteit) of the last run, the dagstand and the current version, as far as they are there."""
    runs = sorted((settings.get().warehouse / "runs").glob("*/kwaliteit.json"), key=lambda p: p.stat().st_mtime)
    if runs:
        yield "laatste run", json.loads(runs[-1].read_text(encoding="utf-8"))
    current = settings.get().published / "current" / version.DATABASE
    for place, path in (("dagstand", dagstand.link() / version.DATABASE), ("actueel", current)):
        if path.exists():
            with duckdb.connect(str(path), read_only=True) as con:
                found = con.execute("select poort, gemeentecode, expectation, ernst, geslaagd, waargenomen, drempel, tijdstip "
                                    "from meta.kwaliteit")
                names_of = [column[0] for column in found.description]
                yield place, [dict(zip(names_of, row, strict=True)) for row in found.fetchall()]


def _time(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def published() -> list[str]:
    """The current version and which gemeenten it built or carried over; what waits for an approval and what was rejected."""
    entry = log.current_entry()
    if entry is None:
        return ["Gepubliceerd: nog niets.", *_approvals()]
    others = [e for e in log.entries().values() if e.name != entry.name]
    back = sum(e.teruggedraaid for e in others)
    return [f"Actueel: {entry.name}, {moment(datetime.fromisoformat(entry.gepubliceerd_op))} door {entry.gestart_door}, "
            f"K {entry.peilmoment}; ook {len(others)} andere, {back} teruggedraaid",
            *([fit(f"  goedgekeurd door {entry.goedgekeurd_door}: {entry.opmerking}")] if entry.goedgekeurd_door else []),
            *table(["gemeente", "herkomst", "K", "bekend t/m", "uit", "reden"], [
                [row["gemeentecode"], row["herkomst"], row["peilmoment"], row["asof"], row["uit_versie"], row["reden"]]
                for row in entry.gemeenten]), *_approvals()]


def _approvals() -> list[str]:
    rows = []
    for plan in approval.waiting():
        rows.append(f"  wacht op goedkeuring: {plan['publicatie']} {plan['periode']}, gestart door {plan['gestart_door']}")
        if plan.get("antwoord_geweigerd"):
            rows.append(f"    laatste antwoord telde niet: {plan['antwoord_geweigerd']}")
    rows += [f"  afgewezen: {row['publicatie']} {row['periode']} door {row['afgewezen_door']} "
             f"{moment(datetime.fromisoformat(row['afgewezen_op']))}: {row['opmerking']}"
             for row in approval.rejections()[:-_LISTED - 1:-1]]
    return [fit(row) for row in rows]


def nightly() -> list[str]:
    """What the dagstand was built from, when, and who was stopped."""
    state = dagstand.state()
    if not state:
        return ["Dagstand: nog geen."]
    made = _modified(dagstand.link() / "dagstand.json")
    held = [f"{code} {used['gws'][0].rsplit('_', 1)[-1]}" + (f" (+{more})" if (more := sum(map(len, used.values())) - 1) else "")
            for code, used in sorted(state["leveringen"].items())]
    text = f"Dagstand: {moment(made)}, GWS (+ andere leveringen): {', '.join(held) or 'leeg'}"
    lines = textwrap.wrap(text, WIDTH, subsequent_indent="  ")
    stopped = state["tegengehouden"]
    return [*lines, *([f"  TEGENGEHOUDEN: {', '.join(stopped)}"] if stopped else [])]


def waiting() -> list[str]:
    """What stands in landing: complete (the next nightly takes it) or not (the supplier is still writing)."""
    complete, partial = [], []
    for bron in _sources():
        ready = {d.path for d in landing.complete(bron)}
        complete += [(path, bron) for path in ready]
        partial += [(path, bron) for path in landing.room(bron).glob("*") if _unfinished(path, bron) and path not in ready]
    if not complete and not partial:
        return ["Wacht in landing: niets"]
    return [*_listed("Wacht in landing, compleet", complete), *_listed("Wacht in landing, NIET compleet", partial)]


def _unfinished(path: Path, bron: str) -> bool:
    """What looks like a delivery without its manifest: a folder (GWS) or a CSV (the others)."""
    return not path.name.startswith(".") and (path.is_dir() if names.folders(bron) else path.suffix == ".csv")


def refused() -> list[str]:
    """The refused deliveries that stand apart, with the first line of their reason."""
    found = [(path, bron) for bron in _sources() for path in landing.refused(bron)]
    if not found:
        return ["Geweigerd: niets"]
    lines = [f"GEWEIGERD: {len(found)} (de reden staat ernaast in landing/geweigerd; zow retry LEVERING beoordeelt opnieuw)"]
    newest = sorted(found, key=lambda item: _modified(item[0]) or datetime.min, reverse=True)
    for path, _ in newest[:_LISTED]:
        reason = path.with_name(f"{path.name}.reden.txt")
        text = reason.read_text(encoding="utf-8", errors="replace").partition("\n")[0] if reason.exists() else ""
        lines.append(fit(f"  {manifest.printable(path.name)}{_since(path)}  {text}"))
    return lines + _more(found)


def _sources() -> list[str]:
    """The sources that deliver through landing."""
    return list(dict.fromkeys(feed.bron for feed in names.FEEDS))


def _listed(title: str, found: list[tuple[Path, str]]) -> list[str]:
    oldest = sorted(found, key=lambda item: (_modified(item[0]) or datetime.max, item[0].name))
    lines = [fit(f"  {manifest.printable(path.name)} ({bron}){_since(path)}") for path, bron in oldest[:_LISTED]]
    return [f"{title}: {len(found)}", *lines, *_more(found)] if found else []


def _more(found: list) -> list[str]:
    return [f"  … en nog {len(found) - _LISTED}"] if len(found) > _LISTED else []


def _since(path: Path) -> str:
    made = _modified(path)
    return f", sinds {moment(made)} ({age(made)})" if made else ""


def _modified(path: Path) -> datetime | None:
    """When `path` was last written (its sidecar when it is not there itself), None when it has just gone."""
    for place in (path, names.sidecar(path)):
        try:
            return datetime.fromtimestamp(place.stat().st_mtime, AMSTERDAM).replace(tzinfo=None)
        except OSError:
            continue
    return None
