"""Midden-Drenthe after S1: Stark, werkstage, taalstage, proefplaatsing, budget line per kind of instrument."""

from zow.sample.catalogue import Drop, FixedCost, Instrument, Line, Provider, Town, posts

_PB = "participatiebudget"
_BEGROTING = (
    Line(2021, _PB, "toegekend", (1_480_000, 1_512_000), "re-integratie"), Line(2021, _PB, "toegekend", (64_000,), "inburgering"),
    Line(2021, _PB, "totaal_toegekend", (1_544_000,)),  # of the primitive budget: 32,000 below the lines of the change
    Line(2021, _PB, "ontvangsten", (0, 22_000)), Line(2021, _PB, "saldo", (51_000, 70_000)),
    *posts(2021, _PB, "reintegratie", {
        "PB-diagnose": (45_000,), "PB-stark": (420_000, 455_000), "PB-werkervaring": (60_000,), "PB-beschut": (210_000,),
        "PB-maatwerk": (60_000,), "PB-scholing": (130_000,), "PB-lks": (340_000,), "PB-plaatsing": (168_000,)}),
    *posts(2021, _PB, "inburgering", {"PB-taal": (60_000,)}),
    Line(2021, "wsw", "toegekend", (3_150_000,)), *posts(2021, "wsw", "wsw", {"Wsw-Stark": (3_310_000, 3_290_000)}),
    Line(2021, "buig", "toegekend", (5_420_000, 5_388_000)), Line(2021, "buig", "ontvangsten", (85_000,)),
    *posts(2021, "buig", "overig", {"BUIG-PW": (4_760_000, 4_810_000), "BUIG-IOAW": (440_000,), "BUIG-IOAZ": (115_000,),
                                    "BUIG-Bbz": (150_000,)}))

_PW = ("2020-01-01", None, "nclp", 70.00)

MIDDEN_DRENTHE = Town(
    code="GM1731", start="2021-01-01", einde="2022-01-20", stand=450, instroom=170,
    regelingen={"PW": 0.91, "IOAW": 0.05, "IOAZ": 0.02, "BBZ": 0.02, "ANW": 0.01}, postcodes=(9411, 9449),
    aanbieders=(
        Provider("S01", "Stark Leerwerkbedrijf", "extern", "04012345", (("2019-01-01", None, "vast", None),)),
        Provider("S02", "Taalhuis Beilen \"De Brug\"", "extern", "04023456", (_PW,)),
        Provider("S03", "Drenthe Vitaal; coaching", "extern", "04034567", (_PW,)),
        Provider("S04", "Vakcentrum Noord B.V.", "extern", "04045678",
                 (("2020-01-01", "2021-06-30", "vast", None), ("2021-07-01", None, "nclp", 75.50))),
        Provider("S90", "Team Inkomen, Werk en Onderwijs", "intern", None)),
    instrumenten=(
        Instrument("M01", "Intake & diagnose Stark", "diagnose", "PB-diagnose", "diagnose", ("S01",), 480, 28, 9),
        Instrument("M02", "Re-integratietraject Stark", "stark_traject", "PB-stark", "werknemersvaardig", ("S01",),
                   3900, 200, 14),
        Instrument("M03", "Werkstage bij een werkgever", "werkstage", "PB-werkervaring", "werknemersvaardig",
                   ("S90",), 0, 85, 9),
        Instrument("M04", "Taalstage (A1; duaal)", "taalstage", "PB-taal", "sociaal_vaardig", ("S02", "S90"),
                   1250, 170, 7),
        Instrument("M05", "Proefplaatsing", "proefplaatsing", "PB-werkervaring", "uitstroom", ("S90",), 0, 60, 7),
        Instrument("M06", "Beschut werk", "beschut_werk", "PB-beschut", "arbeidsvaardig", ("S01",), 5200, 365, 3),
        Instrument("M07", "Vitaliteitscoaching € 750 plus", "maatwerktraject_zorg", "PB-maatwerk", "sociaal_vaardig",
                   ("S03",), 750, 100, 5),
        Instrument("M08", "Scholing zorg & techniek", "scholing", "PB-scholing", "werknemersvaardig", ("S04",),
                   2600, 180, 6),
        Instrument("M09", "Loonkostensubsidie", "loonkostensubsidie", "PB-lks", "uitstroom", ("S01",), 4300, 300, 4),
        Instrument("M10", "Plaatsing regulier", "plaatsing_regulier", "PB-plaatsing", "uitstroom", ("S90", "S03"),
                   900, 40, 6)),
    onvoldoende="S03", weg_na="2021-09-30", wsw=45, indicaties=40, nug=20,
    leveringen=(Drop("20210420T0230", 1), Drop("20210720T0230", 1), Drop("20211020T0230", 2, "fouten"),
                Drop("20211206T0230", 2, "sha256"), Drop("20211013T0230", 3, "laat"), Drop("20220120T0230", 3)),
    boekjaren=(2021,), begroting=_BEGROTING, indicaties_uwv=(110, 9),
    uitkeringsposten={"PW": "BUIG-PW", "IOAW": "BUIG-IOAW", "IOAZ": "BUIG-IOAZ", "BBZ": "BUIG-Bbz"},
    vaste_lasten=(FixedCost("Wsw-Stark", "Bijdrage Wsw aan Stark", {2021: 3_290_000}),
                  FixedCost("PB-werkervaring", "Salariskosten jobhunters", {2021: 46_800})))
