"""The national feed of UWV: vacancies, registered job seekers and WW benefits per arbeidsmarktregio and month (invented figures)."""

from __future__ import annotations

import numpy as np
import pandas as pd

# UWV numbers and names, as in UWV's list of arbeidsmarktregio's and gemeenten of 2015
REGIONS = (
    "Groningen", "Friesland", "Noord-Holland Noord", "Drenthe", "IJsselvechtstreek", "Flevoland", "Zaanstreek/Waterland",
    "Zuid-Kennemerland en IJmond", "Twente", "Groot Amsterdam", "Stedendriehoek en Noordwest Veluwe", "Gooi- en Vechtstreek",
    "Holland Rijnland", "Midden-Utrecht", "Amersfoort", "Food Valley", "Achterhoek", "Zuid-Holland Centraal", "Midden-Holland",
    "Haaglanden", "Midden-Gelderland", "Rijnmond", "Rivierenland", "Gorinchem", "Rijk van Nijmegen", "Drechtsteden",
    "Noordoost-Brabant", "West-Brabant", "Zeeland", "Midden-Brabant", "Noord-Limburg", "Helmond-De Peel", "Zuidoost-Brabant",
    "Midden-Limburg", "Zuid-Limburg")
_FIRST, _LAST = np.datetime64("2008-01"), np.datetime64("2024-12")


def build(seed: int) -> pd.DataFrame:
    """One row per region and month, 2008 through 2024: a region's own level, a slow wave and a season."""
    rng = np.random.default_rng([seed, 35])
    months = np.arange(_FIRST, _LAST + 1)
    regions = len(REGIONS)
    size = rng.lognormal(9.6, 0.6, regions)[:, None]
    wave = 1 + 0.35 * np.sin((np.arange(len(months)) / 12 - 1.5) * 2 * np.pi / 7) + 0.06 * np.cos(np.arange(len(months)) * np.pi / 6)
    noise = rng.normal(1, 0.03, (3, regions, len(months)))
    vacancies, seekers, benefits = (np.rint(size * share * noise[i]).astype(int)
                                    for i, share in enumerate((0.11 * wave, 0.9 / wave, 0.45 / wave)))
    return pd.DataFrame({
        "arbeidsmarktregio_code": np.repeat([str(i) for i in range(1, regions + 1)], len(months)).astype(object),
        "arbeidsmarktregio": np.repeat(np.array(REGIONS, dtype=object), len(months)),
        "maand": np.tile(np.datetime_as_string(months).astype(object), regions), "openstaande_vacatures": vacancies.ravel(),
        "geregistreerde_werkzoekenden": seekers.ravel(), "ww_uitkeringen": benefits.ravel()})
