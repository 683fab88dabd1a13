"""`zow status`: one screen with what came in, what waits, what the gates said and what is published."""

from __future__ import annotations

from collections import Counter, defaultdict

import duckdb

from zow import settings
from zow.ingest import catalogue
from zow.periods import now
from zow.publish import dagstand, log, version


def render() -> str:
    """The screen as text (Dutch)."""
    blocks = [f"ZOW_HOME {settings.get().home}", *_deliveries(), *_waiting(), *_dagstand(), *_published()]
    return "\n".join(blocks)


def _deliveries() -> list[str]:
    outcomes = catalogue.outcomes()
    if not outcomes:
        return ["", "Leveringen: nog geen."]
    groups: dict[tuple[str, str], list[catalogue.Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.bron, outcome.gemeentecode or "onbekend"].append(outcome)
    lines = ["", f"{'bron':<8}{'gemeente':<10}{'laatste goede levering':<28}{'dagen':>6}{'goed':>6}{'geweigerd':>10}{'dubbel':>8}"
                 f"{'afgekeurd':>10}"]
    for (source, code), found in sorted(groups.items()):
        count = Counter(o.status for o in found)
        good = [o for o in found if o.status == "geaccepteerd"]
        last = max(good, key=lambda o: o.geleverd_op) if good else None
        age = str((now() - last.geleverd_op).days) if last else "-"
        lines.append(f"{source:<8}{code:<10}{last.levering if last else '-':<28}{age:>6}{count['geaccepteerd']:>6}"
                     f"{count['geweigerd']:>10}{count['dubbel']:>8}{last.afgekeurd if last else 0:>10}")
    return lines


def _waiting() -> list[str]:
    landing = settings.get().landing
    waiting = sorted(p.name for p in (landing / "gws").glob("*") if p.is_dir())
    refused = sorted(p.name for p in (landing / "geweigerd").glob("*/*") if p.is_dir())
    lines = ["", f"Wacht in landing: {', '.join(waiting) or 'niets'}"]
    if refused:
        lines.append(f"Geweigerd: {', '.join(refused)} (reden staat ernaast; zow retry LEVERING beoordeelt opnieuw)")
    return lines


def _dagstand() -> list[str]:
    state = dagstand.state()
    if not state:
        return ["", "Dagstand: nog geen."]
    held = ", ".join(f"{code} {used['gws'][0].rsplit('_', 1)[-1]}" for code, used in sorted(state["leveringen"].items()))
    stopped = state["tegengehouden"]
    return ["", f"Dagstand: {held or 'leeg'}", f"  poort feiten {_gates(dagstand.link() / version.DATABASE, 'feiten')}",
            *([f"  TEGENGEHOUDEN: {', '.join(stopped)}"] if stopped else [])]


def _published() -> list[str]:
    entry = log.current_entry()
    if not entry:
        return ["", "Gepubliceerd: nog niets."]
    database = log.versions_folder() / entry.name / version.DATABASE
    lines = ["", f"Actueel: {entry.name}, gepubliceerd {entry.gepubliceerd_op} door {entry.gestart_door}, K {entry.peilmoment}",
             f"  poort publicatie {_gates(database, 'publicatie')}"]
    lines += [f"  {row['gemeentecode']} {row['herkomst']}" + (f" uit {row['uit_versie']}" if row["uit_versie"] else "")
              + f", K {row['peilmoment']}, asof {row['asof']}" for row in entry.gemeenten]
    return lines


def _gates(database, poort: str) -> str:
    with duckdb.connect(str(database), read_only=True) as con:
        good, red, warned = con.execute(
            "select count(*) filter (geslaagd), count(*) filter (not geslaagd and ernst = 'kritiek'), "
            "count(*) filter (not geslaagd and ernst = 'waarschuwing') from meta.kwaliteit where poort = ?", [poort]).fetchone()
    return f"{good} geslaagd, {red} kritiek, {warned} waarschuwing"
