"""A delivery small enough to reckon with by hand: one aanbieder, one nclp contract, N clients with an ended activiteit each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd


def bsn(number: int) -> str:
    """The `number`-th BSN that starts with 9 and passes the elfproef."""
    found = -1
    candidate = 900000000
    while found < number:
        candidate += 1
        digits = [int(d) for d in str(candidate)]
        if (sum(d * w for d, w in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))) % 11 == 0:
            found += 1
    return str(candidate)


def tables(clients: int = 3, paid: str = "100.00", ended: date = date(2014, 3, 31), price: str = "100.00",
           goal_reached: bool = True) -> dict[str, pd.DataFrame]:
    """Frames for `zow.sample.write.write_gws`: `clients` persons in bijstand since 2013, each with one activiteit diagnose
    (ended on `ended`, `price` agreed, `paid` paid that day)."""
    ids = [f"{n:03d}" for n in range(1, clients + 1)]
    each = {"n": ids}

    def frame(**columns: object) -> pd.DataFrame:
        return pd.DataFrame({k: (v if isinstance(v, list) else [v] * clients) for k, v in {**each, **columns}.items()}).drop(
            columns="n")

    number = [f"C{i}" for i in ids]
    return {
        "clienten": frame(clientnummer=number, bsn=[bsn(i) for i in range(clients)], achternaam="Jansen",
                          geboortedatum=date(1980, 1, 1), geslacht="V", postcode="8302AB", statushouder=False,
                          arbeidsbeperking="geen", voortijdig_schoolverlater=False, taalachterstand=False,
                          ex_ondernemer=False, wiw=False),
        "uitkeringen": frame(uitkeringnummer=[f"U{i}" for i in ids], dossiernummer=[f"D{i}" for i in ids],
                             clientnummer=number, rol="hoofd", regeling="WWB", begindatum=date(2013, 1, 1)),
        "trajecten": frame(trajectnummer=[f"T{i}" for i in ids], clientnummer=number, trajectdoel="werk",
                           begindatum=date(2014, 1, 1)),
        "voorzieningen": pd.DataFrame([{"voorziening_code": "V1", "omschrijving": "Diagnose", "soort": "diagnose",
                                        "budgetpost": "PB01"}]),
        "aanbieders": pd.DataFrame([{"aanbieder_code": "A1", "naam": "Bureau Een", "soort": "extern"}]),
        "contracten": pd.DataFrame([{"contractnummer": "K1", "aanbieder_code": "A1", "begindatum": date(2013, 10, 1),
                                     "financiering": "nclp", "percentage_niet_succesvol": Decimal("70.00")}]),
        "activiteiten": frame(activiteitnummer=[f"AC{i}" for i in ids], trajectnummer=[f"T{i}" for i in ids],
                              clientnummer=number, voorziening_code="V1", einddoel="diagnose", aanbieder_code="A1",
                              contractnummer="K1", begindatum=date(2014, 1, 1), einddatum=ended, beeindiging="afgerond",
                              doel_behaald=goal_reached, overeengekomen_prijs=Decimal(price)),
        "betalingen": frame(betalingnummer=[f"B{i}" for i in ids], activiteitnummer=[f"AC{i}" for i in ids],
                            factuurnummer=[f"F{i}" for i in ids], betaaldatum=ended, bedrag=Decimal(paid),
                            budgetpost="PB01", soort="factuur"),
    }
