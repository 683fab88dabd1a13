"""What a functional administrator reads about a rejected line: what is wrong and how to repair it in the source.

Never a value of the line: a shifted column could put a name or a BSN anywhere. The masked line shows the rest.
"""

from __future__ import annotations

from zow.contracts import Column, Dialect, FileContract


def melding(rule: str, dialect: Dialect, file: FileContract, column: Column | None = None,
            parent: FileContract | None = None) -> str:
    """The Dutch message of `rule` (a rule code of sources.md 5) for a column of `file`; `parent` is the file referred
    to. Raises KeyError on an unknown rule."""
    name = column.physical_name if column else ""
    return _TEXTS[rule].format(
        kolom=name, teken=dialect.delimiter, codering=dialect.encoding, masker=dialect.date,
        voorbeeld=f"1{dialect.thousands}234{dialect.decimal}50", codes=_codes(column), bereik=_range(column),
        bij=file.repair, begin=file.column(column.not_before).physical_name if column and column.not_before else "",
        doel=parent.file_name if parent else "", sleutel=" + ".join(c.physical_name for c in file.key),
        gevolg="de regel is afgekeurd" if column and column.required else "de regel is geladen zonder deze verwijzing")


_TEXTS = {
    "aantal_velden": "Deze regel heeft niet evenveel velden als de kopregel. Herstel {bij}: haal {teken}, losse "
                     "aanhalingstekens en regeleinden uit de tekstvelden van dit record.",
    "codering": "{kolom} bevat een teken dat in {codering} niet bestaat. Herstel {bij}: typ de tekst opnieuw in "
                "zonder bijzondere tekens te plakken.",
    "verplicht": "{kolom} is leeg maar verplicht. Herstel {bij}: vul dit veld in.",
    "datum": "{kolom} is geen bestaande datum in de vorm {masker} tussen 1900 en 2100. Herstel {bij}: verbeter de "
             "datum.",
    "decimaal": "{kolom} is geen bedrag of getal met hoogstens twee decimalen, zoals {voorbeeld}. Herstel {bij}: "
                "verbeter het getal.",
    "geheel_getal": "{kolom} is geen geheel getal. Herstel {bij}: verbeter het getal.",
    "maand": "{kolom} is geen maand in de vorm jjjj-mm. Herstel {bij}: verbeter de maand.",
    "codelijst": "{kolom} bevat een code die niet in het contract staat (toegestaan: {codes}). Herstel {bij}: kies "
                 "een van deze waarden, of laat de code toevoegen aan de overlay van de gemeente.",
    "jn": "{kolom} is geen ja of nee (toegestaan: {codes}). Herstel {bij}: kies ja of nee.",
    "bereik": "{kolom} ligt buiten het bereik {bereik}. Herstel {bij}: verbeter de waarde.",
    "elfproef": "{kolom} is geen geldig burgerservicenummer (negen cijfers, elfproef). Herstel {bij}: controleer het "
                "nummer in de BRP en verbeter het.",
    "datum_volgorde": "{kolom} ligt voor {begin}. Herstel {bij}: verbeter een van beide datums.",
    "dubbele_sleutel": "{sleutel} komt eerder in dit bestand voor, op regel ",
    "dubbele_waarde": "{kolom} hoort al bij een ander record ({sleutel}), op regel ",
    "verwijzing": "{kolom} verwijst naar een record dat niet (goed) in {doel} staat; {gevolg}. Herstel {bij}: maak "
                  "het ontbrekende record aan of verbeter de verwijzing; is het record in {doel} afgekeurd, herstel "
                  "dan dat.",
}
_TAILS = {
    "dubbele_sleutel": ". Herstel {bij}: verwijder het dubbele record of geef het een eigen nummer.",
    "dubbele_waarde": ". Herstel {bij}: voeg de twee records samen onder een nummer.",
}


def tail(rule: str, file: FileContract) -> str:
    """What follows the line number at the end of the message of `rule`. Raises KeyError on a rule that has no tail."""
    return _TAILS[rule].format(bij=file.repair)


def _codes(column: Column | None) -> str:
    return ", ".join(column.accepted) if column else ""


def _range(column: Column | None) -> str:
    if column is None:
        return ""
    if column.type == "maand":
        return "01 t/m 12"
    return f"{column.minimum} t/m {column.maximum}"
