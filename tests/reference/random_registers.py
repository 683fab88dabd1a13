"""The smaller files of GWS and the UWV feeds of a random gemeente (see random_people)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.reference.rules import add_months

if TYPE_CHECKING:
    from tests.reference.random_people import Maker

Row = dict[str, Any]
ONE = timedelta(days=1)


def after_begin(m: Maker) -> tuple[str, date]:
    """A client and a day on (or one beside) the begin of an uitkering of that client, or 56 days or 3 months later."""
    number, days = m.someone()
    day = m.r.choice([days[0], add_months(days[0], 3), add_months(days[0], 3), days[0] + 56 * ONE])
    return number, day + m.r.choice([0, 0, 1, -1]) * ONE


def tables(m: Maker) -> dict[str, list[Row]]:
    """The smaller files of GWS."""
    r = m.r
    exams = [{"keuringnummer": n, "clientnummer": m.client(), "opdrachtdatum": m.day(), "adviesdatum": m.maybe(m.day(), m.quarter_end()),
              "adviseur": "arts", "extern": m.flag()} for n in m.many("Q", 2, 10)]
    for exam in exams:
        exam["adviesdatum"] = exam["adviesdatum"] and max(exam["adviesdatum"], exam["opdrachtdatum"])
    exemptions = []
    for number in m.many("O", 3, 14):
        begin, end = m.span(0.4)
        exam = m.maybe(*exams, none=0.2)
        decided = ((exam and exam["adviesdatum"]) or begin) + r.choice([0, 0, 1, -1]) * ONE
        exemptions.append({"ontheffingnummer": number, "clientnummer": m.client(), "soort": r.choice(["volledig", "gedeeltelijk"]),
                           "grond": "medisch", "besluitdatum": decided, "begindatum": begin, "einddatum": end,
                           "keuringnummer": exam and exam["keuringnummer"]})
    places = []
    for number in m.many("L", 1, 6):
        begin, end = m.span(0.5, [m.quarter_end()])
        places.append({"plaatsnummer": number, "clientnummer": m.client(), "soort": r.choice(["dienstverband", "wachtlijst"]),
                       "fte": m.maybe(Decimal("0.89"), Decimal(1), Decimal("0.5")), "begindatum": begin, "einddatum": end})
    return {
        "keuringen": exams, "ontheffingen": exemptions, "wsw_plaatsen": places,
        "contactmomenten": [{"contactnummer": n, **dict(zip(("clientnummer", "datum"), after_begin(m), strict=True)),
                             "soort": r.choice(["intake", "gesprek", "evaluatie", "aanbod", "aanbod"])} for n in m.many("M", 20, 70)],
        "aanvragen": [{"aanvraagnummer": n, "client_key": f"key-{m.client()}", "clientnummer": m.maybe(*m.numbers),
                       "datum": m.day(), "regeling": r.choice(["WWB", "PW"]), "uitkomstdatum": m.maybe(m.day()),
                       "uitkomst": r.choice(["ingetrokken", "ingetrokken", "toegekend"])} for n in m.many("N", 2, 9)],
        "klanttevredenheid": [
            {"metingnummer": n, "datum": m.day(), "aanbieder_code": m.maybe("A8", "A9", none=0.2),
             "onderzoek": r.choice(["kto", "ceo_intake", "ceo_zes_maanden", "aanbieder", "aanbieder"]),
             "score": m.money(100, 1000)} for n in m.many("Z", 6, 30)],
        "indicaties_beschikking": [],
        "bezwaren_klachten": [
            {"zaaknummer": n, "soort": r.choice(["bezwaar", "bezwaar", "beroep", "klacht"]), "datum": m.day(),
             "uitkomst": r.choice(["gegrond", "ongegrond", "ingetrokken", "in_behandeling"]), "uitkomstdatum": None}
            for n in m.many("S", 1, 9)]}


def uwv(m: Maker) -> dict[str, list[Row]]:
    """The events and the valid list as known at K; one client in them is not known to GWS."""
    r = m.r
    people = [*(f"key-{n}" for n in m.numbers), "key-elsewhere"]
    indications = []
    for number in m.many("Y", 3, 16):
        begin = r.choice([m.day(), m.quarter_end() + r.choice([0, 0, 1]) * ONE])
        end = None if m.flag(0.2) else max(begin, m.quarter_end() + r.choice([0, 0, 1, -1]) * ONE)
        indications.append({"indicatienummer": number, "client_key": r.choice([f"key-{m.someone()[0]}", *people[-2:]]),
                            "besluitdatum": begin, "geldig_tot": end, "soort": r.choice(["banenafspraak", "beschut_werk"])})
    referrals = []
    for number in m.many("E", 6, 24):
        client, day = after_begin(m)
        referrals.append({
            "meldingnummer": number, "client_key": r.choice([f"key-{client}"] * 4 + people[-1:]), "meldingsdatum": day,
            "soort": r.choice(["kort_ww", "kort_ww", "potentieel_wwb", "potentieel_wwb", "max_ww"]),
            "_venster": f"{day:%Y-%m}", "re_integratieadvies": m.flag(0.7), "aanvraag_ingenomen": m.flag(), "werk_voor_aanvraag": m.flag()})
    return {"doorverwijzingen": referrals, "indicaties": indications}


def labour_market(seed: int, years: range) -> list[Row]:
    """National feed: several files that speak of the same region and month (the highest stamp holds), months that are missing."""
    r, rows = random.Random(seed), []
    for year in years:
        for month in range(1, 13):
            for stamp in range(r.choice([0, 1, 1, 2, 3])):
                venster = f"{year + month // 12}-{month % 12 + 1:02d}" if stamp == 1 else f"{year}-{month:02d}"
                delivered = datetime(year, month, 20, 3) + timedelta(days=r.randint(0, 2) + 40 * stamp)
                rows += [{"arbeidsmarktregio_code": code, "arbeidsmarktregio": f"Regio {code}", "maand": f"{year}-{month:02d}",
                          "openstaande_vacatures": r.randint(0, 9999), "geregistreerde_werkzoekenden": 1, "ww_uitkeringen": 1,
                          "_venster": venster, "geleverd_op": delivered} for code in ("2", "4", "15")]
    return rows
