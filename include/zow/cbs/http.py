"""One conversation with a CBS base address: time-outs, patience with a server in trouble, and answers that go straight to disk."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import httpx
import tenacity

from zow.errors import ZowError

log = logging.getLogger(__name__)
AGENT = "zicht-op-werk (open data, thin client)"
_TOO_MANY = 429
T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long to try. `attempts` per request, waiting `first`, 2 x `first`, ... seconds at most `longest`, or what Retry-After
    says when that is at most `asked`; `read` seconds without a byte is a hang; `table` seconds for one table with all its pages.
    `sleep` and `clock` (monotonic seconds) are there for the tests."""

    attempts: int = 5
    first: float = 1.0
    longest: float = 30.0
    asked: float = 120.0
    connect: float = 10.0
    read: float = 60.0
    table: float = 1800.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)


@dataclass(frozen=True)
class Download:
    """An answer on disk: `url_pad` is path and query after the base address, `sha256` of the bytes in `path`."""

    path: Path
    url_pad: str
    sha256: str


class CbsFault(ZowError):
    """CBS gave no usable answer for this table; nothing of it is kept."""


class NotThere(CbsFault):
    """CBS refuses this request (4xx): asking again does not help."""


class _Trouble(Exception):
    """Something that may pass: asking again can help."""

    def __init__(self, text: str, retry_after: float | None = None, unreachable: bool = False) -> None:
        super().__init__(text)
        self.retry_after, self.unreachable = retry_after, unreachable


class Session:
    """Requests below `base` (no slash at its end). One per base address: when CBS cannot be reached at all, later requests are
    tried once only, so that a night does not wait out its patience for every table."""

    def __init__(self, base: str, patience: Patience, transport: httpx.BaseTransport | None = None) -> None:
        self.base, self.patience = base, patience
        self._unreachable = False
        self._deadline = float("inf")
        self._client = httpx.Client(
            timeout=httpx.Timeout(patience.read, connect=patience.connect), transport=transport,
            # a proxy of the network is not asked for this machine itself, where the stand-in runs
            mounts={"all://127.0.0.1": None, "all://localhost": None},
            headers={"Accept": "application/json, */*;q=0.5", "User-Agent": AGENT})

    def close(self) -> None:
        self._client.close()

    def begin_table(self) -> None:
        """From now on the time of one table counts."""
        self._deadline = self.patience.clock() + self.patience.table

    def download(self, url_pad: str, target: Path) -> Download:
        """The answer to `<base>/<url_pad>` in `target`, byte for byte. Raises NotThere on 4xx, CbsFault when it is not to be had."""
        return self._patient(url_pad, lambda: self._stream(url_pad, target))

    def number(self, url_pad: str) -> int | None:
        """The whole number that `<base>/<url_pad>` answers in plain text ($count), None when this server does not say."""
        try:
            text = self._patient(url_pad, lambda: self._answer(url_pad))
        except NotThere:
            return None
        return int(text) if text.isascii() and text.isdigit() else None

    def _patient(self, url_pad: str, ask: Callable[[], T]) -> T:
        patience = self.patience
        retrying = tenacity.Retrying(
            sleep=patience.sleep, retry=tenacity.retry_if_exception_type(_Trouble), reraise=True,
            wait=self._wait, stop=self._enough, before_sleep=lambda state: log.warning(
                "CBS: %s; poging %s volgt over %.0f s (%s)", state.outcome.exception(), state.attempt_number + 1, state.upcoming_sleep,
                url_pad))
        try:
            answer = retrying(ask)
        except _Trouble as trouble:
            self._unreachable = trouble.unreachable
            raise self._fault(trouble, url_pad) from None
        self._unreachable = False
        return answer

    def _wait(self, state: tenacity.RetryCallState) -> float:
        asked = state.outcome.exception().retry_after
        return asked if asked is not None else min(self.patience.first * 2 ** (state.attempt_number - 1), self.patience.longest)

    def _enough(self, state: tenacity.RetryCallState) -> bool:
        return (state.attempt_number >= (1 if self._unreachable else self.patience.attempts)
                or state.upcoming_sleep > max(self.patience.asked, self.patience.longest)
                or self.patience.clock() + state.upcoming_sleep > self._deadline)

    def _fault(self, trouble: _Trouble, url_pad: str) -> CbsFault:
        repair = "Er is niets half opgeslagen; de volgende nacht wordt het vanzelf weer geprobeerd. Blijft het zo: kijk of het adres " \
                 "(ZOW_CBS_BASE_URL_V4, ZOW_CBS_BASE_URL_V3) klopt en of het CBS een storing meldt."
        if trouble.retry_after is not None and trouble.retry_after > self.patience.asked:
            return CbsFault(f"Het CBS vraagt om {trouble.retry_after:.0f} seconden te wachten; dat is langer dan de "
                            f"{self.patience.asked:.0f} die deze run over heeft.", url_pad, repair)
        return CbsFault(f"Het CBS gaf na herhaald proberen geen bruikbaar antwoord: {trouble}.", f"{self.base}/{url_pad}", repair)

    def _stream(self, url_pad: str, target: Path) -> Download:
        digest = hashlib.sha256()
        with self._open(url_pad) as answer, target.open("wb") as handle:
            kind = answer.headers.get("Content-Type", "")
            if kind and "json" not in kind.lower():
                raise CbsFault(f"Het CBS gaf geen JSON maar {kind.split(';')[0]!r}, waarschijnlijk een foutpagina.",
                               f"{self.base}/{url_pad}",
                               "Open het adres in een browser. Staat er een melding van onderhoud, dan lost het vanzelf op; anders klopt "
                               "het adres van het CBS of een tussenliggende proxy niet.")
            for chunk in answer.iter_bytes():
                self._in_time(url_pad)
                digest.update(chunk)
                handle.write(chunk)
        return Download(target, url_pad, digest.hexdigest())

    def _answer(self, url_pad: str) -> str:
        with self._open(url_pad) as answer:
            # a count is a few digits; a server that answers something else may answer a whole table
            text = b""
            for chunk in answer.iter_bytes():
                text += chunk
                if len(text) > 64:
                    return ""
            return text.decode("utf-8-sig", "replace").strip()

    def _in_time(self, url_pad: str) -> None:
        if self.patience.clock() > self._deadline:
            raise CbsFault(f"De tabel was na {self.patience.table:.0f} seconden nog niet binnen.", f"{self.base}/{url_pad}",
                           "Verklein de tabel met een filter (feeds.yaml) of verhoog ZOW_CBS_TABLE_SECONDS.")

    def _open(self, url_pad: str) -> _Answer:
        self._in_time(url_pad)
        return _Answer(self._client, f"{self.base}/{url_pad}")


class _Answer:
    """An open answer of status 200; what goes wrong while it is read is told apart: passing trouble, or a fault that stays."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._url, self._stream = url, client.stream("GET", url)

    def __enter__(self) -> httpx.Response:
        try:
            answer = self._stream.__enter__()
        except httpx.HTTPError as error:
            raise _passing(error) from None
        try:
            self._judge(answer)
        except BaseException:
            self._stream.__exit__(None, None, None)
            raise
        return answer

    def __exit__(self, kind, error, trace) -> None:
        self._stream.__exit__(kind, error, trace)
        if isinstance(error, httpx.HTTPError):
            raise _passing(error) from None

    def _judge(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status == _TOO_MANY or status >= 500:
            raise _Trouble(f"status {status}", _retry_after(answer.headers.get("Retry-After")))
        if 300 <= status < 400:
            raise CbsFault(f"Het adres van het CBS verwijst door naar {answer.headers.get('Location', 'een ander adres')}.", self._url,
                           "Zet ZOW_CBS_BASE_URL_V4 of ZOW_CBS_BASE_URL_V3 op het nieuwe adres; een verwijzing wordt niet gevolgd.")
        if 400 <= status < 500:
            raise NotThere(f"Het CBS weigert de vraag (status {status}).", self._url,
                           "Controleer het nummer van de tabel, de versie en het filter in feeds.yaml of ZOW_CBS_FEEDS.")
        if status != 200:
            raise CbsFault(f"Het CBS gaf een onverwacht antwoord (status {status}).", self._url, "Controleer het adres van het CBS.")


def _passing(error: httpx.HTTPError) -> _Trouble:
    if isinstance(error, httpx.TimeoutException):
        return _Trouble("geen antwoord binnen de tijd", unreachable=isinstance(error, httpx.ConnectTimeout))
    if isinstance(error, httpx.ConnectError):
        return _Trouble("het adres is niet te bereiken", unreachable=True)
    return _Trouble("de verbinding werd afgebroken of het antwoord was korter dan aangekondigd")


def _retry_after(text: str | None) -> float | None:
    """Seconds from now, from a header that gives seconds or a date; None when it gives neither."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
