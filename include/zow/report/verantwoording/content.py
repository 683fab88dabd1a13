"""What the verantwoording says about one gemeente, ready for the template, and the proof that its workbook is the version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from zow.errors import ZowError
from zow.report import dutch
from zow.report.norms import texts
from zow.report.reading import Reader, Row
from zow.report.shared import parts
from zow.report.shared.context import Context
from zow.report.verantwoording import tabs as tabs_of
from zow.report.verantwoording.checks import STATUSES
from zow.report.verantwoording.tabs import Tab

DEFINED = ("participatiebudget_verloop", "reservering", "uitputting", "aansluiting_totaal", "aansluiting", "normafwijkingen", "revisies")
# name -> (the same sum in core, in a mart, tab and column of the workbook)
TOTALS = {
    "Betalingen in GWS": (
        "select sum(bedrag) from core.fct_costs where soort = 'betaling' and gemeentecode = $1 and year(datum) = $2",
        "select sum(totaal_gws) from marts.aansluiting_totaal where gemeentecode = $1 and jaar = $2", ("regels", "bedrag_gws")),
    "Grootboek": (
        "select sum(bedrag) from core.fct_ledger where gemeentecode = $1 and boekjaar = $2",
        "select sum(totaal_grootboek) from marts.aansluiting_totaal where gemeentecode = $1 and jaar = $2", ("regels", "bedrag_grootboek")),
    "Verschil tussen beide": (
        """select (select coalesce(sum(bedrag), 0) from core.fct_costs where soort = 'betaling' and gemeentecode = $1 and year(datum) = $2)
            - (select coalesce(sum(bedrag), 0) from core.fct_ledger where gemeentecode = $1 and boekjaar = $2)""",
        "select sum(verschil) from marts.aansluiting where gemeentecode = $1 and jaar = $2", ("regels", "verschil")),
    "Openstaande verplichtingen op 31 december": (
        "select sum(mutatie) from core.fct_commitment_changes where gemeentecode = $1 and datum <= make_date($2, 12, 31)",
        "select sum(openstaande_verplichtingen) from marts.uitputting where gemeentecode = $1 and periode = $2 || 'K4'",
        ("verplichtingen", "open_k4")),
    "Inkomensbetalingen": (
        "select sum(bedrag) from core.fct_income_payments where is_bijstand and gemeentecode = $1 and left(maand, 4) = cast($2 as varchar)",
        None, ("inkomen_regels", "bedrag")),
}
OUTCOMES = {"aangesloten": "Aangesloten", "periodeverschil": "Periodeverschil", "postverschil": "Postverschil", "dubbel": "Dubbel",
            "bedragverschil": "Bedragverschil", "alleen_gws": "Alleen GWS", "alleen_grootboek": "Alleen grootboek"}
# what the catalogue says of each total; no mart has the inkomensbetalingen
FIGURES = {"Betalingen in GWS": "aansluiting_totaal.totaal_gws", "Grootboek": "aansluiting_totaal.totaal_grootboek",
           "Verschil tussen beide": "aansluiting.verschil",
           "Openstaande verplichtingen op 31 december": "uitputting.openstaande_verplichtingen"}


def gemeente(context: Context, place: Row) -> tuple[Row, dict[str, Tab]]:
    """What the template shows of the rebuilt gemeente `place`, and the tabs of its workbook. Raises ZowError when a total of the workbook
    is not that of core and marts, or the year lies before the first of which the gemeente has figures."""
    reader, code, year = context.reader, place["gemeentecode"], int(context.version["periode"])
    _require_reported(reader, code, year)
    tabs = tabs_of.read(reader, context.version, code)
    content = {
        **parts.gemeente(context, place), "jaar": year, "werkboek": f"verantwoording_{code}_{year}.xlsx",
        "verloop": [row for row in tabs["verloop"].rows if row["jaar"] >= year - 1],
        "reservering": [row for row in tabs["reservering"].rows if row["jaar"] >= year - 1],
        "uitputting": [row for row in tabs["uitputting"].rows if row["periode"] == f"{year}K4"],
        "aansluiting": tabs["aansluiting"].rows, "som": _summed(tabs["aansluiting"].rows),
        "regels": _by_status(tabs["regels"].rows), "bijna": sum(row["bijna_factuurnummer"] is not None for row in tabs["regels"].rows),
        "inkomen": tabs["inkomen"].rows, "inkomen_posten": sorted(tabs["inkomen"].posts),
        **_benefits(tabs["aansluiting"].rows, tabs["inkomen"].posts),
        "revisies": tabs["revisies"].rows if "revisies" in tabs else None,
        "eerder": "revisies" in tabs and _earlier(reader, context.version, code),
        "totalen": totals(reader, code, year, tabs),
    }
    return {**content, "aandacht": [*_remarks(content), *parts.remarks(content)]}, tabs


def _require_reported(reader: Reader, code: str, year: int) -> None:
    """Figures begin with the year of the earliest profile (marts.md), also when somebody names the gemeente with --gemeente."""
    (row,) = reader.rows("select year(rapportage_vanaf) as jaar from core.dim_municipalities where gemeentecode = ?", code)
    if year < row["jaar"]:
        raise ZowError(f"De cijfers van {code} beginnen in {row['jaar']}; over {year} is er niets om te verantwoorden.",
                       f"publicatie verantwoording {year}", "Kies een later jaar of laat deze gemeente weg. Er is niets gepubliceerd.")


def totals(reader: Reader, code: str, year: int, tabs: dict[str, Tab]) -> list[Row]:
    """Each total in core, in the marts and in the workbook. Raises ZowError when they are not the same, to the cent."""
    found, wrong = [], []
    for name, (core, mart, (tab, column)) in TOTALS.items():
        amounts = [_amount(reader, core, code, year), *([_amount(reader, mart, code, year)] if mart else []),
                   sum((row[column] for row in tabs[tab].rows), Decimal(0))]
        if len(set(amounts)) > 1:
            wrong.append(f"{name}: {' tegenover '.join(map(dutch.euro, amounts))}")
        found.append({"naam": name, "figuur": FIGURES.get(name), "core": amounts[0], "mart": amounts[1] if mart else None,
                      "werkboek": amounts[-1]})
    if wrong:
        raise ZowError(f"De totalen van {code} {year} in core, marts en werkboek zijn niet gelijk:\n  " + "\n  ".join(wrong),
                       f"rapport verantwoording, {code}", "Dit hoort niet te kunnen: meld het bij data engineering. Er is niets "
                       "gepubliceerd.")
    return found


def about(context: Context, shown: Row) -> list[tuple[str, object]]:
    """The first lines of the workbook: what it is of, and who stands for it."""
    version = context.version
    return [
        ("Gemeente", f"{shown['naam']} ({shown['code']})"), ("Jaar", str(shown["jaar"])), ("Versie", context.name),
        ("Peilmoment", dutch.moment(shown["peilmoment"])), ("Levering bekend tot en met", dutch.datum(shown["asof"])),
        ("Gestart door", version["gestart_door"]),
        ("Goedgekeurd door", version.get("goedgekeurd_door") or "nog niet goedgekeurd: concept"),
        *((label, version[key]) for label, key in (("Goedgekeurd op", "goedgekeurd_op"), ("Opmerking", "opmerking")) if version.get(key)),
        ("Code", version["git_commit"])]


def definitions(context: Context) -> list[Row]:
    """One row per column of the marts of this report."""
    return [{"mart": name, "kolom": column.name, "definitie": column.definitie, "clausule": column.clausule, "measures": column.measures}
            for name in DEFINED if name in context.marts for column in context.marts[name].columns]


def norm_names() -> dict[str, str]:
    return {code: text.naam for code, text in texts.TEXTS.items()}


def moment(version: Row) -> datetime:
    """When the version was made, as a workbook writes it (without a zone)."""
    return datetime.fromisoformat(version["gepubliceerd_op"]).replace(tzinfo=None)


def workbook_path(context: Context, shown: Row) -> Path:
    return context.folder / shown["werkboek"]


def _earlier(reader: Reader, version: Row, code: str) -> bool:
    """Whether this year of `code` was published before: then mart revisies compares with it, also when nothing moved."""
    return bool(reader.rows("select 1 from marts.revisies where gemeentecode = ? and publicatie = ? and periode = ? limit 1",
                            code, version["publicatie"], version["periode"]))


def _amount(reader: Reader, sql: str, code: str, year: int) -> Decimal:
    (row,) = reader.rows(sql, code, year)
    return next(iter(row.values())) or Decimal(0)


def _summed(rows: list[Row]) -> Row:
    keys = ("totaal_gws", "totaal_grootboek", "verschil", *STATUSES)
    return {key: sum((row[key] for row in rows), Decimal(0)) for key in keys}


def _benefits(rows: list[Row], posts: dict[str, int]) -> Row:
    """What the ledger lines of the benefits do to the tie-out: they have no betaling in GWS, so they stand alone (measures 8)."""
    return {"uitkeringen": _summed([row for row in rows if row["budgetpost"] in posts]),
            "zonder_uitkeringen": _summed([row for row in rows if row["budgetpost"] not in posts])}


def _by_status(lines: Iterable[Row]) -> list[Row]:
    """How many lines each status has and what they add up to, in the order of the passes."""
    found = {status: {"status": status, "aantal": 0, "gws": Decimal(0), "grootboek": Decimal(0), "verschil": Decimal(0)}
             for status in STATUSES}
    for line in lines:
        row = found[line["status"]]
        row["aantal"] += 1
        row["gws"] += line["bedrag_gws"]
        row["grootboek"] += line["bedrag_grootboek"]
        row["verschil"] += line["verschil"]
    return list(found.values())


def _remarks(content: Row) -> list[str]:
    said = []
    for row in content["verloop"]:
        if row["jaar"] == content["jaar"]:
            said += [f"{row['deel']}: de bron geeft {what} {dutch.euro_verschil(row[key])} anders op dan haar regels geven."
                     for key, what in (("verschil_saldo", "het saldo"), ("verschil_posten", "het totaal van de posten"),
                                       ("verschil_toegekend", "het toegekende budget")) if row[key]]
            if row["verschil_meegenomen"]:
                said.append(f"{row['deel']}: er is {dutch.euro_verschil(row['verschil_meegenomen'])} anders meegenomen dan het saldo van "
                            "het jaar ervoor.")
    if not any(row["jaar"] == content["jaar"] for row in content["verloop"]):
        said.append("Er is geen begroting van dit jaar geleverd.")
    if content["som"]["verschil"]:
        benefits = content["uitkeringen"]["verschil"]
        of_these = f", waarvan {dutch.euro(benefits)} op budgetposten van uitkeringen (I-deel, buig)" if benefits else ""
        said.append(f"GWS en grootboek verschillen {dutch.euro(content['som']['verschil'])}{of_these}; elk verschil staat hieronder met "
                    "zijn naam.")
    apart = [row for row in content["inkomen"] if row["verschil"]] if content["inkomen_posten"] else []
    if apart:
        said.append(f"Inkomensbetalingen en grootboek verschillen in periode {', '.join(str(row['periode']) for row in apart)}, samen "
                    f"{dutch.euro(sum(row['verschil'] for row in apart))}; zie Sluiten de uitkeringen aan?")
    if content["bijna"]:
        said.append(f"{parts.counted(content['bijna'], 'regel heeft', 'regels hebben')} een factuurnummer dat op hoofdletters en spaties "
                    "na aan de andere kant voorkomt; zie het werkboek, Aansluiting regels, kolom Lijkt op factuurnummer.")
    return said
