"""`zow demo`: sample deliveries night by night, every publication built so far, and where to look."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import click
import duckdb

from zow import nightly, settings
from zow.publish import command, log
from zow.report import dutch
from zow.sample import cbs
from zow.sample.generate import generate_batches

_MISSED = 1  # a night that did not run: the next one takes in both, and the demo is a minute shorter
# every publication once; the close of one gemeente, whose year the sample has whole, with the approval of a made-up second person
_PUBLICATIONS = (
    ("effectmeting", "2014H2", [], None, None), ("clientervaring", "2023H2", [], None, None), ("monitor", "2021K4", [], None, None),
    ("verantwoording", "2021", ["GM1731"], "concerncontroller (voorbeeld)", "Verschillen besproken met de administratie (voorbeeld)."))
_YEARS = 1  # of UWV, ledger and budget: a year of each gemeente shows the line, all years take minutes more


def run() -> None:
    """Run the whole line on sample data in ZOW_HOME, through the same commands a user has. Deliveries that were judged before
    come back as `dubbel`, so a second demo in the same ZOW_HOME changes no figure. Raises what the commands raise."""
    started = time.monotonic()
    config = settings.get()
    click.secho("Leveringen van vier gemeenten maken", bold=True)
    with _cbs():
        for night in generate_batches(config.landing, jaren=_YEARS):
            counts = ", ".join(f"{n} van {bron}" for bron, n in Counter(d.bron for d in night.leveringen).items())
            click.secho(f"Nacht {night.nummer}, na {time.monotonic() - started:.0f} s; leveringen in landing/: {counts}", bold=True)
            if night.nummer == _MISSED:
                click.echo("  deze nacht wordt er niets verwerkt: alles blijft liggen tot de volgende")
            else:
                nightly.run()
    made = []
    for publication, period, gemeenten, approver, remark in _PUBLICATIONS:
        click.secho(f"Publicatie {publication} {period}, na {time.monotonic() - started:.0f} s", bold=True)
        made.append(command.publish(publication, period, None, gemeenten, approver, remark))
    version = log.versions_folder() / log.current()
    click.secho(f"\nKlaar in {time.monotonic() - started:.0f} s. Bekijk:", bold=True)
    click.echo(f"  gepubliceerd warehouse  {config.published / 'current' / 'sociaal_domein.duckdb'}\n"
               f"  dagstand                {config.published / 'dagstand' / 'sociaal_domein.duckdb'}\n"
               + "".join(f"  {entry.publicatie:<24}{log.versions_folder() / entry.name / 'report' / 'index.html'}\n" for entry in made) +
               f"  alle rapporten          {config.reports / 'index.html'}\n"
               f"  quarantaine             {config.reports / 'quarantaine' / 'index.html'}\n"
               f"  data docs               {config.reports / 'data_docs' / 'index.html'}\n")
    with duckdb.connect(str(version / "sociaal_domein.duckdb"), read_only=True) as con:
        click.echo(_figures(con))


@contextmanager
def _cbs() -> Iterator[None]:
    """Let the nights read CBS from a stand-in with made-up tables, whatever the settings of this machine are."""
    with cbs.serve() as server:
        before = {name: os.environ.get(name) for name in server.environment}
        os.environ.update(server.environment)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _figures(con: duckdb.DuckDBPyConnection) -> str:
    rows = con.execute("""
        select gemeentecode, periode, einddoel, succesvol, niet_succesvol, vroegtijdig_beeindigd, totaal, totale_kosten
        from marts.effectmeting where periode in ('2014H1', '2014H2', '2014') and einddoel = 'totaal' order by 1, 2""").fetchall()
    lines = [f"  {'gemeente':<10}{'periode':<9}{'succesvol':>10}{'niet':>7}{'vroegtijdig':>13}{'totaal':>8}{'totale kosten':>18}"]
    lines += [f"  {code:<10}{period:<9}{good:>10}{bad:>7}{early:>13}{total:>8}{dutch.euro(cost):>18}"
              for code, period, _, good, bad, early, total, cost in rows]
    return "\n".join(lines)
