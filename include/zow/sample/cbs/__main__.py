"""Run the stand-in by hand: `python -m zow.sample.cbs [--port N] [--recorded FOLDER]`; stop with Ctrl-C."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from zow.sample.cbs import serve


@click.command()
@click.option("--port", default=0, show_default="vrij", help="Poort op 127.0.0.1.")
@click.option("--recorded", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Map met opgenomen antwoorden.")
@click.option("--seed", default=1, show_default=True, help="Bepaalt de verzonnen cijfers.")
def main(port: int, recorded: Path | None, seed: int) -> None:
    """Een nagebootst CBS op deze machine."""
    with serve(recorded, port=port, seed=seed) as cbs:
        for name, value in cbs.environment.items():
            if name != "ZOW_CBS_FEEDS" or recorded is None:
                click.echo(f"export {name}={value}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("Gestopt.")


main()
