"""The check tab: each figure of the workbook recomputed by a formula from the tabs with records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zow.report.reading import Row
from zow.report.verantwoording.tabs import Tab

Tabs = dict[str, Tab]
STATUSES = ("aangesloten", "periodeverschil", "postverschil", "dubbel", "bedragverschil", "alleen_gws", "alleen_grootboek")


class Check(NamedTuple):
    """`figure` and `again` are formulas without their "="; `wat` and `tab` say what is checked and where it stands."""

    tab: str
    wat: str
    figure: str
    again: str


def every(tabs: Tabs) -> list[Check]:
    """All checks of a workbook. Never empty: the totals of GWS and ledger are always among them."""
    found: list[Check] = []
    for part in (_totals, _verloop, _reservering, _uitputting, _aansluiting, _afwijkingen, _inkomen):
        found += part(tabs)
    return found


def _sumifs(tab: Tab, amount: str, **criteria: str) -> str:
    """SUMIFS over a column; `criteria` (column key -> criterion as a formula text)."""
    pairs = "".join(f",{tab.range(key)},{criterion}" for key, criterion in criteria.items())
    return f"SUMIFS({tab.range(amount)}{pairs})"


def _text(value: object) -> str:
    return '"' + str(value).replace('"', '""') + '"'


def _totals(tabs: Tabs) -> Iterator[Check]:
    lines, used = tabs["regels"], tabs["uitputting"]
    for side, key in (("GWS", "gws"), ("grootboek", "grootboek")):
        again = f"SUM({lines.range(f'bedrag_{key}')})"
        yield Check(tabs["aansluiting"].name, f"Totaal {side}", f"SUM({tabs['aansluiting'].range(f'totaal_{key}')})", again)
        if not used.rows or any(row["periode"].endswith("K4") for row in used.rows):  # of a year that still runs there is none yet
            yield Check(used.name, f"Totaal {side}, vierde kwartaal",
                        f"SUMIFS({used.range(f'gerealiseerd_{key}')},{used.range('periode')},\"*K4\")", again)
    yield Check(lines.name, "Verschil", f"SUM({lines.range('verschil')})",
                f"SUM({lines.range('bedrag_gws')})-SUM({lines.range('bedrag_grootboek')})")


def _verloop(tabs: Tabs) -> Iterator[Check]:
    tab, lines = tabs["verloop"], tabs["begroting"]
    for at, row in enumerate(tab.rows):
        name = f"{row['jaar']} {row['deel']}"

        def stated(kind: str, row: Row = row) -> str:
            return _sumifs(lines, "bedrag", jaar=str(row["jaar"]), deel=_text(row["deel"]), soort_regel=_text(kind), nu='"ja"')

        def check(column: str, again: str, what: str, at: int = at, name: str = name) -> Check:
            return Check(tab.name, f"{name}: {what}", tab.cell(column, at), again)

        for kind in ("toegekend", "meegenomen", "ontvangsten"):
            yield check(kind, stated(kind), kind)
        spent = f"COUNTIFS({lines.range('jaar')},{row['jaar']},{lines.range('deel')},{_text(row['deel'])}," \
                f"{lines.range('soort_regel')},\"uitgaven\",{lines.range('nu')},\"ja\")"
        yield check("uitgaven", f"IF({spent}>0,{stated('uitgaven')},{stated('post')})", "uitgaven")
        granted, carried, received, out = (tab.cell(key, at) for key in ("toegekend", "meegenomen", "ontvangsten", "uitgaven"))
        yield check("saldo", f"{granted}+{carried}+{received}-{out}", "saldo")
        for column, kind in (("opgegeven_saldo", "saldo"), ("som_posten", "post"), ("opgegeven_totaal_posten", "totaal_posten"),
                             ("opgegeven_totaal_toegekend", "totaal_toegekend")):
            if row[column] is not None:
                yield check(column, stated(kind), column.replace("_", " "))
        for column, first, then in (
                ("verschil_saldo", "opgegeven_saldo", "saldo"), ("verschil_posten", "opgegeven_totaal_posten", "som_posten"),
                ("verschil_toegekend", "opgegeven_totaal_toegekend", "toegekend")):
            if row[column] is not None:
                yield check(column, f"N({tab.cell(first, at)})-N({tab.cell(then, at)})", column.replace("_", " "))
        before = [place for place, other in enumerate(tab.rows) if (other["jaar"], other["deel"]) == (row["jaar"] - 1, row["deel"])]
        if row["verschil_meegenomen"] is not None:
            yield check("verschil_meegenomen", f"{carried}-{tab.cell('saldo', before[0])}", "meegenomen min saldo van het jaar ervoor")


def _reservering(tabs: Tabs) -> Iterator[Check]:
    tab, flow = tabs["reservering"], tabs["verloop"]
    for at, row in enumerate(tab.rows):
        cell = {key: tab.cell(key, at) for key, _, _ in tab.columns}
        source = next(place for place, other in enumerate(flow.rows)
                      if (other["jaar"], other["deel"]) == (row["jaar"], "participatiebudget"))
        over, short = f"MAX({cell['saldo']},0)", f"MAX(-{cell['saldo']},0)"
        for key, again in (
                ("toegekend", flow.cell("toegekend", source)), ("saldo", flow.cell("saldo", source)),
                ("ruimte", f"ROUND({cell['toegekend']}*{cell['aandeel']},2)"), ("meeneembaar", f"MIN({over},{cell['ruimte']})"),
                ("onrechtmatig", _sumifs(tabs["onrechtmatig"], "bedrag", jaar=str(row["jaar"]))),
                ("terug_te_betalen", f"{over}-{cell['meeneembaar']}+{cell['onrechtmatig']}"),
                ("ten_laste_volgend_jaar", f"MIN({short},{cell['ruimte']})"),
                ("eigen_middelen", f"{short}-{cell['ten_laste_volgend_jaar']}")):
            yield Check(tab.name, f"{row['jaar']}: {key.replace('_', ' ')}", cell[key], again)


def _uitputting(tabs: Tabs) -> Iterator[Check]:
    tab, budget = tabs["uitputting"], tabs["begroting"]
    for at, row in enumerate(tab.rows):
        quarter, nr = int(row["periode"][-1]), tab.cell("nr", at)
        cell = {key: tab.cell(key, at) for key, _, _ in tab.columns}
        until = f'"<="&{cell["peildatum"]}'
        adopted = {"jaar": row["periode"][:4], "soort_regel": '"post"', "nr": nr, "vanaf": until}
        name = f"{row['periode']} {row['budgetpost']}"
        # what held at P: adopted by then, and not replaced by then
        yield Check(tab.name, f"{name}: begroot", cell["begroot"],
                    f"{_sumifs(budget, 'bedrag', **adopted)}-{_sumifs(budget, 'bedrag', **adopted, tot=until)}")
        yield Check(tab.name, f"{name}: grootboek", cell["gerealiseerd_grootboek"],
                    _sumifs(tabs["regels"], "bedrag_grootboek", nr=nr, periode=f'"<={13 if quarter == 4 else quarter * 3}"'))
        yield Check(tab.name, f"{name}: GWS", cell["gerealiseerd_gws"], _sumifs(tabs["regels"], "bedrag_gws", nr=nr, datum=until))
        yield Check(tab.name, f"{name}: openstaand", cell["openstaande_verplichtingen"],
                    _sumifs(tabs["verplichtingen"], f"open_k{quarter}", nr=nr))
        yield Check(tab.name, f"{name}: beschikbaar", cell["beschikbaar"],
                    f"{cell['begroot']}-{cell['gerealiseerd_grootboek']}-{cell['openstaande_verplichtingen']}")


def _aansluiting(tabs: Tabs) -> Iterator[Check]:
    tab, lines = tabs["aansluiting"], tabs["regels"]
    for at, row in enumerate(tab.rows):
        cell = {key: tab.cell(key, at) for key, _, _ in tab.columns}
        name = row["budgetpost"]
        yield Check(tab.name, f"{name}: totaal GWS", cell["totaal_gws"], _sumifs(lines, "bedrag_gws", nr=cell["nr"]))
        yield Check(tab.name, f"{name}: totaal grootboek", cell["totaal_grootboek"], _sumifs(lines, "bedrag_grootboek", nr=cell["nr"]))
        yield Check(tab.name, f"{name}: verschil", cell["verschil"], f"{cell['totaal_gws']}-{cell['totaal_grootboek']}")
        for status in STATUSES:
            yield Check(tab.name, f"{name}: {status.replace('_', ' ')}", cell[status],
                        _sumifs(lines, "verschil", nr=cell["nr"], status=_text(status)))
        # the identity: what has no name is an error
        yield Check(tab.name, f"{name}: verschil is de som van de genoemde verschillen", cell["verschil"],
                    "+".join(cell[status] for status in STATUSES))


def _afwijkingen(tabs: Tabs) -> Iterator[Check]:
    tab, found = tabs["normen"], tabs["afwijkingen"]
    for at, row in enumerate(tab.rows):
        norm = _text(row["norm"])
        yield Check(tab.name, f"{row['norm']}: aantal", tab.cell("aantal", at), f"COUNTIFS({found.range('norm')},{norm})")
        if row["bedrag"] is not None:
            yield Check(tab.name, f"{row['norm']}: bedrag", tab.cell("bedrag", at), _sumifs(found, "bedrag", norm=norm))


def _inkomen(tabs: Tabs) -> Iterable[Check]:
    tab = tabs["inkomen"]
    for at, row in enumerate(tab.rows):
        period, name = tab.cell("periode", at), f"periode {row['periode']}"
        yield Check(tab.name, f"{name}: inkomensbetalingen", tab.cell("betaald", at),
                    _sumifs(tabs["inkomen_regels"], "bedrag", periode=period))
        yield Check(tab.name, f"{name}: grootboek", tab.cell("grootboek", at),
                    "+".join(_sumifs(tabs["regels"], "bedrag_grootboek", periode=period, nr=str(nr)) for nr in tab.posts.values()) or "0")
        yield Check(tab.name, f"{name}: verschil", tab.cell("verschil", at), f"{tab.cell('betaald', at)}-{tab.cell('grootboek', at)}")
