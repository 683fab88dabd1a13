"""The column table of sources.md 1, in its own words. Not taken from the contracts: a typo there must show here."""

from __future__ import annotations

import re
from dataclasses import dataclass

TABLE = """
clienten | clientnummer*! str, bsn! str [bsn], achternaam str [pii], geboortedatum! date, geslacht! {M,V,X}, postcode str,
  opleiding {geen,basis,vmbo_mbo1,havo_vwo_mbo2,mbo34,hbo_wo,onbekend}, startkwalificatie jn,
  leefvorm {alleenstaand,alleenstaande_ouder,gehuwd_samenwonend}, statushouder! jn,
  arbeidsbeperking! {geen,banenafspraak,beschut_werk,wsw}, voortijdig_schoolverlater! jn, taalachterstand! jn, ex_ondernemer! jn,
  wiw! jn, afstand_arbeidsmarkt {kort,middellang,lang}, klantmanager str
aanvragen | aanvraagnummer*! str, bsn! [bsn], clientnummer -> clienten, datum! date, regeling! {WWB,WIJ,PW,IOAW,IOAZ,BBZ,ANW},
  uitkomst! {toegekend,afgewezen,ingetrokken,in_behandeling}, uitkomstdatum date
uitkeringen | uitkeringnummer*! str, dossiernummer! str, clientnummer! -> clienten, rol! {hoofd,partner},
  regeling! {WWB,WIJ,PW,IOAW,IOAZ,BBZ,ANW}, aanvraagdatum date, begindatum! date, einddatum date, instroom_uit_ww jn,
  reden_beeindiging {werk_regulier,werk_gesubsidieerd,werk_zelfstandig,onderwijs,aow,verhuizing,overlijden,relatie,detentie,
  handhaving,inkomen_vermogen,overgang_regeling,overig}
inkomensbetalingen | betalingnummer*! str, uitkeringnummer! -> uitkeringen, maand! maand, bedrag! dec, inkomsten_uit_arbeid dec
trajecten | trajectnummer*! str, clientnummer! -> clienten, trajectdoel! {werk,activering,zorg}, begindatum! date, einddatum date,
  reden_beeindiging {doel_bereikt,niet_bereikt,niet_verwijtbaar,verwijtbaar}, resultaat_participatie jn
voorzieningen | voorziening_code*! str, omschrijving! str, soort! {diagnose,training,scholing,sociale_activering,werkstage,
  taalstage,proefplaatsing,leerwerkplek,stark_traject,werkpunt,maatwerktraject_zorg,maatwerktraject_ouderen,
  statushouder_pakket,participatieplaats,prb,beschut_werk,bab_tijdelijk,bab_vast,loonkostensubsidie,jobcoaching,premie,
  plaatsing_regulier,bemiddeling,overig}, budgetpost! str
aanbieders | aanbieder_code*! str, naam! str, soort! {extern,intern}, kvk_nummer str
contracten | contractnummer*! str, aanbieder_code! -> aanbieders, begindatum! date, einddatum date, financiering! {nclp,vast},
  percentage_niet_succesvol dec
activiteiten | activiteitnummer*! str, trajectnummer! -> trajecten, clientnummer! -> clienten, voorziening_code! -> voorzieningen,
  einddoel! {diagnose,sociaal_vaardig,arbeidsvaardig,werknemersvaardig,uitstroom}, aanbieder_code! -> aanbieders,
  contractnummer -> contracten, begindatum! date, geplande_einddatum date, einddatum date, verlengingen int,
  beeindiging {afgerond,vroegtijdig}, doel_behaald jn, kwaliteit_oordeel {voldoende,onvoldoende}, overeengekomen_prijs dec,
  geschatte_uren dec, uren_per_week dec
verplichtingen | verplichtingnummer*! str, activiteitnummer! -> activiteiten, datum! date, bedrag! dec, budgetpost! str,
  status! {open,afgerekend,vervallen}
betalingen | betalingnummer*! str, verplichtingnummer -> verplichtingen, activiteitnummer -> activiteiten,
  clientnummer -> clienten, aanbieder_code -> aanbieders, factuurnummer str, betaaldatum! date, bedrag! dec, budgetpost! str,
  soort! {factuur,premie,creditnota,overig}
uren | urennummer*! str, activiteitnummer! -> activiteiten, datum! date, uren! dec
ladderstanden | clientnummer*! -> clienten, meetdatum*! date, trede! int 1..6
keuringen | keuringnummer*! str, clientnummer! -> clienten, opdrachtdatum! date, adviesdatum date,
  adviseur! {arts,psycholoog,arbeidsdeskundige,overig}, extern! jn
ontheffingen | ontheffingnummer*! str, clientnummer! -> clienten, soort! {volledig,gedeeltelijk},
  grond! {medisch,psychisch,sociaal,zorg_kind,mantelzorg}, besluitdatum! date, begindatum! date, einddatum date,
  keuringnummer -> keuringen
contactmomenten | contactnummer*! str, clientnummer! -> clienten, datum! date, soort! {intake,gesprek,evaluatie,aanbod}
klanttevredenheid | metingnummer*! str, datum! date, onderzoek! {kto,ceo_intake,ceo_zes_maanden,aanbieder},
  aanbieder_code -> aanbieders, score! dec 1..10
indicaties_beschikking | indicatienummer*! str, clientnummer! -> clienten, soort! {banenafspraak,beschut_werk},
  beschikkingsdatum! date
wsw_plaatsen | plaatsnummer*! str, clientnummer! -> clienten, soort! {dienstverband,wachtlijst}, fte dec, begindatum! date,
  einddatum date
bezwaren_klachten | zaaknummer*! str, soort! {bezwaar,beroep,klacht}, datum! date,
  uitkomst! {gegrond,ongegrond,ingetrokken,in_behandeling}, uitkomstdatum date
"""


@dataclass(frozen=True)
class Col:
    """One column: `kind` is str, date, dec, int, maand or jn; `low`..`high` its range; `target` the file it refers to."""

    name: str
    key: bool
    required: bool
    kind: str
    codes: tuple[str, ...] = ()
    target: str = ""
    bsn: bool = False
    pii: bool = False
    low: int | None = None
    high: int | None = None


def _column(text: str) -> Col:
    name, marks, rest = re.fullmatch(r"(\w+)([*!]*) (.*)", text).groups()
    codes = re.search(r"\{(.*)\}", rest)
    target = re.search(r"-> (\w+)", rest)
    bounds = re.search(r"(\d+)\.\.(\d+)", rest)
    kind = re.match(r"(str|date|dec|int|maand|jn)\b", rest)
    return Col(name, "*" in marks, "!" in marks, kind[1] if kind else "str", tuple(codes[1].split(",")) if codes else (),
               target[1] if target else "", "[bsn]" in rest, "[pii]" in rest,
               int(bounds[1]) if bounds else None, int(bounds[2]) if bounds else None)


def _read() -> dict[str, list[Col]]:
    found = {}
    for line in TABLE.replace(",\n  ", ", ").strip().split("\n"):
        name, columns = line.split(" | ")
        inside = re.sub(r"\{.*?\}", lambda m: m[0].replace(" ", "").replace(",", "\0"), columns)
        found[name] = [_column(part.replace("\0", ",")) for part in inside.split(", ")]
    return found


FILES = _read()
# Every file after the files it refers to.
ORDER = ["clienten", "voorzieningen", "aanbieders", "aanvragen", "uitkeringen", "inkomensbetalingen", "trajecten", "contracten",
         "activiteiten", "verplichtingen", "betalingen", "uren", "ladderstanden", "keuringen", "ontheffingen", "contactmomenten",
         "klanttevredenheid", "indicaties_beschikking", "wsw_plaatsen", "bezwaren_klachten"]
