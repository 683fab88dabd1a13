"""The command `zow reproduce`: run the DAG in-process and tell in Dutch what came of it."""

from __future__ import annotations

import shutil

import click

from zow import orchestrate
from zow.publish import reproduce
from zow.warehouse.run import Run


def run(publication: str, period: str, number: int) -> reproduce.Report:
    """Reproduce a version and print what came of it. Raises UsageError (2) on an unknown version, NotEqual (1) when a figure
    differs, ZowError when a step failed. The scratch is gone afterwards, whatever happened."""
    reproduce.version_of(publication, period, number)
    result = orchestrate.run_dag("reproduce", {"publicatie": publication, "periode": period, "versie": number})
    try:
        report = reproduce.read_report(result.run_id) if not result.error or isinstance(result.error, reproduce.NotEqual) else None
    finally:
        shutil.rmtree(Run(result.run_id).folder, ignore_errors=True)
    if report:
        click.echo("\n".join(told(report)))
    if result.error:
        raise result.error
    return report


def told(report: reproduce.Report) -> list[str]:
    """The report in lines."""
    lines = [f"{report.name}: {'elk cijfer is gelijk' if report.equal else 'NIET gelijk'}"]
    for part in report.parts:
        way = "opnieuw gebouwd uit raw" if part["herbouwd"] else f"overgenomen, vergeleken met {part['uit']}"
        lines.append(f"  {', '.join(part['gemeenten'])}: {way}; {part['tabellen']} tabellen, {part['rijen']} rijen, "
                     f"{len(part['verschillen'])} met verschil")
        for found in part["verschillen"]:
            lines += _difference(found)
    return [*lines, *(f"  Let op: {note}" for note in report.notes)]


def _difference(found: dict) -> list[str]:
    counts = [f"{found[key]} rijen {text}" for key, text in (
        ("changed", "met andere waarden"), ("only_left", "alleen in de versie"), ("only_right", "alleen in de herbouw")) if found[key]]
    lines = [f"    {found['table']}: {', '.join(counts) or 'ontbreekt nu iets'}"]
    if found["columns"]:
        lines.append("      kolommen: " + ", ".join(f"{name} ({n})" for name, n in found["columns"].items()))
    if found["keys"]:
        lines.append("      eerste sleutels: " + "; ".join(found["keys"]))
    if found["missing"]:
        lines.append("      bestaat nu niet meer: " + ", ".join(found["missing"]))
    return lines
