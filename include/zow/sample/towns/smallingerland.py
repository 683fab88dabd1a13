"""Smallingerland: Focus op Werk 2020-2023 after S2 at full size, and before it a small MensenActiveren 2010-2013 after S0.

One gemeente, one GWS: every delivery holds the records of both eras that were known by then.
"""

from zow.sample.catalogue import Drop, FixedCost, Instrument, Line, Peil, Provider, Town, posts

_PB, _WSW_POST = "participatiebudget", "PB-wsw"
_POSTS = ("PB-teamwerk", "PB-analyse", "PB-scholing", "PB-trajecten", "PB-premies", "PB-participatie", "PB-banen", "PB-jobcoaching")


def _year(jaar: int, participatiewet: int, wsw: int, premies: int, banen: int, jobcoaching: int, totaal: int) -> tuple[Line, ...]:
    """S2 8.1: the stated total of the posts is 190,000 (2020) down to 160,000 (2023) below the sum of its lines."""
    fixed = (185_000, 140_000, 350_000, 725_000, premies, 418_000, banen, jobcoaching)
    amounts = {post: (amount,) for post, amount in zip(_POSTS, fixed, strict=True)}
    amounts["PB-trajecten"] = (690_000, 725_000)
    return (Line(jaar, _PB, "toegekend", (participatiewet,), "Participatiewet"), Line(jaar, _PB, "toegekend", (wsw,), _WSW_POST),
            Line(jaar, _PB, "totaal_toegekend", (participatiewet + wsw,)), Line(jaar, _PB, "totaal_posten", (totaal,)),
            *posts(jaar, _PB, "wsw", {_WSW_POST: (wsw,)}), *posts(jaar, _PB, "reintegratie", amounts),
            # invented, around the benefits of the sample: S2 says nothing of them
            Line(jaar, "buig", "toegekend", (24_900_000, 25_100_000)),
            *posts(jaar, "buig", "overig", {"BUIG-PW": (23_200_000,), "BUIG-IOAW": (1_550_000,), "BUIG-IOAZ": (310_000,),
                                            "BUIG-Bbz": (500_000,)}))


def _old_year(jaar: int, toegekend: int, meegenomen: int | None, reintegratie: int, inburgering: int, educatie: int) -> tuple[Line, ...]:
    """S0 4.3 for 2010 (7,368,541, 90 % re-integratie); the later years are invented around it."""
    carried = () if meegenomen is None else (Line(jaar, _PB, "meegenomen", (meegenomen,)),)
    trajects = reintegratie - 900_000
    return (Line(jaar, _PB, "toegekend", (toegekend - 50_000, toegekend)), *carried,
            *posts(jaar, _PB, "reintegratie", {"MA-trajecten": (trajects,), "MA-diagnose": (250_000,), "MA-activering": (400_000,),
                                               "MA-plaatsing": (250_000,)}),
            *posts(jaar, _PB, "inburgering", {"MA-inburgering": (inburgering,)}),
            *posts(jaar, _PB, "educatie", {"MA-educatie": (educatie,)}))


_BEGROTING = (
    *_old_year(2010, 7_368_541, None, 6_631_687, 442_112, 294_742), *_old_year(2011, 6_912_300, 0, 5_830_000, 410_000, 290_000),
    *_old_year(2012, 4_655_800, 382_300, 4_205_000, 240_000, 285_000), *_old_year(2013, 3_980_400, 308_100, 3_790_000, 90_000, 280_000),
    *_year(2020, 2_409_000, 11_812_000, 250_000, 294_000, 200_000, 14_184_000),
    *_year(2021, 2_452_000, 11_753_000, 270_000, 427_000, 204_000, 14_292_000),
    *_year(2022, 2_496_000, 11_695_000, 290_000, 560_000, 208_000, 14_401_000),
    *_year(2023, 2_541_000, 11_631_000, 310_000, 693_000, 212_000, 14_504_000))

_VAST, _NCLP = ("2019-01-01", None, "vast", None), ("2020-01-01", None, "nclp", 70.00)
_OUD = ("2009-07-01", "2013-12-31", "vast", None)

MENSEN_ACTIVEREN = Town(
    code="GM0090", start="2010-01-01", einde="2013-12-31", stand=260, instroom=95,
    regelingen={"WWB": 0.80, "WIJ": 0.14, "IOAW": 0.03, "BBZ": 0.02, "ANW": 0.01}, postcodes=(9201, 9207),
    aanbieders=(
        Provider("K01", "Arbodienst De Wâlden", "extern", "01012345", (_OUD,)),
        Provider("K02", "Leerwerkbedrijf \"Oan 'e slach\"", "extern", "01023456", (_OUD,)),
        Provider("K03", "Welzijn & activering Drachten", "extern", "01034567", (("2009-07-01", "2013-12-31", "nclp", 70.00),)),
        Provider("K90", "Team re-integratie", "intern", None)),
    instrumenten=(
        Instrument("K10", "Diagnose en trajectplan", "diagnose", "MA-diagnose", "diagnose", ("K01",), 540, 28, 9),
        Instrument("K11", "Leerwerkplek", "leerwerkplek", "MA-trajecten", "werknemersvaardig", ("K02",), 2900, 170, 12),
        Instrument("K12", "Sociale activering; vrijwilligerswerk", "sociale_activering", "MA-activering", "sociaal_vaardig",
                   ("K03",), 1100, 200, 10),
        Instrument("K13", "Werk-leeraanbod WIJ", "scholing", "MA-trajecten", "werknemersvaardig", ("K90", "K02"), 2100, 150, 8),
        Instrument("K14", "Loonkostensubsidie", "loonkostensubsidie", "MA-plaatsing", "uitstroom", ("K02",), 4100, 200, 4),
        Instrument("K15", "Bemiddeling", "bemiddeling", "MA-plaatsing", "uitstroom", ("K90",), 0, 70, 8)),
    onvoldoende="K03", weg_na="2013-12-31", wsw=1, indicaties=1, nug=8)

SMALLINGERLAND = Town(
    code="GM0090", start="2020-01-01", einde="2024-01-20", stand=0, instroom=390, eerder=MENSEN_ACTIVEREN,
    peil=Peil("2020-12-31", 1867, 2157, (0.18, 0.13, 0.28, 0.41), (0.08, 0.36, 0.25, 0.31), (0.65, 0.26, 0.04, 0.05), 0.35, 0.16),
    regelingen={"PW": 0.92, "IOAW": 0.05, "IOAZ": 0.01, "BBZ": 0.02}, postcodes=(9201, 9222),
    aanbieders=(
        Provider("F01", "SW-bedrijf De Oerset; leerwerk & beschut", "extern", "02012345", (_VAST,)),
        Provider("F02", "Techniekcampus Drachten", "extern", "02023456", (_NCLP,)),
        Provider("F03", "Zorgopstap \"Noardlik\"", "extern", "02034567", (_NCLP,)),
        Provider("F04", "Bureau Nij Begjin (50-plus)", "extern", "02045678", (("2020-01-01", "2021-12-31", "vast", None),
                                                                             ("2022-01-01", None, "nclp", 75.50))),
        Provider("F05", "Taal- en integratiehûs", "extern", "02056789", (_VAST,)),
        Provider("F06", "Jobcoaches Fryslân", "extern", None, (("2020-01-01", None, "nclp", None),)),
        Provider("F07", "Maatschappelijke onderneming Smelne", "extern", "02067890", (_VAST,)),
        Provider("F90", "Consulenten werk", "intern", None)),
    instrumenten=(  # gewicht: about half of the number begun per year, after the maxima and minima of S2
        Instrument("F10", "Werkintake en persoonlijk actieplan", "diagnose", "PB-analyse", "diagnose", ("F90", "F02"), 380, 30, 130),
        Instrument("F11", "Leerwerkplek in een kanssector", "leerwerkplek", "PB-trajecten", "werknemersvaardig", ("F01", "F02", "F03"),
                   2400, 150, 56),
        Instrument("F12", "Persoonlijk re-integratiebudget (max. € 2.500)", "prb", "PB-trajecten", "uitstroom", ("F02", "F04"),
                   2150, 120, 9),
        Instrument("F13", "Beschut werk", "beschut_werk", "PB-banen", "arbeidsvaardig", ("F01",), 7200, 700, 3),
        Instrument("F14", "Tijdelijke BAB-baan", "bab_tijdelijk", "PB-banen", "arbeidsvaardig", ("F01",), 5200, 330, 12),
        Instrument("F15", "Vaste BAB-baan", "bab_vast", "PB-banen", "uitstroom", ("F01",), 8300, 700, 3),
        Instrument("F16", "Maatwerktraject zorg; integraal", "maatwerktraject_zorg", "PB-participatie", "sociaal_vaardig",
                   ("F03", "F07"), 2900, 300, 23),
        Instrument("F17", "Maatwerktraject ouderen", "maatwerktraject_ouderen", "PB-trajecten", "uitstroom", ("F04",), 2600, 180, 9),
        Instrument("F18", "Pakket statushouders (taal & werk)", "statushouder_pakket", "PB-participatie", "sociaal_vaardig", ("F05",),
                   3100, 330, 20),
        Instrument("F19", "Participatieplaats", "participatieplaats", "PB-participatie", "sociaal_vaardig", ("F90",), 0, 480, 18),
        Instrument("F20", "Scholing naar een kansberoep", "scholing", "PB-scholing", "werknemersvaardig", ("F02", "F03"),
                   1900, 300, 80),
        Instrument("F21", "Proefplaatsing", "proefplaatsing", "PB-trajecten", "uitstroom", ("F90",), 0, 75, 60),
        Instrument("F22", "Jobcoaching", "jobcoaching", "PB-jobcoaching", "werknemersvaardig", ("F06",), 1900, 280, 50),
        Instrument("F23", "Sociale activering", "sociale_activering", "PB-participatie", "sociaal_vaardig", ("F07", "F90"),
                   480, 420, 150),
        Instrument("F24", "Bemiddeling via het werkgeversservicepunt", "bemiddeling", "PB-trajecten", "uitstroom", ("F90",), 0, 90, 60),
        Instrument("F25", "Loonkostensubsidie", "loonkostensubsidie", "PB-banen", "uitstroom", ("F01",), 4600, 300, 16)),
    onvoldoende="F04", weg_na="2023-09-30", wsw=400, indicaties=26, nug=60, trajecten=3, intake_vanaf="2010-01-01",
    wsw_tot="2014-12-31",
    leveringen=(Drop("20140120T0330", 1), Drop("20210120T0330", 1), Drop("20220720T0330", 2, "fouten"),
                Drop("20220120T0330", 3, "laat"), Drop("20231206T0330", 3, "sha256"), Drop("20240120T0330", 3)),
    boekjaren=(2010, 2011, 2012, 2013, 2020, 2021, 2022, 2023), begroting=_BEGROTING, indicaties_uwv=(584, 19),
    uitkeringsposten={"PW": "BUIG-PW", "IOAW": "BUIG-IOAW", "IOAZ": "BUIG-IOAZ", "BBZ": "BUIG-Bbz"},
    vaste_lasten=(
        FixedCost(_WSW_POST, "Bijdrage Sociale Werkvoorziening", {2020: 11_812_000, 2021: 11_753_000, 2022: 11_695_000, 2023: 11_631_000}),
        FixedCost("PB-teamwerk", "Kwaliteit team werk", dict.fromkeys((2020, 2021, 2022, 2023), 185_000)),
        FixedCost("MA-educatie", "Inkoop volwasseneneducatie", dict.fromkeys((2010, 2011, 2012, 2013), 282_000))))
