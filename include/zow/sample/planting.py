"""Bad input on purpose: rows that belong in quarantine, and ways to break a whole delivery (sources.md 5).

Planted rows are copies of good rows under a key of their own with one thing wrong, appended at the end of the file: no
good row suffers, so the figures of the delivery stay those of the truth. They stay within the limits of acceptance.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zow.sample.write import EOL, add_lines, read_lines, rewrite_manifest, set_field
from zow.sample.write_files import write_sidecar

LIMIT_SHARE, LIMIT_ROWS = 0.01, 1  # sources.md 5: rejected lines may not exceed max(1, 1 %) of a file


@dataclass(frozen=True)
class Recipe:
    """Set `velden` in a copy of the last row of `bestand`; expected is (kolom, regel_code) for each of `regels`.

    An empty `kolom` means that the rule is about the line; `extra_veld` adds one field too many.
    """

    bestand: str
    velden: dict[str, str | bytes]
    regels: tuple[tuple[str, str], ...]
    ernst: str = "afgekeurd"
    extra_veld: bool = False


@dataclass(frozen=True)
class Planted:
    """One expected quarantine row: physical line (header = 1), column ("" for the whole line), rule and weight."""

    levering: str
    bestand: str
    regel: int
    kolom: str
    regel_code: str
    ernst: str


PLANTED: tuple[Recipe, ...] = (
    Recipe("clienten", {"clientnummer": "900001", "bsn": "900000001"}, (("bsn", "elfproef"),)),
    Recipe("clienten", {"clientnummer": "900002"}, (("bsn", "dubbele_sleutel"),)),
    Recipe("clienten", {"clientnummer": "900003", "bsn": "", "geboortedatum": ""},
           (("bsn", "verplicht"), ("geboortedatum", "verplicht"))),
    Recipe("clienten", {"clientnummer": "900004", "statushouder": "ja", "geslacht": "vrouw"},
           (("geslacht", "codelijst"), ("statushouder", "jn"))),
    Recipe("aanvragen", {"aanvraagnummer": "AV9900001", "bsn": "12345678"}, (("bsn", "elfproef"),)),
    Recipe("uitkeringen", {"uitkeringnummer": "U9900001", "begindatum": "02-01-2021", "einddatum": "01-01-2021"},
           (("einddatum", "datum_volgorde"),)),
    Recipe("uitkeringen", {"uitkeringnummer": "U9900002", "regeling": "RWW"}, (("regeling", "codelijst"),)),
    Recipe("inkomensbetalingen", {"betalingnummer": "IB9900001", "maand": "2014-1"}, (("maand", "maand"),)),
    Recipe("inkomensbetalingen", {"betalingnummer": "IB9900002", "maand": "2014-13"}, (("maand", "bereik"),)),
    Recipe("inkomensbetalingen", {"betalingnummer": "IB9900003", "bedrag": "812.5"}, (("bedrag", "decimaal"),)),
    Recipe("inkomensbetalingen", {"betalingnummer": "IB9900004", "uitkeringnummer": "U9900002"},
           (("uitkeringnummer", "verwijzing"),)),
    Recipe("trajecten", {"trajectnummer": "T9900001", "trajectdoel": "baan"}, (("trajectdoel", "codelijst"),)),
    Recipe("voorzieningen", {"voorziening_code": "V999", "omschrijving": b"Training \x81 onleesbaar"},
           (("omschrijving", "codering"),)),
    Recipe("aanbieders", {}, (("aanbieder_code", "dubbele_sleutel"),)),
    Recipe("activiteiten", {"activiteitnummer": "AC9900001", "verlengingen": "1,5"},
           (("verlengingen", "geheel_getal"),)),
    Recipe("activiteiten", {"activiteitnummer": "AC9900002", "trajectnummer": "T9999999"},
           (("trajectnummer", "verwijzing"),)),
    Recipe("activiteiten", {"activiteitnummer": "AC9900003", "contractnummer": "C9999", "einddatum": ""},
           (("contractnummer", "verwijzing"),), "waarschuwing"),
    Recipe("verplichtingen", {"verplichtingnummer": "VP9900001", "bedrag": "€ 100,00"}, (("bedrag", "decimaal"),)),
    Recipe("betalingen", {"betalingnummer": "B9900001", "verplichtingnummer": "VP9999999", "bedrag": "0,01"},
           (("verplichtingnummer", "verwijzing"),), "waarschuwing"),
    Recipe("uren", {"urennummer": "UR9900001"}, (("", "aantal_velden"),), extra_veld=True),
    Recipe("ladderstanden", {"meetdatum": "01-01-1999", "trede": "7"}, (("trede", "bereik"),)),
    Recipe("keuringen", {"keuringnummer": "K9900001", "opdrachtdatum": "31-02-2014", "extern": "Nee"},
           (("extern", "jn"), ("opdrachtdatum", "datum"))),
    Recipe("contactmomenten", {"contactnummer": "CM9900001", "datum": "2014-03-01"}, (("datum", "datum"),)),
    Recipe("klanttevredenheid", {"metingnummer": "KT9900001", "score": "11,0"}, (("score", "bereik"),)),
    Recipe("bezwaren_klachten", {"zaaknummer": "BK9900001", "soort": ""}, (("soort", "verplicht"),)),
)


# One bad line per file of UWV: a file of any size may have one.
FILE_RECIPES: dict[str, tuple[Recipe, ...]] = {
    "doorverwijzingen": (
        Recipe("doorverwijzingen", {"meldingnummer": "M9900001", "bsn": "900000001"}, (("bsn", "elfproef"),)),
        Recipe("doorverwijzingen", {"meldingnummer": "M9900002", "bsn": ""}, (("bsn", "verplicht"),)),
        Recipe("doorverwijzingen", {"meldingnummer": "M9900003", "meldingsdatum": "2014-03-01"}, (("meldingsdatum", "datum"),)),
        Recipe("doorverwijzingen", {"meldingnummer": "M9900004", "soort": "ww", "re_integratieadvies": "1"},
               (("soort", "codelijst"), ("re_integratieadvies", "jn"))),
        Recipe("doorverwijzingen", {}, (("meldingnummer", "dubbele_sleutel"),)),
        Recipe("doorverwijzingen", {"meldingnummer": "M9900005"}, (("", "aantal_velden"),), extra_veld=True),
        Recipe("doorverwijzingen", {"meldingnummer": b"M99\x8100006"}, (("meldingnummer", "codering"),))),
    "indicaties": (
        Recipe("indicaties", {"indicatienummer": "UI9900001", "soort": "wajong"}, (("soort", "codelijst"),)),
        Recipe("indicaties", {"indicatienummer": "UI9900002", "bsn": "12345678"}, (("bsn", "elfproef"),)),
        Recipe("indicaties", {"indicatienummer": "UI9900003", "besluitdatum": "", "geldig_tot": ""}, (("besluitdatum", "verplicht"),)),
        Recipe("indicaties", {"indicatienummer": "UI9900004", "geldig_tot": "31-04-2022"}, (("geldig_tot", "datum"),))),
    "arbeidsmarkt": (
        Recipe("arbeidsmarkt", {"maand": "2021-13"}, (("maand", "bereik"),)),
        Recipe("arbeidsmarkt", {"maand": "1-2021"}, (("maand", "maand"),)),
        Recipe("arbeidsmarkt", {"arbeidsmarktregio_code": "99", "openstaande_vacatures": "12,5"},
               (("openstaande_vacatures", "geheel_getal"),)),
        Recipe("arbeidsmarkt", {}, (("arbeidsmarktregio_code", "dubbele_sleutel"),)))}
# In these no line may be rejected: the whole delivery is refused, its rows in quarantine say why.
REFUSED_RECIPES: dict[str, tuple[Recipe, ...]] = {
    "grootboek": (
        Recipe("grootboek", {"boekstuk": "9900001", "bedrag": "1.23,45"}, (("bedrag", "decimaal"),)),
        Recipe("grootboek", {"boekstuk": "9900002", "periode": "14"}, (("periode", "bereik"),)),
        Recipe("grootboek", {"boekstuk": "9900003", "dc": "K"}, (("dc", "codelijst"),))),
    "begroting": (
        Recipe("begroting", {"budgetpost": "X1", "deel": "P-budget"}, (("deel", "codelijst"),)),
        Recipe("begroting", {"budgetpost": "X2", "versie": "1a"}, (("versie", "geheel_getal"),)))}


def _rejected(recipe: Recipe) -> bool:
    """Whether the line counts for the limit: verwijzing does not."""
    return any(code != "verwijzing" for _, code in recipe.regels)


def plant(folder: Path) -> list[Planted]:
    """Append the recipes that fit in the limits of each file and make the manifest agree; returns what to expect."""
    result = []
    for bestand in dict.fromkeys(r.bestand for r in PLANTED):
        rows = len(read_lines(folder, bestand)) - 1
        if rows == 0:
            continue
        room = max(LIMIT_ROWS, int(rows * LIMIT_SHARE))
        for recipe in (r for r in PLANTED if r.bestand == bestand):
            if _rejected(recipe):
                if room == 0:
                    continue
                room -= 1
            source = read_lines(folder, bestand)[rows]  # the last good row
            line = add_lines(folder, bestand, [source + (b";" if recipe.extra_veld else b"")], manifest=False)
            if not recipe.extra_veld:
                for kolom, waarde in recipe.velden.items():
                    set_field(folder, bestand, line, kolom, waarde, manifest=False)
            result += [Planted(folder.name, bestand, line, kolom, code, recipe.ernst) for kolom, code in recipe.regels]
    rewrite_manifest(folder)
    return result


def plant_file(path: Path, recipes: tuple[Recipe, ...]) -> list[Planted]:
    """Append the recipes to the UWV or finance file at `path`, which has a row, and make its sidecar agree; returns what to expect."""
    lines = path.read_bytes().removesuffix(EOL).split(EOL)
    header, last, result = lines[0].decode("cp1252").split(";"), lines[-1].split(b";"), []
    for recipe in recipes:
        fields = list(last)
        for kolom, waarde in recipe.velden.items():
            fields[header.index(kolom)] = waarde if isinstance(waarde, bytes) else waarde.encode("cp1252")
        lines.append(b";".join(fields) + (b";" if recipe.extra_veld else b""))
        result += [Planted(path.name, recipe.bestand, len(lines), kolom, code, recipe.ernst) for kolom, code in recipe.regels]
    if recipes:
        path.write_bytes(b"".join(line + EOL for line in lines))
        write_sidecar(path)
    return result


def break_checksum(folder: Path) -> str:
    """A file that changed under way: the manifest names another sha256. Returns the file the reason must name."""
    rewrite_manifest(folder, {"activiteiten.csv": {"sha256": "0" * 64}})
    return "activiteiten.csv"


def break_payment(folder: Path) -> str:
    """One payment that cannot be read: in betalingen no line may be rejected. Returns the file to be named."""
    set_field(folder, "betalingen", 2, "bedrag", "12,345")
    return "betalingen"


