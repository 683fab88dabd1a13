"""The findings of one gemeente, read from the marts and core of a version and put in the order in which someone can act on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zow import policy
from zow.report.norms import texts
from zow.report.reading import Reader, Row

MARTS = ("marts.normafwijkingen", "marts.normtoetsing")
# What core knows of each kind of sleutel: what it is about, since when, and whether it still runs at asof.
WHAT = {
    "activiteit": """select activiteitnummer as sleutel, activiteitnummer, voorziening_code, begindatum, einddatum,
        einddatum is null as loopt from core.fct_activities where gemeentecode = ?""",
    "betaling": """select betalingnummer as sleutel, activiteitnummer, voorziening_code, datum as begindatum, datum as einddatum,
        false as loopt from core.fct_costs where soort = 'betaling' and gemeentecode = ?""",
    "verplichting": """select v.verplichtingnummer as sleutel, v.activiteitnummer, a.voorziening_code, v.datum as begindatum,
        null as einddatum, v.status = 'open' as loopt from core.fct_commitments v
        left join core.fct_activities a using (gemeentecode, activiteitnummer) where v.gemeentecode = ?""",
    "uitkering": """select u.uitkeringnummer as sleutel, null as activiteitnummer, null as voorziening_code, u.begindatum, u.einddatum,
        coalesce(s.einddatum is null and s.client_key is not null, u.einddatum is null) as loopt from core.fct_benefits u
        left join core.fct_spells s on u.gemeentecode = s.gemeentecode and u.uitkeringnummer = s.bijstandsperiode_id
        where u.gemeentecode = ?""",
    "ontheffing": """select ontheffingnummer as sleutel, null as activiteitnummer, null as voorziening_code, begindatum, einddatum,
        einddatum is null as loopt from core.fct_exemptions where gemeentecode = ?""",
    "traject": """select trajectnummer as sleutel, null as activiteitnummer, null as voorziening_code, begindatum, einddatum,
        einddatum is null as loopt from core.fct_trajecten where gemeentecode = ?""",
    "beschikking": """select indicatienummer as sleutel, null as activiteitnummer, null as voorziening_code,
        beschikkingsdatum as begindatum, null as einddatum, true as loopt from core.fct_decision_indications where gemeentecode = ?""",
    "uwv": """select indicatienummer as sleutel, null as activiteitnummer, null as voorziening_code, besluitdatum as begindatum,
        null as einddatum, true as loopt from core.fct_indications where gemeentecode = ?""",
}


@dataclass(frozen=True)
class Norm:
    """One norm that is switched on, with its findings in order."""

    code: str
    profiel: str
    clausule: str
    bekeken: int
    regel: str
    bevindingen: list[Row]

    @property
    def text(self) -> texts.Text:
        return texts.TEXTS[self.code]

    @property
    def nagelopen(self) -> str:
        """What `bekeken` counts."""
        return texts.counted(self.code)

    @property
    def aantal(self) -> int:
        return len(self.bevindingen)

    @property
    def lopend(self) -> int:
        return sum(row["loopt"] for row in self.bevindingen)

    @property
    def bedrag(self) -> Decimal | None:
        """The sum of the amounts; None when the norm is not about money."""
        known = [row["bedrag"] for row in self.bevindingen if row["bedrag"] is not None]
        return sum(known, Decimal(0)) if known else None


def overview(reader: Reader, place: Row) -> list[Norm] | None:
    """The norms of the gemeente that `place` (its row in version.json) names, by number; None when the version has no norms."""
    if not all(reader.has(mart) for mart in MARTS):
        return None
    asof = place["asof"] if isinstance(place["asof"], date) else date.fromisoformat(place["asof"][:10])
    return norms(reader, place["gemeentecode"], asof, policy.tables()["norm_values"])


def norms(reader: Reader, code: str, asof: date, values: list[dict[str, str]]) -> list[Norm]:
    """Every norm that a profile of gemeente `code` switches on, by number, also one without findings. `values` are the
    rows of seed norm_values."""
    limits = _limits(values, asof)
    switched_on = reader.rows(
        "select norm, profiel, clausule, bekeken from marts.normtoetsing where gemeentecode = ? order by norm, profiel", code)
    found = []
    for row in switched_on:
        text = texts.TEXTS[row["norm"]]
        rows = reader.rows(
            f"""select n.*, w.activiteitnummer, w.begindatum, w.einddatum, coalesce(w.loopt, false) as loopt,
            coalesce(i.omschrijving, w.voorziening_code) as voorziening, p.naam as aanbieder
            from marts.normafwijkingen n left join ({WHAT[text.soort]}) w using (sleutel)
            left join core.dim_instruments i on i.gemeentecode = n.gemeentecode and i.voorziening_code = w.voorziening_code
            left join core.dim_providers p on p.gemeentecode = n.gemeentecode and p.aanbieder_code = n.aanbieder_code
            where n.gemeentecode = ? and n.norm = ? and n.profiel = ?""", code, code, row["norm"], row["profiel"])
        for finding in rows:
            finding["loopt"] = finding["loopt"] and (not text.venster or _still_waiting(finding, asof))
        rows.sort(key=_urgency)
        found.append(Norm(row["norm"], row["profiel"], row["clausule"], row["bekeken"],
                          texts.rule(row["norm"], limits.get(row["norm"], {})), rows))
    return found


def _urgency(row: Row) -> tuple:
    """Still running first, then the largest excess (money where it is about money), then the oldest."""
    excess = row["bedrag"] if row["bedrag"] is not None else abs(row["gevonden"] - row["toegestaan"])
    return not row["loopt"], -excess, row["datum"], row["sleutel"]


def _still_waiting(row: Row, asof: date) -> bool:
    """Whether what a window norm waits for has not happened yet: then it found the days from the start through asof."""
    start = row["datum"] - timedelta(days=1 + int(row["toegestaan"]))
    return start + timedelta(days=int(row["gevonden"])) >= asof


def _limits(rows: list[dict[str, str]], asof: date) -> dict[str, dict[str, str]]:
    """norm -> key -> the limit that holds on `asof`, else the one that holds last."""
    found: dict[str, dict[str, str]] = {}
    for holding in (False, True):  # what holds on the day goes over what does not
        for row in sorted(rows, key=lambda row: row["geldig_van"]):
            if ((row["geldig_van"] or "0001") <= asof.isoformat() <= (row["geldig_tot"] or "9999")) is holding:
                found.setdefault(row["norm"], {})[row["sleutel"]] = row["waarde"]
    return found
