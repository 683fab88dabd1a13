"""measures.md 1, 5, 6, 7 and 7b in plain Python: every indicator that needs no ledger, no budget and no CBS, one method per profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.reference.random_people import Case
from tests.reference.rules import BIJSTAND, EINDDOELEN, add_months, periods
from tests.reference.werkt import DOELGROEPEN, People, Row, age, begun_in, ended_in, running

TABLE_1 = ["jongeren_18_27", "arbeidsbeperking", "vijftigplus", "statushouders", "alleenstaande_ouders", "ioaz", "ontheffing"]
ONE = timedelta(days=1)


class Figure(NamedTuple):
    """One indicator: a count has no noemer; a share or mean is teller / noemer."""

    indicator: str
    uitsplitsing: str
    teller: Any
    noemer: Any
    eenheid: str
    voorlopig: int = 0


def count(indicator: str, teller: Any, uitsplitsing: str = "alle") -> Figure:
    return Figure(indicator, uitsplitsing, teller, None, "aantal")


def share(indicator: str, teller: int, noemer: int, uitsplitsing: str = "alle", voorlopig: int = 0) -> Figure:
    return Figure(indicator, uitsplitsing, teller, noemer, "aandeel", voorlopig)


def mean(indicator: str, values: list, uitsplitsing: str = "alle", eenheid: str = "gemiddelde") -> Figure:
    return Figure(indicator, uitsplitsing, sum(values), len(values), eenheid)


def within(rows: list[Row], column: str, van: date, tot: date) -> list[Row]:
    return [row for row in rows if row[column] and van <= row[column] <= tot]


def overlaps(row: Row, van: date, tot: date) -> bool:
    """einddatum is the last day (inclusive)."""
    return row["begindatum"] <= tot and (row["einddatum"] is None or row["einddatum"] >= van)


def schooling(row: Row) -> str:
    """measures 2, opleiding (S2)."""
    start, level = row["startkwalificatie"], row["opleiding"]
    if start is False or (start is None and level in ("geen", "basis", "vmbo_mbo1")):
        return "laag"
    if level == "hbo_wo":
        return "hoog"
    return "midden" if level in ("havo_vwo_mbo2", "mbo34") or start is True else "onbekend"


class Indicators(People):
    """`labour`: (UWV number of the region, month) -> openstaande_vacatures; `targets`: rows of the policy seed."""

    def __init__(self, case: Case, regio: str | None = None, labour: dict[tuple, int] | None = None, targets: list[Row] = ()) -> None:
        super().__init__(case)
        self.regio, self.labour, self.targets = regio, labour or {}, targets
        self.outcomes = [(s, lasting, again) for s, (_, _, _, lasting, again) in zip(self.spells, self.spell_outcomes(), strict=True)
                         if s["einde"]]

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
        goal, direction, status = (target["doel"], target["richting"], "geen_doel") if target else (None, None, "geen_doel")
        if goal is not None and value is not None:
            status = "gehaald" if (value >= goal if direction == "minimaal" else value <= goal) else "niet_gehaald"
        return (profile, f.indicator, code, f.uitsplitsing, value, f.teller, f.noemer, goal, direction, status, f.voorlopig, f.eenheid)

    def soorten(self, *soorten: str) -> list[Row]:
        return [a for a in self.t["activiteiten"] if self.soort[a["voorziening_code"]] in soorten]

    def who(self, rows: list[Row]) -> set[str]:
        return {self.person[row["clientnummer"]] for row in rows}

    def running_of(self, table: str, person: str, tot: date, **values: str) -> list[Row]:
        return [row for row in self.of(table, person) if running(row, tot) and all(row[k] == v for k, v in values.items())]

    def exits_in(self, van: date, tot: date) -> list[tuple]:
        return [o for o in self.outcomes if van <= o[0]["einde"] <= tot]

    def work_in(self, van: date, tot: date) -> list[Row]:
        return [s for s in self.work_exits if van <= s["einde"] <= tot]

    def spells_begun(self, van: date, tot: date) -> list[Row]:
        return [s for s in self.spells if van <= s["begin"] <= tot]

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

    def smallingerland_2010(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 5."""
        referrals = within(self.case.uwv["doorverwijzingen"], "meldingsdatum", van, tot)
        wwb = [r for r in referrals if r["soort"] == "potentieel_wwb"]
        yield share("preventiequote", sum(not r["aanvraag_ingenomen"] and r["werk_voor_aanvraag"] for r in wwb), len(wwb))
        short = [r for r in referrals if r["soort"] == "kort_ww" and r["re_integratieadvies"]]
        yield share("kort_ww_opgepakt", sum(self.offered(r["client_key"], r["meldingsdatum"], date.max) for r in short), len(short))
        for regeling in ("WWB", "WIJ"):
            people = self.who([u for u in self.t["uitkeringen"] if u["regeling"] == regeling and running(u, tot)])
            yield share("sluitende_aanpak", sum(self.reached(p, regeling, tot) for p in people), len(people), regeling)
        begun = [(s["person"], s["begin"]) for s in self.spells_begun(van, tot) if s["eerste"]["regeling"] == "WWB"]
        met = [any(c["soort"] in ("intake", "gesprek") and b <= c["datum"] <= add_months(b, 3) for c in self.of("contactmomenten", p))
               for p, b in begun]
        waiting = sum(not seen and not self.closed(b, 3) for seen, (_, b) in zip(met, begun, strict=True))
        yield share("eerste_gesprek_tijdig", sum(met), len(met), voorlopig=waiting)
        young = begun_in([u for u in self.t["uitkeringen"] if u["regeling"] == "WIJ"], van, tot)
        late = [u["begindatum"] + timedelta(days=56) for u in young]
        met = [self.offered(self.person[u["clientnummer"]], u["begindatum"], end) for u, end in zip(young, late, strict=True)]
        waiting = sum(not seen and end >= self.asof for seen, end in zip(met, late, strict=True))
        yield share("wij_aanbod_tijdig", sum(met), len(met), voorlopig=waiting)
        decided = within(self.t["ontheffingen"], "besluitdatum", van, tot)
        exams = {k["keuringnummer"]: k for k in self.t["keuringen"]}
        linked = [(o, exams.get(o["keuringnummer"])) for o in decided]
        outside = [o for o, k in linked if k and k["extern"] and k["adviesdatum"] and k["adviesdatum"] <= o["besluitdatum"]]
        yield share("ontheffing_extern", len(outside), len(decided))
        yield share("keuringen_per_ontheffing", len(within(self.t["keuringen"], "opdrachtdatum", van, tot)), len(decided))
        yield from self.trajecten_2010(van, tot)
        scores = within(self.t["klanttevredenheid"], "datum", van, tot)
        yield mean("kto", [s["score"] for s in scores if s["onderzoek"] == "kto"])
        per_provider: dict[str, list] = {}
        for s in scores:
            if s["onderzoek"] == "aanbieder" and s["aanbieder_code"]:
                per_provider.setdefault(s["aanbieder_code"], []).append(s["score"])
        yield mean("kto_aanbieders", [sum(p) / len(p) for p in per_provider.values()])

    def offered(self, person: str, van: date, tot: date) -> bool:
        """A contactmoment aanbod or an activiteit begun in van..tot; a person whom GWS does not know has neither."""
        return (any(c["soort"] == "aanbod" and van <= c["datum"] <= tot for c in self.of("contactmomenten", person))
                or bool(begun_in(self.of("activiteiten", person), van, tot)))

    def reached(self, person: str, regeling: str, tot: date) -> bool:
        """measures 5, sluitende_aanpak: at least one of running ontheffing, intake phase, running traject, keuring without advice."""
        if regeling == "WWB":
            begin = self.in_bijstand(tot)[person]["begin"]
            intake = tot < add_months(begin, 3)
        else:
            begin = min(u["begindatum"] for u in self.running_of("uitkeringen", person, tot, regeling="WIJ"))
            intake = tot < begin + timedelta(days=56)
        trajecten = self.of("trajecten", person)
        return (bool(self.running_of("ontheffingen", person, tot)) or (intake and not begun_in(trajecten, begin, tot))
                or any(running(t, tot) for t in trajecten)
                or any(k["opdrachtdatum"] <= tot and not (k["adviesdatum"] and k["adviesdatum"] <= tot)
                       for k in self.of("keuringen", person)))

    def trajecten_2010(self, van: date, tot: date) -> Iterator[Figure]:
        """measures 5, uitstroom_trajecten, draaideur, participatie_trajecten and deelnemers; 7c for what is voorlopig."""
        def counted(t: Row) -> bool:
            return not (t["einddatum"] and t["reden_beeindiging"] == "niet_verwijtbaar")

        noemer = [t for t in begun_in(self.t["trajecten"], van, tot) if t["trajectdoel"] == "werk" and counted(t)]
        teller, waiting = [], 0
        for t in noemer:
            end = add_months(t["einddatum"], 3) if t["einddatum"] else date.max
            fitting = sorted((s["einde"], held, again) for s, held, again in self.outcomes
                             if s["person"] == self.person[t["clientnummer"]] and t["begindatum"] <= s["einde"] <= end
                             and s["reden"] in ("werk_regulier", "werk_zelfstandig", "onderwijs"))
            lasting = [again for _, held, again in fitting if held]
            if lasting:
                teller.append(lasting[0])
            elif end >= self.asof or any(held is None for _, held, _ in fitting):
                waiting += 1
        yield share("uitstroom_trajecten", len(teller), len(noemer), voorlopig=waiting)
        yield share("draaideur", teller.count(True), len(teller), voorlopig=teller.count(None))
        softer = [t for t in self.t["trajecten"] if t["trajectdoel"] in ("activering", "zorg")]
        part = [t for t in begun_in(softer, van, tot) if counted(t)]
        yield share("participatie_trajecten", sum(t["resultaat_participatie"] is True for t in part), len(part))
        yield count("deelnemers_activering_zorg", len(self.who([t for t in softer if overlaps(t, van, tot)])))

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
        yield count("uren_gehaald", sum(a["aanbieder_code"] in inside and a["geschatte_uren"] is not None
                                        and hours[a["activiteitnummer"]] <= a["geschatte_uren"] for a in ended))

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
