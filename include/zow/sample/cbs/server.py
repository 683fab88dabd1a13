"""The stand-in for CBS: an HTTP server on 127.0.0.1 that speaks both wire formats, with faults on request.

    with serve() as cbs:                      # synthetic tables
        ... ZOW_CBS_BASE_URL_V4=cbs.base_v4, ZOW_CBS_BASE_URL_V3=cbs.base_v3, ZOW_CBS_FEEDS=cbs.feeds ...
        cbs.faults.append(Fault("cut", "Observations", times=2))
    with serve(folder) as cbs: ...            # recorded responses, unchanged
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from zow.sample.cbs import synthetic
from zow.sample.cbs.answers import NOT_FOUND, Recorded, Reply, Source, Synthetic, split

FEEDS = Path(__file__).with_name("feeds.yaml")
V4, V3 = "/odata/v1", "/ODataApi/odata"
KINDS = ("status", "cut", "hang", "half_json", "html", "loop", "restate")
_HANG = 30.0  # seconds; longer than any test's patience


@dataclass
class Fault:
    """Something that goes wrong. `kind`: status (answers `status`, with `retry_after`), cut (the connection breaks halfway), hang,
    half_json (well-formed HTTP, half a document), html (a page with status 200), loop (the next link is the page itself), restate (the
    table becomes its next edition before the answer). For requests of `resource` and `table` ("" = any), the first `after` of them
    excepted, `times` in all."""

    kind: str
    resource: str = "Observations"
    table: str = ""
    times: int = 1
    after: int = 0
    status: int = 503
    retry_after: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}")

    def strikes(self, table: str, resource: str) -> bool:
        """Does it hit this request? Counts it."""
        if self.resource != resource or self.table not in ("", table):
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        return self.times >= 0


@dataclass
class StandIn:
    """A running server. `requests`: path and query after the base address, in order of arrival."""

    source: Source
    port: int
    feeds: Path = FEEDS
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def base_v4(self) -> str:
        return f"http://127.0.0.1:{self.port}{V4}"

    @property
    def base_v3(self) -> str:
        return f"http://127.0.0.1:{self.port}{V3}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that point the platform at this server."""
        return {"ZOW_CBS_BASE_URL_V4": self.base_v4, "ZOW_CBS_BASE_URL_V3": self.base_v3, "ZOW_CBS_FEEDS": str(self.feeds)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        version = next((v for v, prefix in (("v4", V4), ("v3", V3)) if self.path.startswith(f"{prefix}/")), None)
        base = {"v4": self.stand_in.base_v4, "v3": self.stand_in.base_v3}.get(version, "")
        address = self.path.removeprefix(V4 if version == "v4" else V3)
        asked = split(version, address) if version else None
        if asked is None:
            return self._send(NOT_FOUND)
        self.stand_in.requests.append(address.removeprefix("/"))
        table, resource, query = asked
        fault = next((f for f in self.stand_in.faults if f.strikes(table, resource)), None)
        if fault and fault.kind == "restate":
            self.stand_in.source.restate(table)
            fault = None
        if fault and fault.kind == "status":
            return self._send(Reply(fault.status, b'{"error":{"message":"busy"}}'), fault.retry_after)
        if fault and fault.kind == "html":
            return self._send(Reply(200, b"<!DOCTYPE html><html><body>Onderhoud</body></html>", "text/html; charset=utf-8"))
        if fault and fault.kind == "hang":
            time.sleep(_HANG)
            self.close_connection = True
            return None
        reply = self.stand_in.source.answer(version, table, resource, query, base)
        if fault and fault.kind == "cut":
            self._head(reply, len(reply.body))
            self.wfile.write(reply.body[:len(reply.body) // 2])
            self.close_connection = True
            return None
        if fault and fault.kind == "half_json":
            reply = Reply(200, reply.body[:len(reply.body) // 2])
        if fault and fault.kind == "loop":
            document = json.loads(reply.body)
            document["@odata.nextLink" if version == "v4" else "odata.nextLink"] = f"{base}{address}" + ("" if query else "?$skip=0")
            reply = Reply(200, json.dumps(document).encode())
        return self._send(reply)

    def _send(self, reply: Reply, retry_after: str | None = None) -> None:
        self._head(reply, len(reply.body), retry_after)
        self.wfile.write(reply.body)

    def _head(self, reply: Reply, length: int, retry_after: str | None = None) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(length))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet: the requests are in StandIn.requests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a request that hangs must not keep the server alive

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up on us is no news."""


@contextmanager
def serve(recorded: Path | None = None, *, port: int = 0, page_rows: int = 2_000, seed: int = 1,
          modified: dt.datetime = synthetic.MODIFIED, last: int = synthetic.LAST) -> Iterator[StandIn]:
    """A running stand-in on 127.0.0.1: the responses in folder `recorded`, else the synthetic tables of `seed`, the years up to `last`
    and Modified `modified` (with zone), in pages of `page_rows`. `port` 0 is a free one."""
    source = Recorded(recorded) if recorded else Synthetic(
        lambda edition: synthetic.tables(seed, modified, edition, last), page_rows)
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", port), handler)
    handler.stand_in = StandIn(source, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield handler.stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
