"""A stand-in for CBS with made-up tables, for the demo and the tests: `serve()` over HTTP, `write_landing()` without.

`python -m zow.sample.cbs --port 8099` keeps one running by hand.
"""

from zow.sample.cbs.deliver import write_landing
from zow.sample.cbs.server import FEEDS, Fault, StandIn, serve
from zow.sample.cbs.synthetic import tables

__all__ = ["FEEDS", "Fault", "StandIn", "serve", "tables", "write_landing"]
