"""Columns of the GWS files until the contracts land; the loader of zow.contracts replaces this file."""

_TEXT = """
clienten: clientnummer bsn achternaam geboortedatum:date geslacht postcode opleiding startkwalificatie:jn leefvorm statushouder:jn arbeidsbeperking voortijdig_schoolverlater:jn taalachterstand:jn ex_ondernemer:jn wiw:jn afstand_arbeidsmarkt klantmanager
aanvragen: aanvraagnummer bsn clientnummer datum:date regeling uitkomst uitkomstdatum:date
uitkeringen: uitkeringnummer dossiernummer clientnummer rol regeling aanvraagdatum:date begindatum:date einddatum:date instroom_uit_ww:jn reden_beeindiging
inkomensbetalingen: betalingnummer uitkeringnummer maand bedrag:dec inkomsten_uit_arbeid:dec
trajecten: trajectnummer clientnummer trajectdoel begindatum:date einddatum:date reden_beeindiging resultaat_participatie:jn
voorzieningen: voorziening_code omschrijving soort budgetpost
aanbieders: aanbieder_code naam soort kvk_nummer
contracten: contractnummer aanbieder_code begindatum:date einddatum:date financiering percentage_niet_succesvol:dec
activiteiten: activiteitnummer trajectnummer clientnummer voorziening_code einddoel aanbieder_code contractnummer begindatum:date geplande_einddatum:date einddatum:date verlengingen:int beeindiging doel_behaald:jn kwaliteit_oordeel overeengekomen_prijs:dec geschatte_uren:dec uren_per_week:dec
verplichtingen: verplichtingnummer activiteitnummer datum:date bedrag:dec budgetpost status
betalingen: betalingnummer verplichtingnummer activiteitnummer clientnummer aanbieder_code factuurnummer betaaldatum:date bedrag:dec budgetpost soort
uren: urennummer activiteitnummer datum:date uren:dec
ladderstanden: clientnummer meetdatum:date trede:int
keuringen: keuringnummer clientnummer opdrachtdatum:date adviesdatum:date adviseur extern:jn
ontheffingen: ontheffingnummer clientnummer soort grond besluitdatum:date begindatum:date einddatum:date keuringnummer
contactmomenten: contactnummer clientnummer datum:date soort
klanttevredenheid: metingnummer datum:date onderzoek aanbieder_code score:dec
indicaties_beschikking: indicatienummer clientnummer soort beschikkingsdatum:date
wsw_plaatsen: plaatsnummer clientnummer soort fte:dec begindatum:date einddatum:date
bezwaren_klachten: zaaknummer soort datum:date uitkomst uitkomstdatum:date
"""  # noqa: E501


def gws_columns(gemeentecode: str) -> dict[str, dict[str, str]]:
    """File -> column -> type {str,date,dec,int,jn}, in contract order."""
    files = {}
    for line in _TEXT.strip().splitlines():
        name, columns = line.split(": ")
        files[name] = {c.split(":")[0]: f"{c}:str".split(":")[1] for c in columns.split()}
    return files
