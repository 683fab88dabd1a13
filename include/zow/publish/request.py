"""The request for approval in Markdown: what another person must have seen of a draft before it is published. Amounts and counts only,
no records and no persons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from zow import settings
from zow.policy import seeds, show
from zow.policy.change import recorded
from zow.publish import log
from zow.publish.approval import origin
from zow.report import dutch
from zow.report.verantwoording.tabs import INCOME
from zow.warehouse.run import Plan

_LISTED = 15
STATUSES = ("aangesloten", "periodeverschil", "postverschil", "dubbel", "bedragverschil", "alleen_gws", "alleen_grootboek")


def text(plan: Plan, draft: Path, starters: Iterable[str | None]) -> str:
    """The request for the draft of `plan` in folder `draft`; `starters` may not approve. The rules stand in it from the start, because
    Airflow shows the first text again when it asks again."""
    version = json.loads((draft / "version.json").read_text(encoding="utf-8"))
    names = " of ".join(dict.fromkeys(name for name in starters if name))
    lines = [f"Gestart door **{plan.gestart_door}**, peilmoment {version['peilmoment']}, versie {version['versie']}. "
              f"Concept: `{draft / 'report' / 'index.html'}`", "",
             f"Goedkeuren kan ieder ander dan {names}, met een opmerking. Komt dit verzoek terug, dan telde het antwoord niet of kwam het "
             "niet aan: zow status en het log van de taak zeggen waarom.", "", *_policy(plan, version), ""]
    with duckdb.connect(str(draft / "sociaal_domein.duckdb"), read_only=True) as con:
        for build in plan.passing:
            lines += _gemeente(con, build.gemeentecode, plan, version)
    for code, reasons in sorted(plan.stopped.items()):
        lines += [f"### {code}: tegengehouden", *(f"- {reason}" for reason in reasons), "- De vorige cijfers blijven staan.", ""]
    return "\n".join(lines)


def _policy(plan: Plan, version: dict) -> list[str]:
    """The changed policy values that the draft is made with and the figures that it replaces were not, and the other way round."""
    known = log.entries()
    before, now = known.get(version["voorganger"] or ""), recorded(plan.beleid)
    written = seeds.tables(settings.get().dbt_project, ())
    since: dict[str | None, list[str]] = {}
    for build in plan.passing:
        since.setdefault(origin(before, build.gemeentecode), []).append(build.gemeentecode)
    lines = []
    for name, codes in since.items():
        if name and name not in known:
            lines.append(f"Gewijzigde beleidswaarden van {', '.join(codes)}: niet te vergelijken, {name} staat niet meer in het log.")
            continue
        then = recorded(known[name].beleid) if name else ()
        moved = [(change, "") for change in now if change not in then] + [(change, "vervallen: ") for change in then if change not in now]
        head = f"sinds {name}" if name else "sinds de beleidsnota's, want er is nog niet eerder gepubliceerd"
        lines.append(f"Gewijzigde beleidswaarden van {', '.join(codes)} {head}: {len(moved) or 'geen'}.")
        lines += [f"- {word}{' '.join('; '.join(show.said(change, written)).split())}" for change, word in moved]
    return lines


def _gemeente(con: duckdb.DuckDBPyConnection, code: str, plan: Plan, version: dict) -> list[str]:
    year = int(plan.periode[:4])
    lines = [f"### {code} {_name(con, code)}", ""]
    budget = con.execute(
        "select deel, toegekend, uitgaven, saldo, verschil_saldo from marts.participatiebudget_verloop "
        "where gemeentecode = ? and jaar = ? order by deel", [code, year]).fetchall()
    if budget:
        lines += ["| deel | toegekend | uitgaven | saldo | opgave min berekend |", "|---|--:|--:|--:|--:|"]
        lines += [f"| {deel} | {' | '.join(map(dutch.euro, amounts))} |" for deel, *amounts in budget]
        lines.append("")
    else:
        lines += ["- Geen begroting van dit jaar.", ""]
    sums = ", ".join(f"sum({name})" for name in ("totaal_gws", "totaal_grootboek", "verschil", *STATUSES))
    gws, ledger, difference, *named = con.execute(
        f"select {sums} from marts.aansluiting_totaal where gemeentecode = ? and jaar = ?", [code, year]).fetchone()
    if difference is None:
        lines.append("- Geen betalingen en geen grootboek in dit jaar.")
    else:
        parts = [f"{status} {dutch.euro(value)}" for status, value in zip(STATUSES, named, strict=True) if value]
        lines += [f"- Betalingen {dutch.euro(gws)}, grootboek {dutch.euro(ledger)}, verschil {dutch.euro(difference)}"
                  + (f": {', '.join(parts)}." if parts else "."),
                  f"- Onverklaard: **{dutch.euro(difference - sum(named))}**.", *_benefits(con, code, year)]
    norms = con.execute(
        "select norm, count(*), sum(bedrag) from marts.normafwijkingen where gemeentecode = ? and year(datum) = ? group by all order by 1",
        [code, year]).fetchall()
    found = ", ".join(f"{norm} {count} keer{f' ({dutch.euro(amount)})' if amount is not None else ''}" for norm, count, amount in norms)
    lines.append(f"- Normafwijkingen: {found or 'geen'}.")
    lines += [_revised(con, code, plan), *_warnings(con, code, version), ""]
    return lines


def _benefits(con: duckdb.DuckDBPyConnection, code: str, year: int) -> list[str]:
    """The ledger lines of the benefits stand under alleen_grootboek, and whether they tie stands in another part of the report."""
    paid, booked, difference = con.execute(f"select sum(betaald), sum(grootboek), sum(verschil) from ({INCOME})", [code, year]).fetchone()
    if not booked:
        return []
    return [f"- Uitkeringen (I-deel, buig): inkomensbetalingen {dutch.euro(paid)}, grootboek {dutch.euro(booked)}, verschil "
            f"{dutch.euro(difference)}; dit grootboek staat hierboven onder alleen_grootboek."]


def _revised(con: duckdb.DuckDBPyConnection, code: str, plan: Plan) -> str:
    """What moved since the last publication of this period, where the version has marts.revisies: a row there names the earlier one."""
    if not con.execute("select 1 from duckdb_tables() where schema_name = 'marts' and table_name = 'revisies'").fetchone():
        return "- Herzieningen: niet bijgehouden in deze versie."
    rows = con.execute(
        """select indicator, uitsplitsing, waarde_toen, waarde_nu from marts.revisies
        where gemeentecode = ? and publicatie = ? and periode = ? and waarde_toen is distinct from waarde_nu
        order by abs(verschil) desc nulls last, 1, 2""", [code, plan.publicatie, plan.periode]).fetchall()
    shown = "; ".join(f"{name} [{part}] van {dutch.getal(then, 2)} naar {dutch.getal(now, 2)}" for name, part, then, now in rows[:5])
    return f"- Herzieningen sinds de vorige publicatie: {len(rows)}{f' (de grootste: {shown})' if rows else ''}."


def _warnings(con: duckdb.DuckDBPyConnection, code: str, version: dict) -> list[str]:
    rows = con.execute(
        """select poort, omschrijving, waargenomen, drempel from meta.kwaliteit
        where not geslaagd and (gemeentecode = ? or gemeentecode is null) and (
            publicatie = ? and periode = ? and versie = ?
            or poort = 'levering' and levering in (
                select levering from meta.publicatie_leveringen where publicatie = ? and periode = ? and versie = ? and gemeentecode = ?))
        order by poort, omschrijving""",
        [code, *_which(version), *_which(version), code]).fetchall()
    lines = [f"- Waarschuwingen: {len(rows) or 'geen'}."]
    lines += [f"  - {poort}: {what} (gezien {seen or dutch.LEEG}, grens {limit or dutch.LEEG})"
              for poort, what, seen, limit in rows[:_LISTED]]
    if len(rows) > _LISTED:
        lines.append(f"  - en nog {len(rows) - _LISTED}; zie het rapport.")
    return lines


def _name(con: duckdb.DuckDBPyConnection, code: str) -> str:
    found = con.execute("select naam from core.dim_municipalities where gemeentecode = ?", [code]).fetchone()
    return (found and found[0]) or ""


def _which(version: dict) -> tuple:
    return version["publicatie"], version["periode"], version["versie"]
