"""A delivery from which Noordoostpolder's bijlage II (S3) must come out to the unit and the cent.

Every edge of the definitions (measures 0, 1 and 3) stands as one row of ACTIVITEITEN, UITGESLOTEN or GELD below; plain
activiteiten, payments and commitments fill up to the printed figures. `deliver(landing)` writes it; P = 2014-12-31 and
asof = 2015-05-20, so that no window is open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from zow.sample.people import bsns
from zow.sample.write import write_gws

GEMEENTECODE, PERIODE, STAMP = "GM0171", "2014", "20150520T0230"

# einddoel -> succesvol, niet succesvol, vroegtijdig, betaalde kosten, openstaande verplichtingen (S3 bijlage II)
BIJLAGE_II = {
    "diagnose": (20, 8, 2, Decimal("190000.00"), Decimal("10000.00")),
    "sociaal_vaardig": (5, 4, 0, Decimal("250000.00"), Decimal("50000.00")),
    "arbeidsvaardig": (6, 2, 1, Decimal("70000.00"), Decimal("5000.00")),
    "werknemersvaardig": (15, 5, 5, Decimal("150000.00"), Decimal("3000.00")),
    "uitstroom": (8, 3, 2, Decimal("210000.00"), Decimal("150000.00")),
}
TOTAAL = (54, 22, 10, Decimal("870000.00"), Decimal("218000.00"))  # printed in the same tables
_COLUMNS = ("succesvol", "niet_succesvol", "vroegtijdig_beeindigd", "betaalde_kosten", "openstaande_verplichtingen")
# the rows of mart effectmeting for (GM0171, 2014): einddoel -> column -> value
EXPECTED: dict[str, dict[str, int | Decimal]] = {
    einddoel: dict(zip(_COLUMNS, figures, strict=True))
    | {"totaal": sum(figures[:3]), "totale_kosten": figures[3] + figures[4], "voorlopig": 0}
    for einddoel, figures in (BIJLAGE_II | {"totaal": TOTAAL}).items()}

SUCCES, NIET, VROEG = 0, 1, 2
LOPEND = [("WWB", "2012-03-01", None, None)]  # in bijstand all along


def _exit(day: str, reden: str | None = "werk_regulier", regeling: str = "WWB") -> list[tuple]:
    return [(regeling, "2012-03-01", day, reden)]


# einddoel, resultaat, einddatum, doel_behaald, beeindiging, uitkeringen (regeling, begin, end, reden), why
ACTIVITEITEN = [
    ("diagnose", SUCCES, "2014-12-31", "N", "afgerond", _exit("2015-03-31"), "exit exactly three months after"),
    ("diagnose", NIET, "2014-03-15", "N", "afgerond", _exit("2014-06-16"), "exit one day too late"),
    ("diagnose", SUCCES, "2014-01-01", "J", "afgerond", LOPEND, "first day of the period"),
    ("diagnose", VROEG, "2014-12-31", None, "vroegtijdig", LOPEND, "last day of the period"),
    ("diagnose", NIET, "2014-06-30", "N", "afgerond", _exit("2014-07-31", None), "ended without reason: never work"),
    ("sociaal_vaardig", SUCCES, "2014-11-30", "N", "afgerond", _exit("2015-02-28"), "three months, clamped"),
    ("sociaal_vaardig", NIET, "2014-11-30", "N", "afgerond", _exit("2015-03-01"), "one day after the clamped end"),
    ("sociaal_vaardig", SUCCES, "2014-07-04", "N", "afgerond", _exit("2014-08-01", regeling="IOAW"), "IOAW counts"),
    ("arbeidsvaardig", SUCCES, "2014-05-31", "N", "afgerond", _exit("2014-05-31"), "exit on the day of the end"),
    ("arbeidsvaardig", NIET, "2014-06-02", "N", "afgerond", _exit("2014-06-01"), "exit the day before the end"),
    ("werknemersvaardig", SUCCES, "2014-02-10", "J", "vroegtijdig", LOPEND, "goal reached comes before broken off"),
    ("werknemersvaardig", SUCCES, "2014-08-20", None, "vroegtijdig", _exit("2014-10-01"), "and so does the exit"),
    ("werknemersvaardig", NIET, "2014-07-01", "N", "afgerond", _exit("2014-07-15", "werk_gesubsidieerd"),
     "subsidised work is not regular work"),
    ("werknemersvaardig", NIET, "2014-09-01", None, None, LOPEND, "nothing recorded: niet succesvol"),
    ("werknemersvaardig", VROEG, "2014-04-15", "N", "vroegtijdig",
     [("WWB", "2012-03-01", "2014-04-30", "werk_regulier"), ("IOAW", "2014-05-01", None, None)],
     "change of regeling is no exit"),
    ("uitstroom", SUCCES, "2014-04-01", "N", "afgerond",
     [("WWB", "2012-03-01", "2014-05-01", "werk_regulier"), ("WWB", "2014-06-01", None, None)], "31 days: an exit"),
    ("uitstroom", NIET, "2014-04-01", "N", "afgerond",
     [("WWB", "2012-03-01", "2014-05-02", "werk_regulier"), ("WWB", "2014-06-01", None, None)], "30 days: merged"),
    ("uitstroom", VROEG, "2014-09-09", "N", "vroegtijdig", _exit("2014-09-20", regeling="ANW"), "ANW is no bijstand"),
]
# einddatum, doel_behaald, why: none of these counts as an activiteit of 2014 (einddoel uitstroom)
UITGESLOTEN = [("2013-12-31", "J", "ended the day before"), ("2015-01-01", "J", "ended the day after"),
               (None, None, "still running"), ("2015-12-31", "J", "an end after asof is a plan: lopend")]

# einddoel, verplichting (datum, bedrag, status) or None, payments (datum, bedrag, soort, on: V = verplichting,
# A = activiteit, VA = both), paid in 2014, open at P, why
GELD = [
    ("diagnose", ("2014-02-01", "2500.00", "open"), [("2014-03-01", "1000.00", "factuur", "VA"),
     ("2015-01-10", "500.00", "factuur", "VA")], "1000.00", "1500.00", "a payment after P"),
    ("diagnose", ("2014-03-01", "1000.00", "open"), [("2014-04-01", "700.00", "factuur", "VA"),
     ("2014-12-31", "500.05", "factuur", "V")], "1200.05", "0.00", "over-paid: never below zero"),
    ("diagnose", ("2014-06-01", "700.00", "afgerekend"), [("2014-12-31", "600.00", "factuur", "VA")],
     "600.00", "0.00", "settled on P itself"),
    ("sociaal_vaardig", ("2014-02-01", "4000.00", "afgerekend"), [("2014-06-30", "2800.00", "factuur", "VA")],
     "2800.00", "0.00", "settled for less"),
    ("sociaal_vaardig", ("2014-05-01", "6000.00", "afgerekend"), [("2014-07-01", "2000.00", "factuur", "VA"),
     ("2015-02-10", "4000.00", "factuur", "VA")], "2000.00", "4000.00", "settled after P: open at P"),
    ("arbeidsvaardig", ("2014-04-01", "900.00", "afgerekend"), [], "0.00", "0.00", "settled without a payment"),
    ("arbeidsvaardig", ("2014-04-01", "1500.00", "vervallen"), [("2014-08-01", "300.10", "factuur", "VA")],
     "300.10", "0.00", "lapsed"),
    ("werknemersvaardig", ("2014-01-15", "3000.00", "open"), [("2014-03-01", "3000.00", "factuur", "VA"),
     ("2014-04-01", "-450.25", "creditnota", "V")], "2549.75", "450.25", "creditnota"),
    ("werknemersvaardig", ("2015-01-02", "800.00", "open"), [("2015-01-20", "10.00", "factuur", "VA")],
     "0.00", "0.00", "committed after P"),
    ("werknemersvaardig", ("2014-12-31", "250.00", "open"), [("2014-12-31", "50.00", "factuur", "VA")],
     "50.00", "200.00", "committed on P"),
    ("werknemersvaardig", ("2014-05-01", "800.00", "afgerekend"), [("2014-05-05", "800.00", "factuur", "A")],
     "800.00", "0.00", "settled, paid past the verplichting"),
    ("werknemersvaardig", ("2014-06-01", "500.00", "open"), [("2014-07-01", "500.00", "factuur", "A")],
     "500.00", "500.00", "a payment on the activiteit does not reduce the verplichting"),
    ("uitstroom", ("2013-11-15", "5000.00", "open"), [("2013-12-31", "1000.00", "factuur", "VA"),
     ("2014-01-01", "1500.00", "factuur", "VA")], "1500.00", "2500.00", "committed and partly paid the year before"),
    ("uitstroom", ("2014-04-01", "2000.00", "afgerekend"), [("2014-05-01", "2000.00", "factuur", "V")],
     "2000.00", "0.00", "paid through the verplichting only"),
    ("uitstroom", None, [("2014-10-10", "150.00", "premie", "A")], "150.00", "0.00", "premie without verplichting"),
]


@dataclass
class Builder:
    """Rows under construction; `paid` and `open` follow what the edges declare, per einddoel."""

    rows: dict[str, list[dict]] = field(default_factory=dict)
    acts: dict[str, list[str]] = field(default_factory=dict)
    paid: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(BIJLAGE_II, Decimal(0)))
    open: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(BIJLAGE_II, Decimal(0)))

    def add(self, bestand: str, sleutel: str, prefix: str, **values: object) -> str:
        rows = self.rows.setdefault(bestand, [])
        key = f"{prefix}{len(rows) + 1:06d}"
        rows.append({sleutel: key} | values)
        return key

    def client(self, uitkeringen: list[tuple], rol: str = "hoofd") -> str:
        number = self.add("clienten", "clientnummer", "", geboortedatum="14-07-1975", geslacht="V", statushouder="N",
                          achternaam='Müller; "de Boer"', arbeidsbeperking="geen", voortijdig_schoolverlater="N",
                          taalachterstand="N", ex_ondernemer="N", wiw="N", postcode="8302AB")
        for regeling, begin, end, reden in uitkeringen:
            self.add("uitkeringen", "uitkeringnummer", "U", dossiernummer=f"D{number}", clientnummer=number, rol=rol,
                     regeling=regeling, begindatum=day(begin), einddatum=day(end), reden_beeindiging=reden)
        return number

    def activiteit(self, einddoel: str, end: str | None, doel: str | None, beeindiging: str | None, client: str,
                   traject_client: str | None = None) -> str:
        traject = self.add("trajecten", "trajectnummer", "T", clientnummer=traject_client or client,
                           trajectdoel="werk", begindatum=day("2013-10-01"))
        key = self.add("activiteiten", "activiteitnummer", "AC", trajectnummer=traject, clientnummer=client,
                       voorziening_code=f"V-{einddoel}", einddoel=einddoel, aanbieder_code="A1", contractnummer="C1",
                       begindatum=day("2013-10-14"), einddatum=day(end), beeindiging=beeindiging, doel_behaald=doel,
                       kwaliteit_oordeel="voldoende" if end else None, overeengekomen_prijs=Decimal("1000.00"))
        self.acts.setdefault(einddoel, []).append(key)
        return key

    def verplichting(self, act: str, datum: str, bedrag: str | Decimal, status: str) -> str:
        return self.add("verplichtingen", "verplichtingnummer", "VP", activiteitnummer=act, datum=day(datum),
                        bedrag=Decimal(bedrag), budgetpost="W-deel", status=status)

    def betaling(self, datum: str, bedrag: str | Decimal, soort: str = "factuur", **waar: str | None) -> None:
        number = len(self.rows.get("betalingen", [])) + 1
        self.add("betalingen", "betalingnummer", "B", betaaldatum=day(datum), bedrag=Decimal(bedrag), soort=soort,
                 factuurnummer=None if soort == "premie" else f"F{number:06d}", budgetpost="W-deel", **waar)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def tables() -> dict[str, pd.DataFrame]:
    """File name -> frame for `zow.sample.write.write_gws`; the same on every call."""
    b = Builder()
    b.rows["aanbieders"] = [{"aanbieder_code": "A1", "naam": "Reïntegratie Noord; Emmeloord", "soort": "extern"}]
    b.rows["contracten"] = [{"contractnummer": "C1", "aanbieder_code": "A1", "begindatum": day("2013-10-01"),
                             "financiering": "nclp", "percentage_niet_succesvol": Decimal("70.00")}]
    b.rows["voorzieningen"] = [{"voorziening_code": f"V-{e}", "omschrijving": f"Activiteit {e} (€ 1.000)",
                                "soort": "diagnose" if e == "diagnose" else "training", "budgetpost": "W-deel"}
                               for e in BIJLAGE_II]
    _activities(b)
    outside = [b.activiteit("uitstroom", end, doel, "afgerond" if doel else None, b.client(LOPEND))
               for end, doel, _ in UITGESLOTEN]
    _money(b, outside)
    people = bsns_of(len(b.rows["clienten"]))
    for row, bsn in zip(b.rows["clienten"], people, strict=True):
        row["bsn"] = bsn
    return {name: pd.DataFrame(rows) for name, rows in b.rows.items()}


def _activities(b: Builder) -> None:
    left = {e: list(figures[:3]) for e, figures in BIJLAGE_II.items()}
    for einddoel, resultaat, end, doel, beeindiging, uitkeringen, _ in ACTIVITEITEN:
        b.activiteit(einddoel, end, doel, beeindiging, b.client(uitkeringen))
        left[einddoel][resultaat] -= 1
    # the client of the activiteit counts, also where its traject says otherwise; partner and hoofd alike
    b.activiteit("diagnose", "2014-05-15", "N", "afgerond", b.client(_exit("2014-06-01"), rol="partner"))
    b.activiteit("uitstroom", "2014-05-15", "N", "afgerond", b.client(_exit("2014-06-01")), b.client(LOPEND))
    b.activiteit("werknemersvaardig", "2014-05-15", "N", "afgerond", b.client(LOPEND), b.client(_exit("2014-06-01")))
    left["diagnose"][SUCCES] -= 1
    left["uitstroom"][SUCCES] -= 1
    left["werknemersvaardig"][NIET] -= 1
    serial = 0
    for einddoel, counts in left.items():
        for resultaat, count in enumerate(counts):
            assert count >= 0, f"too many edges for {einddoel}"
            for _ in range(count):
                serial += 1
                end = date(2014, 1, 1) + timedelta(days=serial * 37 % 365)
                b.activiteit(einddoel, end.isoformat(), "J" if resultaat == SUCCES else "N",
                             "vroegtijdig" if resultaat == VROEG else "afgerond", b.client(LOPEND))


def _money(b: Builder, outside: list[str]) -> None:
    turn = dict.fromkeys(BIJLAGE_II, 0)
    for einddoel, commitment, payments, paid, still, _ in GELD:
        act = b.acts[einddoel][turn[einddoel]]
        turn[einddoel] += 1
        vp = b.verplichting(act, *commitment) if commitment else None
        for datum, bedrag, soort, on in payments:
            b.betaling(datum, bedrag, soort, verplichtingnummer=vp if "V" in on else None,
                       activiteitnummer=act if "A" in on else None, aanbieder_code="A1")
        b.paid[einddoel] += Decimal(paid)
        b.open[einddoel] += Decimal(still)
    # paid on an activiteit of one einddoel, committed on one of another: each side follows its own activiteit
    vp = b.verplichting(b.acts["arbeidsvaardig"][0], "2014-08-15", "1000.00", "open")
    b.betaling("2014-09-01", "600.00", verplichtingnummer=vp, activiteitnummer=b.acts["sociaal_vaardig"][0])
    b.paid["sociaal_vaardig"] += Decimal("600.00")
    b.open["arbeidsvaardig"] += Decimal("400.00")
    # money of activiteiten that did not end in 2014 counts all the same
    vp = b.verplichting(outside[2], "2014-10-01", "1200.00", "open")
    b.betaling("2014-11-01", "200.00", verplichtingnummer=vp, activiteitnummer=outside[2])
    b.paid["uitstroom"] += Decimal("200.00")
    b.open["uitstroom"] += Decimal("1000.00")
    # payments without activiteit are in no einddoel, nor in totaal
    b.betaling("2014-06-15", "7500.00", "overig", aanbieder_code="A1")
    b.betaling("2014-06-16", "125.50", "premie", clientnummer="000001")
    for einddoel, figures in BIJLAGE_II.items():
        _fill(b, einddoel, figures[3] - b.paid[einddoel], figures[4] - b.open[einddoel])


def _fill(b: Builder, einddoel: str, paid: Decimal, still: Decimal) -> None:
    """Spread what is left over all activiteiten of the einddoel: in two instalments, and two open commitments."""
    acts = b.acts[einddoel]
    share = (paid / len(acts)).quantize(Decimal("0.01"))
    for number, act in enumerate(acts):
        amount = share if number else paid - share * (len(acts) - 1)
        first = (amount / 3).quantize(Decimal("0.01"))
        vp = b.verplichting(act, "2014-01-10", amount, "afgerekend")
        b.betaling("2014-02-03", first, verplichtingnummer=vp, activiteitnummer=act, aanbieder_code="A1")
        b.betaling("2014-11-03", amount - first, verplichtingnummer=vp, clientnummer=None)
    half = (still / 2).quantize(Decimal("0.01"))
    b.verplichting(acts[0], "2014-10-01", half, "open")
    b.verplichting(acts[-1], "2014-11-01", still - half, "open")


def bsns_of(count: int) -> list[str]:
    """As many test BSNs (first digit 9, elfproef) as there are clients; always the same."""
    return list(bsns(np.random.default_rng(171), count))


def deliver(landing: Path) -> Path:
    """Write the delivery into `landing/gws/` and return its folder."""
    return write_gws(landing, GEMEENTECODE, STAMP, tables())
