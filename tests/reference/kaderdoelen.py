"""measures.md 5 in plain Python: the kaderdoelen of Smallingerland 2010-2013."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.reference.figures import Figure, Figures, count, mean, overlaps, share, within
from tests.reference.rules import add_months
from tests.reference.werkt import Row, begun_in, running


class Kaderdoelen(Figures):
    """The indicators of profile smallingerland_2010 that need no budget."""

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
        asked = len(within(self.t["keuringen"], "opdrachtdatum", van, tot))
        yield Figure("keuringen_per_ontheffing", "alle", asked, len(decided), "gemiddelde")  # can be over 1: no share
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
