"""What each norm of measures 9 is called, what it allows and what to do about a finding, in Dutch. `{sleutel}` is a limit of
seeds/policy/norm_values.csv."""

from __future__ import annotations

import re
from typing import NamedTuple

# What `sleutel` is the number of, per kind; the kinds are those of content.WHAT.
KINDS = {"activiteit": "Activiteit", "betaling": "Betaling", "verplichting": "Verplichting", "uitkering": "Uitkering",
         "ontheffing": "Ontheffing", "traject": "Traject", "beschikking": "Indicatie (beschikking)", "uwv": "Indicatie (UWV)"}
# What a norm looks at (column `bekeken` of marts.normtoetsing): what its `sleutel` is the number of, but for a few.
_COUNTED = {"activiteit": "activiteiten", "betaling": "facturen", "verplichting": "verplichtingen", "uitkering": "uitkeringen",
            "ontheffing": "ontheffingen", "traject": "trajecten", "beschikking": "indicaties", "uwv": "indicaties",
            "N07": "cliënten", "N13": "halfjaren van cliënten", "N17": "bijstandsperioden"}
_MISSING = re.compile(r"\{(\w+)\}")


class Text(NamedTuple):
    """`soort` is a key of KINDS; `venster`: the norm waits for something that can still happen."""

    naam: str
    regel: str
    actie: str
    soort: str
    venster: bool = False


TEXTS = {
    "N01": Text("Geplaatst bij een geblokkeerde aanbieder",
                "Na {onvoldoendes} onvoldoendes begint er geen nieuwe activiteit bij de aanbieder.",
                "Plaats de cliënt bij een andere aanbieder, of leg vast waarom niet.", "activiteit"),
    "N02": Text("Meer betaald dan verschuldigd (no cure, less pay)",
                "Op een beëindigde activiteit wordt niet meer betaald dan het contract bij dit resultaat zegt.",
                "Vorder het verschil terug of vraag een creditnota.", "activiteit"),
    "N03": Text("Ingekocht zonder geldig contract",
                "Een activiteit bij een externe aanbieder staat op een contract van die aanbieder dat op de begindatum geldt.",
                "Leg het contract vast bij de activiteit, of sluit het alsnog.", "activiteit"),
    "N04": Text("Werkstage te lang", "Hoogstens {maanden} maanden, na verlenging hoogstens {maanden_na_verlenging} maanden.",
                "Beëindig de werkstage of leg de verlenging vast.", "activiteit"),
    "N05": Text("Taalstage te lang", "Hoogstens {maanden} maanden.", "Beëindig de taalstage.", "activiteit"),
    "N06": Text("Stark-traject te lang of te vaak verlengd", "Hoogstens {maanden} maanden en {verlengingen} verlengingen.",
                "Beëindig het traject.", "activiteit"),
    "N07": Text("Persoonlijk re-integratiebudget overschreden", "Hoogstens {bedrag} euro per cliënt, over alle prb samen.",
                "Stop verdere betalingen; leg de overschrijding voor.", "betaling"),
    "N08": Text("Meer dan een persoonlijk re-integratiebudget", "Hoogstens {aantal} per cliënt.",
                "Trek het latere prb in, of leg vast waarom niet.", "activiteit"),
    "N09": Text("Te veel persoonlijke re-integratiebudgetten in een jaar", "Hoogstens {aantal_per_jaar} per kalenderjaar.",
                "Ken dit jaar geen prb meer toe.", "activiteit"),
    "N10": Text("Te jong voor een participatieplaats", "Vanaf {leeftijd} jaar op de begindatum.",
                "Kies een andere voorziening.", "activiteit"),
    "N11": Text("Participatieplaats te lang", "Hoogstens {maanden} maanden.", "Beëindig de participatieplaats.", "activiteit"),
    "N12": Text("Uren van een participatieplaats", "Ten minste {uren_minimaal} en hoogstens {uren_maximaal} uur per week.",
                "Pas de uren aan.", "activiteit"),
    "N13": Text("Te veel premie in een halfjaar", "Hoogstens {bedrag} euro per cliënt en kalenderhalfjaar op participatieplaatsen.",
                "Betaal dit halfjaar geen premie meer; leg de overschrijding voor.", "betaling"),
    "N14": Text("Beschut werk niet op tijd", "Binnen {maanden} maanden na de beschikking is er een plek.",
                "Regel een plek beschut werk.", "beschikking", venster=True),
    "N15": Text("Tijdelijke baan banenafspraak te lang",
                "Hoogstens {maanden} maanden, na verlenging hoogstens {maanden_na_verlenging} maanden.",
                "Beëindig de baan of leg de verlenging vast.", "activiteit"),
    "N16": Text("Geen plek voor de banenafspraak",
                "Wie na {maanden} maanden nog bijstand heeft, is binnen die tijd op een plek voor de banenafspraak begonnen.",
                "Bied een leerwerkplek, proefplaatsing of baan aan.", "uwv", venster=True),
    "N17": Text("Geen eerste gesprek op tijd", "Binnen {maanden} maanden na het begin van de bijstand is er een intake of gesprek.",
                "Nodig de cliënt uit voor een gesprek.", "uitkering", venster=True),
    "N18": Text("Geen aanbod op tijd (WIJ)",
                "Binnen {dagen} dagen na het begin van de uitkering is er een aanbod of begint een activiteit.",
                "Doe een aanbod.", "uitkering", venster=True),
    "N19": Text("Ontheffing zonder extern advies", "Bij het besluit ligt er een advies van een externe keuring.",
                "Vraag een extern advies aan, of koppel de keuring aan de ontheffing.", "ontheffing"),
    "N20": Text("Ontheffing zonder contact", "Ten minste eens per {maanden} maanden is er contact.",
                "Neem contact op met de cliënt.", "ontheffing"),
    "N21": Text("Traject zonder evaluatie", "Ten minste eens per {maanden} maanden wordt een traject naar werk geëvalueerd.",
                "Plan een evaluatie.", "traject"),
    "N22": Text("Factuur dubbel betaald", "Een factuur van een aanbieder wordt {aantal} keer betaald.",
                "Vorder de dubbele betaling terug.", "betaling"),
    "N23": Text("Factuur zonder verplichting", "Een factuur wordt betaald op een verplichting.",
                "Koppel de betaling aan een verplichting.", "betaling"),
    "N24": Text("Meer betaald dan de verplichting", "Op een verplichting wordt niet meer betaald dan haar bedrag.",
                "Verhoog de verplichting na besluit, of vorder het verschil terug.", "verplichting"),
    "N25": Text("Scholing te lang", "Hoogstens {maanden} maanden.", "Beëindig de scholing.", "activiteit"),
    "N26": Text("Proefplaatsing te lang", "Hoogstens {maanden} maanden.", "Beëindig de proefplaatsing.", "activiteit"),
}


def counted(norm: str) -> str:
    """What the number that `norm` looked at counts: 'activiteiten'."""
    return _COUNTED.get(norm) or _COUNTED[TEXTS[norm].soort]


def rule(norm: str, limits: dict[str, str]) -> str:
    """What `norm` allows, with its limits (key -> number as the seed has it) filled in; an unknown limit is shown as `?`."""
    return _MISSING.sub(lambda found: limits.get(found[1], "?").removesuffix(".00").replace(".", ","), TEXTS[norm].regel)
