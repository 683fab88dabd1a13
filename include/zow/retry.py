"""`zow retry`: judge refused deliveries again, as they stand in landing/geweigerd."""

from __future__ import annotations

import re

import click

from zow import ingest, nightly, settings
from zow.errors import UsageError, ZowError
from zow.ingest import landing


def run(leveringen: list[str]) -> None:
    """Put the refused deliveries of these names back in landing and run the nightly. Raises UsageError (2) when one of them is not
    refused, before anything moves; ZowError (1) at the end when one could not be put back, the others are then judged. Whether
    they are refused again is told and is not a failure, as in a nightly."""
    refused = {path.name for bron in settings.BRONNEN for path in landing.refused(bron)}
    names = refused | {re.sub(r"\.\d+$", "", name) for name in refused}
    unknown = [name for name in leveringen if name not in names]
    if unknown:
        shown = ", ".join(sorted(refused)[:5]) + (f" en nog {len(refused) - 5}" if len(refused) > 5 else "")
        raise UsageError(f"Niet geweigerd, dus niet opnieuw te beoordelen: {', '.join(unknown)}.",
                         str(settings.get().landing / landing.REFUSED),
                         f"Kies uit: {shown}." if refused else "Er staat geen geweigerde levering; zie zow status.")
    failures = []
    for name in leveringen:
        try:
            click.echo(f"Teruggezet: {ingest.retry(name)}")
        except ZowError as error:
            failures.append(error)
    if len(failures) < len(leveringen):
        nightly.run()
    if failures:
        raise ZowError("\n".join(error.wat for error in failures), failures[0].waar, failures[0].herstel)
