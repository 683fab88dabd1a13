"""`zow`: each command runs the same Airflow DAG that the scheduler runs, in this process (architecture 12)."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from zow.errors import ZowError

PUBLICATIONS = ("monitor", "effectmeting", "clientervaring", "verantwoording")


class _Commands(click.Group):
    """Turns a ZowError into its Dutch text and exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ZowError as error:
            click.secho(str(error), fg="red", err=True)
            sys.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Zicht op Werk: van GWS-levering tot gepubliceerde cijfers."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)


@main.command()
def nightly() -> None:
    """Leveringen in landing/ innemen, core bouwen, poort feiten, dagstand klaarzetten."""
    from zow import nightly as line

    line.run()


@main.command()
@click.argument("publicatie", type=click.Choice(PUBLICATIONS))
@click.argument("periode")
@click.option("--as-of", metavar="K", help="Peilmoment: jjjj-mm-dd (de hele dag) of jjjj-mm-ddThh:mm. Standaard: alles.")
@click.option("--gemeente", "gemeenten", multiple=True, metavar="GM....", help="Alleen deze gemeente(n); mag vaker.")
@click.option("--approve-as", metavar="NAAM", help="Wie goedkeurt (vier ogen): een ander dan wie de opdracht geeft.")
@click.option("--remark", metavar="TEKST", help="Waarop de goedkeuring rust; hoort bij --approve-as.")
def publish(publicatie: str, periode: str, as_of: str | None, gemeenten: tuple[str, ...], approve_as: str | None,
            remark: str | None) -> None:
    """Cijfers over PERIODE toetsen, bouwen, weer toetsen en publiceren, met het rapport. Eindigt met code 4 zolang een ander
    het concept nog moet goedkeuren."""
    from zow.publish import command

    command.publish(publicatie, periode, as_of, list(gemeenten), approve_as, remark)


@main.command()
def rollback() -> None:
    """published/current terug naar zijn voorganger."""
    from zow.publish import version
    from zow.report import overview
    from zow.warehouse.lock import warehouse_lock

    with warehouse_lock("rollback"):
        left, now = version.rollback()
    overview.write()
    click.echo(f"{left.name} is teruggedraaid; actueel is nu {now.name}.")


@main.command()
def status() -> None:
    """Leveringen, versheid, laatste poorten en huidige versie op een scherm."""
    from zow import status as screen

    click.echo(screen.render())


@main.command()
@click.argument("publicatie")
@click.argument("periode")
@click.argument("versie", type=click.IntRange(min=1))
def reproduce(publicatie: str, periode: str, versie: int) -> None:
    """Een gepubliceerde VERSIE uit raw herbouwen en elk cijfer vergelijken (exit 0 gelijk, 1 niet gelijk)."""
    from zow.publish import reproduce_command

    reproduce_command.run(publicatie, periode, versie)


@main.command()
@click.argument("leveringen", metavar="LEVERING...", nargs=-1, required=True)
def retry(leveringen: tuple[str, ...]) -> None:
    """Geweigerde LEVERING(en) terugzetten in landing/ en opnieuw beoordelen."""
    from zow import retry as again

    again.run(list(dict.fromkeys(leveringen)))


@main.command()
@click.argument("eerste", metavar="VERSIE")
@click.argument("tweede", metavar="VERSIE")
@click.option("--alles", is_flag=True, help="Alle cijfers die verschillen, ook als het er veel zijn.")
def diff(eerste: str, tweede: str, alles: bool) -> None:
    """Wat twee gepubliceerde versies verschillend zeggen, en door hoeveel records (bijvoorbeeld effectmeting_2014H1_v1 en _v2)."""
    from zow.publish import diff as difference

    difference.run(eerste, tweede, alles)


@main.command()
@click.argument("mart")
@click.argument("sleutels", metavar="SLEUTEL=WAARDE...", nargs=-1, required=True)
@click.option("--versie", metavar="NAAM", help="Een andere gepubliceerde versie, bijvoorbeeld effectmeting_2014H1_v1.")
@click.option("--alles", is_flag=True, help="Alle records, ook als het er veel zijn.")
def why(mart: str, sleutels: tuple[str, ...], versie: str | None, alles: bool) -> None:
    """De records achter een cijfer van MART (verloop, uitputting, effectmeting, wat_werkt, normafwijkingen), met de query."""
    from zow.why import show

    show.run(mart, sleutels, versie, alles)


@main.group()
def contract() -> None:
    """Het contract van een levering."""


@contract.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--gemeente", metavar="GM....", help="Gemeentecode, als de mapnaam die niet noemt.")
def contract_check(folder: Path, gemeente: str | None) -> None:
    """Een proefexport in FOLDER langs het contract leggen; er wordt niets geladen."""
    from zow.contracts.check import check_folder

    fits, text = check_folder(folder, gemeente)
    click.echo(text)
    sys.exit(0 if fits else 1)


@main.group()
def beleid() -> None:
    """Beleidswaarden, doelen en normen die zonder programmeur te wijzigen zijn (docs/policy.md)."""


@beleid.command("toets")
@click.argument("bestand", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def beleid_toets(bestand: Path | None) -> None:
    """BESTAND (standaard: beleid/wijzigingen.csv in ZOW_HOME) controleren en tonen wat het verandert; er wordt niets gebouwd."""
    from zow import policy, settings
    from zow.policy import show

    click.echo("\n".join(show.told(policy.load(bestand), settings.get().dbt_project)))


@beleid.command("lijst")
def beleid_lijst() -> None:
    """Alles wat te wijzigen is, met de waarde van nu, in de kolommen van het bestand."""
    from zow import settings
    from zow.policy import show

    click.echo("\n".join(show.possible(settings.get().dbt_project)))


@main.command()
def demo() -> None:
    """Voorbeeldleveringen maken, alles draaien en laten zien waar het resultaat staat."""
    from zow import demo as show

    show.run()


@main.command()
@click.option("--port", default=8080, show_default=True, help="Poort op 127.0.0.1.")
def up(port: int) -> None:
    """Airflow met zijn scherm op 127.0.0.1, tot Ctrl-C."""
    from zow.orchestrate.up import up as serve

    serve(port)


if __name__ == "__main__":
    main()
