"""The four gemeenten of profiles.md in their policy years. Data only: flavour after the policy documents S0 to S4, sizes of that
order; people, providers, prices and results are invented."""

from zow.sample.towns.midden_drenthe import MIDDEN_DRENTHE
from zow.sample.towns.noordoostpolder import NOORDOOSTPOLDER
from zow.sample.towns.smallingerland import SMALLINGERLAND
from zow.sample.towns.soest import SOEST

TOWNS = {town.code: town for town in (NOORDOOSTPOLDER, MIDDEN_DRENTHE, SMALLINGERLAND, SOEST)}
