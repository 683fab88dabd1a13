"""Noordoostpolder after S3: five einddoelen, framework contracts since October 2013, no cure less pay 70/100 %, Concern voor Werk."""

from zow.sample.catalogue import Drop, FixedCost, Instrument, Line, Provider, Town, posts

_PB = "participatiebudget"
_BEGROTING = (
    Line(2013, _PB, "toegekend", (1_720_000, 1_695_000)), Line(2013, _PB, "meegenomen", (210_000,)),
    Line(2013, _PB, "ontvangsten", (0, 15_000)), Line(2013, _PB, "uitgaven", (1_717_500,)),
    *posts(2013, _PB, "reintegratie", {"W-diagnose": (230_000,), "W-activering": (410_000, 385_000), "W-werkervaring": (540_000,),
                                       "W-scholing": (290_000, 312_500), "W-uitstroom": (250_000,)}),
    Line(2014, _PB, "toegekend", (1_610_000, 1_655_000)), Line(2014, _PB, "meegenomen", (202_500,)),
    Line(2014, _PB, "ontvangsten", (12_000,)), Line(2014, _PB, "totaal_posten", (1_560_000, 1_605_000)),
    *posts(2014, _PB, "reintegratie", {"W-diagnose": (200_000, 215_000), "W-activering": (375_000,), "W-werkervaring": (520_000,),
                                       "W-scholing": (265_000,), "W-uitstroom": (200_000, 230_000)}),
    Line(2014, "buig", "toegekend", (9_050_000, 9_180_000)), Line(2014, "buig", "ontvangsten", (240_000,)),
    *posts(2014, "buig", "overig", {"BUIG-WWB": (8_600_000, 8_700_000), "BUIG-IOAW": (540_000,), "BUIG-IOAZ": (70_000,),
                                    "BUIG-Bbz": (180_000,)}))

_NCLP, _OUD = ("2013-10-01", None, "nclp", 70.00), ("2010-01-01", "2013-09-30", "vast", None)

NOORDOOSTPOLDER = Town(
    code="GM0171", start="2013-10-01", einde="2015-01-20", stand=750, instroom=290,
    regelingen={"WWB": 0.93, "IOAW": 0.04, "IOAZ": 0.01, "BBZ": 0.02, "ANW": 0.01}, postcodes=(8301, 8322),
    aanbieders=(
        Provider("A01", "Arbo & Advies Flevoland B.V.", "extern", "39012345", (_OUD, _NCLP)),
        Provider("A02", "Reïntegratie Noord; vestiging Emmeloord", "extern", "39023456", (_OUD, _NCLP)),
        Provider("A03", "Taal- en trainingsbureau \"Zuiderzee\"", "extern", "39034567",
                 (("2013-10-01", None, "nclp", None),)),
        Provider("A04", "Concern voor Werk", "extern", "39045678",
                 (("2010-01-01", "2014-06-30", "vast", None), ("2014-07-01", None, "nclp", 70.00))),
        Provider("A05", "Jobcoach Café Polder", "extern", None, (_NCLP,)),
        Provider("A06", "Vakschool Lelystad", "extern", "39067890", (("2013-10-01", None, "nclp", 60.00),)),
        Provider("A90", "Team Werk (klantmanagers)", "intern", None),
        Provider("A91", "Werkcorporatie i.o.", "intern", None)),
    instrumenten=(
        Instrument("V010", "Arbeidsmedisch onderzoek", "diagnose", "W-diagnose", "diagnose", ("A01",), 650, 30, 10),
        Instrument("V011", "Meerdaags assessment; met rapport", "diagnose", "W-diagnose", "diagnose", ("A01", "A02"),
                   1450, 21, 8),
        Instrument("V020", 'Training "Zelf aan zet"', "training", "W-activering", "sociaal_vaardig", ("A03", "A90"),
                   1800, 90, 7),
        Instrument("V021", "Dagbesteding in dorpshuizen", "sociale_activering", "W-activering", "sociaal_vaardig",
                   ("A91",), 0, 180, 8),
        Instrument("V030", "Werkervaringsplek Concern voor Werk", "werkstage", "W-werkervaring", "arbeidsvaardig",
                   ("A04",), 2400, 150, 8),
        Instrument("V031", "Sollicitatietraining: cv op orde", "training", "W-activering", "arbeidsvaardig",
                   ("A90",), 0, 45, 9),
        Instrument("V032", "Jobcoaching", "jobcoaching", "W-werkervaring", "arbeidsvaardig", ("A05",), 1900, 120, 8),
        Instrument("V040", "Vakscholing logistiek (code 95; t/m € 3.000)", "scholing", "W-scholing",
                   "werknemersvaardig", ("A06", "A02"), 2750, 140, 8),
        Instrument("V041", "Proefplaatsing", "proefplaatsing", "W-werkervaring", "werknemersvaardig", ("A90",),
                   0, 60, 7),
        Instrument("V050", "Loonkostensubsidie", "loonkostensubsidie", "W-uitstroom", "uitstroom", ("A04",),
                   3800, 180, 4),
        Instrument("V051", "Bemiddeling naar regulier werk", "bemiddeling", "W-uitstroom", "uitstroom",
                   ("A02", "A05"), 2200, 90, 7),
        Instrument("V052", "Uitstroompremie", "premie", "W-uitstroom", "uitstroom", ("A90",), 0, 30, 2)),
    onvoldoende="A05", weg_na="2014-09-30", wsw=60, indicaties=4,
    leveringen=(Drop("20140120T0230", 1), Drop("20140421T0230", 1), Drop("20140721T0230", 1),
                Drop("20141020T0230", 2, "fouten"), Drop("20141013T0230", 3, "laat"),
                Drop("20150105T0230", 3, "betalingen"), Drop("20150120T0230", 3)),
    boekjaren=(2013, 2014), begroting=_BEGROTING,
    uitkeringsposten={"WWB": "BUIG-WWB", "IOAW": "BUIG-IOAW", "IOAZ": "BUIG-IOAZ", "BBZ": "BUIG-Bbz"},
    vaste_lasten=(FixedCost("W-activering", "Doorbelasting salarissen team Werk", {2013: 168_000, 2014: 174_000}),))
