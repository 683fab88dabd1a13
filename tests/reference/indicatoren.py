"""measures.md 1, 6, 7 and 7b in plain Python: every indicator that needs no ledger and no budget, one method per profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.cbs import Cbs
from tests.reference.figures import ONE, Figure, count, mean, overlaps, schooling, share, within
from tests.reference.kaderdoelen import Kaderdoelen
from tests.reference.random_people import Case
from tests.reference.rules import BIJSTAND, EINDDOELEN, add_months, periods
from tests.reference.werkt import DOELGROEPEN, Row, age, begun_in, ended_in, running

TABLE_1 = ["jongeren_18_27", "arbeidsbeperking", "vijftigplus", "statushouders", "alleenstaande_ouders", "ioaz", "ontheffing"]
# profiles.md, targets: the direction stands with the indicator, the values with the years (nuggers min -/30/30)
DIRECTIONS: dict[str, dict[str, str]] = {
    "standaard": {}, "midden_drenthe_2021": {}, "noordoostpolder_2014": {},
    "soest_2008": {"wsw_wachtlijst": "maximaal"} | dict.fromkeys([
        "bestand_actief_werk", "preventie_instroom", "uitstroom_werk_personen", "uitstroom_aandeel_instroom", "uitstroom_aandeel_traject",
        "sociale_activering", "nuggers", "nuggers_werk", "vrijwilligerswerk", "wsw_dienstverband", "werkpunt_uitstroom"], "minimaal"),
    "smallingerland_2010": dict.fromkeys([
        "preventiequote", "kort_ww_opgepakt", "sluitende_aanpak", "eerste_gesprek_tijdig", "wij_aanbod_tijdig", "ontheffing_extern",
        "keuringen_per_ontheffing", "uitstroom_trajecten", "participatie_trajecten", "deelnemers_activering_zorg", "kto",
        "kto_aanbieders"], "minimaal"),
    "smallingerland_2020": dict.fromkeys(["uitstroom_werk_personen", "leerwerkplek_instroom", "statushouders_pakket"], "minimaal")
    | dict.fromkeys(["prb_aantal", "beschut_werk_plaatsingen", "bab_vast", "maatwerk_zorg", "maatwerk_ouderen", "participatieplaatsen",
                     "ontheffing_aandeel"], "maximaal"),
}


class Indicators(Kaderdoelen):
    """`labour`: (UWV number of the region, month) -> openstaande_vacatures; `targets`: rows of the policy seed; `cbs_regio`: code of the
    region at CBS."""

    def __init__(self, case: Case, regio: str | None = None, labour: dict[tuple, int] | None = None, targets: list[Row] = (),
                 cbs: Cbs | None = None, cbs_regio: str = "") -> None:
        super().__init__(case)
        self.regio, self.labour, self.targets = regio, labour or {}, targets
        self.cbs, self.cbs_regio = cbs or Cbs([], []), cbs_regio

    def rows(self) -> list[tuple]:
        """marts.md, indicatoren: (profiel, indicator, periode, uitsplitsing, waarde, teller, noemer, doel, richting, status, voorlopig,
        eenheid); a profile's indicators exist for periods whose P lies in its validity."""
        kinds = {"standaard": [("JK", self.standaard)], "midden_drenthe_2021": [("K", self.midden_drenthe)],
                 "smallingerland_2010": [("J", self.smallingerland_2010)],
                 "smallingerland_2020": [("J", self.smallingerland_2020), ("M", self.exits_a_month), ("H", self.experience)],
                 "noordoostpolder_2014": [("H", self.noordoostpolder)], "soest_2008": [("J", self.soest)]}
        rows = []
        for profile, begin, end in [("standaard", date.min, None), *self.case.profiles]:
            for kind, figures in kinds[profile]:
                for code, van, tot in periods(self.first, self.asof, kind):
                    if begin <= tot <= (end or date.max):
                        rows += [self._row(profile, code, tot, figure) for figure in figures(van, tot)]
        return rows

    def _row(self, profile: str, code: str, tot: date, f: Figure) -> tuple:
        value = f.teller if f.noemer is None else float(f.teller) / f.noemer if f.noemer else None
        target = next((t for t in self.targets if t["profiel"] == profile and t["indicator"] == f.indicator
                       and t["uitsplitsing"] == f.uitsplitsing and t["geldig_van"] <= tot <= t["geldig_tot"]), None)
        goal, direction = (target["doel"], target["richting"]) if target else (None, DIRECTIONS[profile].get(f.indicator))
        if target and target["doel_bron"] == "landelijk":
            goal = self.cbs.national(f.indicator, code)
        status = "geen_doel"
        if goal is not None and value is not None:
            status = "gehaald" if (value >= goal if direction == "minimaal" else value <= goal) else "niet_gehaald"
        return (profile, f.indicator, code, f.uitsplitsing, value, f.teller, f.noemer, goal, direction, status, f.voorlopig, f.eenheid)

    def standaard(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 1 and 2."""
        people = self.in_bijstand(tot)
        yield count("bijstand_personen", len(people))
        for group in DOELGROEPEN[:-1]:
            yield count("bijstand_personen", sum(group in self.groups(p, tot) for p in people), f"doelgroep:{group}")
        ages = [age(self.attributes(p, tot)["geboortedatum"], tot) for p in people]
        for name, low, high in [("<27", 0, 27), ("27-44", 27, 45), ("45-54", 45, 55), (">=55", 55, 999)]:
            yield count("bijstand_personen", sum(low <= a < high for a in ages), f"leeftijd:{name}")
        levels = [schooling(self.attributes(p, tot)) for p in people]
        for name in ("laag", "midden", "hoog", "onbekend"):
            yield count("bijstand_personen", levels.count(name), f"opleiding:{name}")
        years = [(tot - s["begin"]).days / 365.25 for s in people.values()]
        for name, low, high in [("<1", 0, 1), ("1-2", 1, 2), ("2-5", 2, 5), (">=5", 5, 999)]:
            yield count("bijstand_personen", sum(low <= y < high for y in years), f"duur:{name}")
        yield count("bijstand_uitkeringen", len({u["dossiernummer"] for u in self.t["uitkeringen"]
                                                 if u["regeling"] in BIJSTAND and running(u, tot)}))
        yield share("parttime_aandeel", sum(self.earned(p, f"{tot:%Y-%m}", BIJSTAND) for p in people), len(people))
        yield mean("gemiddelde_duur", years, eenheid="jaar")
        exits = self.exits_in(van, tot)
        work = len(self.work_in(van, tot))
        yield count("uitstroom_werk", work)
        yield share("uitstroom_werk_aandeel_uitstroom", work, len(exits))
        again_6, again_12 = [None if held is None else not held for _, held, _ in exits], [again for _, _, again in exits]
        yield share("herinstroom_6m", again_6.count(True), len(exits), voorlopig=again_6.count(None))
        yield share("herinstroom_12m", again_12.count(True), len(exits), voorlopig=again_12.count(None))
        yield share("duurzaam_aandeel", again_6.count(False), len(exits), voorlopig=again_6.count(None))

    def midden_drenthe(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 7."""
        people = self.in_bijstand(tot)
        yield Figure("werkloosheid_amr", "alle", *self.cbs.unemployment(self.cbs_regio, van, tot), "aandeel")
        yield count("vacatures_amr", self.labour.get((self.regio, f"{tot:%Y-%m}")))
        yield count("bijstand_totaal", len(people))
        for group in TABLE_1:
            yield share("aandeel_doelgroep", sum(group in self.groups(p, tot) for p in people), len(people), f"doelgroep:{group}")
        for code, soort in [("proefplaatsingen", "proefplaatsing"), ("werkstages", "werkstage"), ("taalstages", "taalstage"),
                            ("plaatsingen_regulier", "plaatsing_regulier"), ("trajecten_stark", "stark_traject")]:
            yield count(code, len(begun_in(self.soorten(soort), van, tot)), "gestart")
            yield count(code, sum(running(a, tot) for a in self.soorten(soort)), "lopend")
        others = [self.attributes(p, tot) for p in people if not self.attributes(p, tot)["statushouder"]]
        yield share("zonder_startkwalificatie", sum(schooling(row) == "laag" for row in others), len(others))

    def smallingerland_2020(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 6."""
        people = self.in_bijstand(tot)
        yield count("uitstroom_werk_personen", len({s["person"] for s in self.work_in(van, tot)}))
        for code, soort in [("leerwerkplek_instroom", "leerwerkplek"), ("statushouders_pakket", "statushouder_pakket")]:
            yield count(code, len(self.who(begun_in(self.soorten(soort), van, tot))))
        for code, soort in [("prb_aantal", "prb"), ("beschut_werk_plaatsingen", "beschut_werk"), ("bab_vast", "bab_vast"),
                            ("maatwerk_zorg", "maatwerktraject_zorg"), ("maatwerk_ouderen", "maatwerktraject_ouderen")]:
            yield count(code, len(begun_in(self.soorten(soort), van, tot)))
        yield count("participatieplaatsen", sum(running(a, tot) for a in self.soorten("participatieplaats")))
        yield share("ontheffing_aandeel", sum(bool(self.running_of("ontheffingen", p, tot)) for p in people), len(people))
        begun = self.spells_begun(van, tot)
        yield share("ww_doorstroom", sum(s["eerste"]["instroom_uit_ww"] is True for s in begun), len(begun))
        yield count("wsw_fte", sum(w["fte"] or 0 for w in self.t["wsw_plaatsen"] if w["soort"] == "dienstverband" and running(w, tot)))
        cases = within(self.t["bezwaren_klachten"], "datum", van, tot)
        objections = [c["uitkomst"] for c in cases if c["soort"] in ("bezwaar", "beroep")]
        yield count("bezwaren", len(objections))
        upheld = objections.count("gegrond")
        yield share("bezwaren_gegrond", upheld, upheld + objections.count("ongegrond"))
        yield count("klachten", sum(c["soort"] == "klacht" for c in cases))
        indicated = [p for p in people if self.attributes(p, tot)["arbeidsbeperking"] == "banenafspraak"
                     or any(i["soort"] == "banenafspraak" for i in self.indications(p, tot))]
        yield share("bab_indicatie_aandeel", len(indicated), len(people))
        yield share("voorziening_aandeel", sum(bool(self.running_of("activiteiten", p, tot)) for p in people), len(people))

    def exits_a_month(self, van: date, tot: date) -> Iterator[Figure]:
        yield share("uitstroom_werk_maand", len(self.work_in(van, tot)), len(self.in_bijstand(van - ONE)))

    def experience(self, van: date, tot: date) -> Iterator[Figure]:
        for moment in ("ceo_intake", "ceo_zes_maanden"):
            scores = within(self.t["klanttevredenheid"], "datum", van, tot)
            yield mean("clientervaring", [s["score"] for s in scores if s["onderzoek"] == moment], moment)

    def noordoostpolder(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 3."""
        ended = ended_in(self.t["activiteiten"], van, tot)
        for goal in [None, *EINDDOELEN]:
            results = [self.result(a) for a in ended if goal in (None, a["einddoel"])]
            yield share("succes_aandeel", sum(kind == "succesvol" for kind, _ in results), len(results),
                        f"einddoel:{goal}" if goal else "alle", sum(open_ for _, open_ in results))
        blocked = 0
        for provider in self.t["aanbieders"]:
            bad = [a for a in self.t["activiteiten"] if a["aanbieder_code"] == provider["aanbieder_code"]
                   and a["einddatum"] and a["einddatum"] <= tot and a["kwaliteit_oordeel"] == "onvoldoende"]
            blocked += len(bad) >= 3
        yield count("aanbieders_geblokkeerd", blocked)
        inside = {p["aanbieder_code"] for p in self.t["aanbieders"] if p["soort"] == "intern"}
        hours = {number: booked for number, booked, _ in self.internal_costs()}
        # the sentence has the form of eerste_gesprek_tijdig (population, then condition), which is a share
        estimated = [a for a in ended if a["aanbieder_code"] in inside and a["geschatte_uren"] is not None]
        yield share("uren_gehaald", sum(hours[a["activiteitnummer"]] <= a["geschatte_uren"] for a in estimated), len(estimated))

    def soest(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 7b."""
        people = self.in_bijstand(tot)
        work = self.work_in(van, tot)
        active = [p for p in people if not self.running_of("ontheffingen", p, tot, soort="volledig")
                  and self.running_of("trajecten", p, tot, trajectdoel="werk")]
        yield count("bestand_actief_werk", len(active))
        withdrawn = [a["uitkomstdatum"] or a["datum"] for a in self.t["aanvragen"] if a["uitkomst"] == "ingetrokken"]
        yield count("preventie_instroom", sum(van <= day <= tot for day in withdrawn))
        yield count("uitstroom_werk_personen", len({s["person"] for s in work}))
        yield share("uitstroom_aandeel_instroom", len(work), len(self.spells_begun(van, tot)))
        yield share("uitstroom_aandeel_traject", len(work), len(active))
        yield count("sociale_activering", sum(bool(self.running_of("trajecten", p, tot, trajectdoel="activering")) for p in people))
        yield count("nuggers", len(self.who([t for t in self.t["trajecten"] if running(t, tot)]) - set(people)))
        without = [t for t in ended_in(self.t["trajecten"], van, tot)
                   if self.person[t["clientnummer"]] not in self.in_bijstand(t["einddatum"])]
        placed = [t for t in without if self.placed(self.person[t["clientnummer"]], t["einddatum"])]
        yield share("nuggers_werk", len(self.who(placed)), len(self.who(without)))
        yield count("vrijwilligerswerk", sum(self.trede(p, tot) == 4 for p in people))
        for soort in ("dienstverband", "wachtlijst"):
            yield count(f"wsw_{soort}", len(self.who([w for w in self.t["wsw_plaatsen"] if w["soort"] == soort and running(w, tot)])))
        there = self.who([a for a in self.soorten("werkpunt") if overlaps(a, van, tot)])
        yield share("werkpunt_uitstroom", len(there & {s["person"] for s in work}), len(there))
        for trede in (1, 2, 3, 4, 5, 6, None):
            yield share("ladderverdeling", sum(self.trede(p, tot) == trede for p in people), len(people), f"trede:{trede or 'onbekend'}")
        rungs = [self.rung(p, tot) for p in people]
        for rung in ("scholing", "arbeidstoeleiding", "vrijwilligerswerk", "sociaal_isolement", "zorg", "blijvend_niet_kunnen", "geen"):
            yield share("reintegratieladder", rungs.count(rung), len(rungs), rung)

    def placed(self, person: str, end: date) -> bool:
        """A running activiteit plaatsing_regulier at that end or begun within 3 months after."""
        mine = [a for a in self.soorten("plaatsing_regulier") if self.person[a["clientnummer"]] == person]
        return any(running(a, end) for a in mine) or bool(begun_in(mine, end, add_months(end, 3)))

    def rung(self, person: str, tot: date) -> str:
        """measures 7b, reintegratieladder (S4 tabel 2.6): the first that applies."""
        goals = {t["trajectdoel"] for t in self.running_of("trajecten", person, tot)}
        if any(self.soort[a["voorziening_code"]] == "scholing" for a in self.running_of("activiteiten", person, tot)):
            return "scholing"
        if "werk" in goals:
            return "arbeidstoeleiding"
        if "activering" in goals:
            return "vrijwilligerswerk" if self.trede(person, tot) == 4 else "sociaal_isolement"
        if "zorg" in goals:
            return "zorg"
        return "blijvend_niet_kunnen" if self.running_of("ontheffingen", person, tot, soort="volledig") else "geen"
