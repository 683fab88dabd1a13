"""Soest after S4: Work First at the Werkpunt with own klantmanagers, few external parties, I-deel and W-deel (S4 2.5, its figures)."""

from zow.sample.catalogue import Drop, FixedCost, Instrument, Line, Provider, Town, posts

_OWN, _BOUGHT = ("2007-01-01", None, "vast", None), ("2007-06-01", "2010-12-31", "nclp", 70.00)
_POSTS = ("WD-diagnose", "WD-werkpunt", "WD-scholing", "WD-activering", "WD-bemiddeling", "WD-keuringen")


def _w_deel(jaar: int, *bedragen: tuple[int, ...]) -> tuple[Line, ...]:
    return posts(jaar, "W-deel", "reintegratie", dict(zip(_POSTS, bedragen, strict=True)))


def _i_deel(jaar: int, wwb: int) -> tuple[Line, ...]:
    # invented, up to the uitgaven of S4, which states the deel as a whole. IOAW, IOAZ and Bbz, until 2010 declared apart, stand
    # here too, so that all benefits tie to one deel
    return posts(jaar, "I-deel", "overig", {"ID-WWB": (wwb,), "ID-IOAW": (215_000,), "ID-IOAZ": (70_000,), "ID-Bbz": (100_000,)})


# S4 tabel 2.1 and 2.2; of the W-deel the saldo of 2009 and 2010 as stated is not what its own lines give
_BEGROTING = (
    Line(2008, "I-deel", "toegekend", (5_790_000, 5_830_896)), Line(2008, "I-deel", "ontvangsten", (493_260,)),
    Line(2008, "I-deel", "uitgaven", (5_918_853,)), Line(2008, "I-deel", "saldo", (405_303,)),
    Line(2009, "I-deel", "toegekend", (6_215_324,)), Line(2009, "I-deel", "ontvangsten", (400_000, 324_650)),
    Line(2009, "I-deel", "uitgaven", (6_643_170,)), Line(2009, "I-deel", "saldo", (-103_196,)),
    Line(2010, "I-deel", "toegekend", (6_251_772,)), Line(2010, "I-deel", "ontvangsten", (200_922,)),
    Line(2010, "I-deel", "uitgaven", (6_900_000, 7_355_518)), Line(2010, "I-deel", "saldo", (-902_824,)),
    *_i_deel(2008, 5_533_853), *_i_deel(2009, 6_258_170), *_i_deel(2010, 6_970_518),
    Line(2008, "W-deel", "toegekend", (1_499_052,)), Line(2008, "W-deel", "meegenomen", (446_326,)),
    Line(2008, "W-deel", "ontvangsten", (0,)), Line(2008, "W-deel", "uitgaven", (1_379_817,)),
    Line(2008, "W-deel", "saldo", (565_561,)),
    *_w_deel(2008, (95_000,), (610_000,), (260_000, 275_000), (190_000,), (164_817,), (60_000, 45_000)),
    Line(2009, "W-deel", "toegekend", (1_576_809,)), Line(2009, "W-deel", "meegenomen", (565_561,)),
    Line(2009, "W-deel", "ontvangsten", (0,)), Line(2009, "W-deel", "uitgaven", (1_850_000, 1_968_369)),
    Line(2009, "W-deel", "saldo", (138_027,)),
    *_w_deel(2009, (140_000,), (870_000, 958_369), (330_000,), (240_000,), (210_000,), (90_000,)),
    Line(2010, "W-deel", "toegekend", (1_643_558,)), Line(2010, "W-deel", "meegenomen", (138_027,)),
    Line(2010, "W-deel", "ontvangsten", (0,)), Line(2010, "W-deel", "uitgaven", (1_622_919,)),
    Line(2010, "W-deel", "saldo", (178_154,)), Line(2010, "W-deel", "totaal_posten", (1_622_919,)),
    *_w_deel(2010, (90_000,), (830_000, 842_919), (270_000,), (190_000,), (180_000,), (50_000,)))

SOEST = Town(
    code="GM0342", start="2008-01-01", einde="2011-01-20", stand=550, instroom=205,
    regelingen={"WWB": 0.95, "IOAW": 0.02, "IOAZ": 0.01, "BBZ": 0.01, "ANW": 0.01}, postcodes=(3761, 3768),
    aanbieders=(
        Provider("B01", "Keuringsadvies Midden; arts & arbeidsdeskundige", "extern", "32012345", (_OWN, _BOUGHT)),
        Provider("B02", "Bureau \"Profiel\" klantanalyse", "extern", "32023456", (_BOUGHT,)),
        Provider("B03", "Regionaal opleidingscentrum Eemland", "extern", "32034567", (_OWN,)),
        Provider("B04", "Reïntegratie Plus", "extern", "32045678", (("2008-01-01", "2009-06-30", "vast", None),
                                                                   ("2009-07-01", None, "nclp", None))),
        Provider("B05", "SW-bedrijf Eem", "extern", "32056789", (_OWN,)),
        Provider("B90", "Afdeling Werk (klantmanagers)", "intern", None),
        Provider("B91", "Werkpunt (werkleiders)", "intern", None)),
    instrumenten=(
        Instrument("W01", "Werken op het Werkpunt; max. 20 uur", "werkpunt", "WD-werkpunt", "werknemersvaardig", ("B91",),
                   0, 75, 30),
        Instrument("W02", "Klantprofielanalyse", "diagnose", "WD-diagnose", "diagnose", ("B02",), 420, 20, 7),
        Instrument("W03", "Medische en arbeidsdeskundige keuring", "diagnose", "WD-keuringen", "diagnose", ("B01",), 380, 25, 5),
        Instrument("W04", "Stage bij een werkgever", "werkstage", "WD-bemiddeling", "arbeidsvaardig", ("B90",), 0, 90, 8),
        Instrument("W05", "Vrijwilligerswerk", "sociale_activering", "WD-activering", "sociaal_vaardig", ("B90",), 0, 240, 9),
        Instrument("W06", "Vakopleiding beveiliging/heftruck (€ 1.500)", "scholing", "WD-scholing", "werknemersvaardig", ("B03",),
                   1500, 120, 7),
        Instrument("W07", "Bemiddeling door de jobhunter", "bemiddeling", "WD-bemiddeling", "uitstroom", ("B90",), 0, 60, 9),
        Instrument("W08", "Individueel traject \"Aan de slag\"", "training", "WD-activering", "sociaal_vaardig", ("B04",),
                   2600, 180, 3),
        Instrument("W09", "Begeleid werken (wachtlijst Wsw)", "leerwerkplek", "WD-activering", "arbeidsvaardig", ("B05",),
                   3100, 200, 3),
        Instrument("W10", "Sollicitatietraining", "training", "WD-bemiddeling", "arbeidsvaardig", ("B90", "B04"), 650, 40, 6),
        Instrument("W11", "Plaatsing in regulier werk", "plaatsing_regulier", "WD-bemiddeling", "uitstroom", ("B90",), 0, 30, 4)),
    onvoldoende="B04", weg_na="2010-09-30", wsw=205, indicaties=6, nug=45, trajecten=2,
    trajectdoelen={"werk": 52, "activering": 38, "zorg": 10},
    leveringen=(Drop("20090120T0230", 1), Drop("20100120T0230", 1), Drop("20100720T0230", 2, "fouten"),
                Drop("20100620T0230", 3, "laat"), Drop("20101105T0230", 3, "sha256"), Drop("20110120T0230", 3)),
    boekjaren=(2008, 2009, 2010), begroting=_BEGROTING,
    uitkeringsposten={"WWB": "ID-WWB", "IOAW": "ID-IOAW", "IOAZ": "ID-IOAZ", "BBZ": "ID-Bbz"},
    vaste_lasten=(FixedCost("WD-bemiddeling", "Salarissen klantmanagers", {2008: 118_800, 2009: 124_200, 2010: 129_600}),
                  FixedCost("WD-werkpunt", "Huisvesting Werkpunt", {2008: 90_600, 2009: 93_945, 2010: 299_400}),
                  FixedCost("WD-werkpunt", "Salarissen werkleiders en jobhunter", {2008: 182_400, 2009: 186_000, 2010: 190_800})))
