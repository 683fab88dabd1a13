"""What codes are called in the monitor, in Dutch. A code without a name is shown as it is."""

from __future__ import annotations

DOELGROEPEN = {
    "alle": "Alle personen", "schoolverlaters": "Voortijdig schoolverlaters en jongeren in kwetsbare posities",
    "jongeren_18_27": "Jongeren van 18 tot 27 jaar", "arbeidsbeperking": "Mensen met een vastgestelde arbeidsbeperking",
    "statushouders": "Statushouders", "vijftigplus": "50-plussers", "taalachterstand": "Mensen met een taalachterstand",
    "alleenstaande_ouders": "Alleenstaande ouders", "ex_ondernemers": "(Ex)ondernemers in een kwetsbare positie",
    "ioaz": "IOAZ", "ontheffing": "Mensen met een (gedeeltelijke) ontheffing", "anw_nug": "ANW'ers en nuggers", "wiw": "WIW'ers"}
# for the head of a column or the axis of a chart
KORT = {"alle": "Alle", "schoolverlaters": "Schoolverlaters", "jongeren_18_27": "Jongeren 18-27", "arbeidsbeperking": "Arbeidsbeperking",
        "statushouders": "Statushouders", "vijftigplus": "50-plus", "taalachterstand": "Taalachterstand",
        "alleenstaande_ouders": "Alleenst. ouders", "ex_ondernemers": "Ex-ondernemers", "ioaz": "IOAZ", "ontheffing": "Ontheffing",
        "anw_nug": "ANW/nuggers", "wiw": "WIW"}
SPLITSINGEN = {"alle": "", "gestart": "begonnen in het kwartaal", "lopend": "lopend op de peildatum"}
INDELINGEN = {"leeftijd": "leeftijd {} jaar", "opleiding": "opleiding {}", "duur": "uitkeringsduur {} jaar", "trede": "trede {}",
              "einddoel": "einddoel {}"}
TRAJECTDOELEN = {"werk": "Werk", "activering": "Activering", "zorg": "Zorg", "geen": "Geen traject"}
KOSTENSOORTEN = {"extern": "Externe aanbieders", "interne_training": "Interne training", "begeleiding": "Begeleiding door eigen mensen",
                 "werkpunt": "Werkpunt", "premie": "Premies", "overig": "Overig", "niet_toegerekend": "Grootboek, niet toegerekend"}
DELEN = {"participatiebudget": "Participatiebudget", "buig": "Bijstand (BUIG)", "I-deel": "Inkomensdeel", "W-deel": "Werkdeel",
         "wsw": "Wsw"}
POSITIES = {"beter": ("▲", "beter dan de groep"), "vergelijkbaar": ("=", "vergelijkbaar met de groep"),
            "slechter": ("▼", "slechter dan de groep")}
STATUS = {"gehaald": ("✓", "gehaald"), "niet_gehaald": ("✗", "niet gehaald"), "geen_doel": ("–", "geen doel")}
BRONNEN = {"gws": "GWS", "uwv": "UWV", "finance": "de financiële administratie", "cbs": "CBS"}
GEEN_INSTRUMENT = "Zonder voorziening"


def doelgroep(code: str) -> str:
    return DOELGROEPEN.get(code, code)


def uitsplitsing(code: str) -> str:
    """What an uitsplitsing of marts.indicatoren is called: 'doelgroep:ioaz' -> 'IOAZ', 'alle' -> ''."""
    indeling, _, klasse = code.partition(":")
    if indeling == "doelgroep":
        return doelgroep(klasse)
    if klasse and indeling in INDELINGEN:
        return INDELINGEN[indeling].format(klasse.replace("<", "onder ").replace(">=", "vanaf ").replace("_", " "))
    return SPLITSINGEN.get(code, code)
