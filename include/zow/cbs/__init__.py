"""CBS (StatLine open data): fetch the tables of feeds.yaml into landing/cbs, raw and whole.

`fetch(feeds=None)` lands what CBS changed and says per feed what became of it; `zow.cbs.feeds.load()` gives the feeds.
"""

from zow.cbs.fetch import FAILED, LANDED, SKIPPED, UNCHANGED, FetchResult, fetch

__all__ = ["FAILED", "LANDED", "SKIPPED", "UNCHANGED", "FetchResult", "fetch"]
