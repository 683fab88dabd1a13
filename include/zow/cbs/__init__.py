"""CBS (StatLine open data): fetch the tables of feeds.yaml into landing/cbs, raw and whole.

The addresses of the real CBS are https://datasets.cbs.nl/odata/v1 (v4) and https://opendata.cbs.nl/ODataFeed/odata (v3).
`fetch(feeds=None)` lands what CBS changed and says per feed what became of it; `zow.cbs.feeds.load()` gives the feeds.
"""

from zow.cbs.fetch import FAILED, LANDED, SKIPPED, UNCHANGED, FetchResult, fetch

__all__ = ["FAILED", "LANDED", "SKIPPED", "UNCHANGED", "FetchResult", "fetch"]
