"""Gate results as rows of `meta.kwaliteit` (marts.md) and as sentences for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zow.gates import GEDRAAID, GateRun
from zow.gates.suites import Rule

COLUMNS = ("gemeentecode", "poort", "publicatie", "periode", "versie", "levering", "expectation", "omschrijving",
           "tabel", "kolom", "ernst", "geslaagd", "waargenomen", "drempel", "onverwacht_aantal", "run_id", "tijdstip")
_PLACES = 5  # named beside a failure; the count says how many there are


def row(poort: str, run: GateRun, gemeentecode: str | None, when: datetime, **values: Any) -> dict[str, Any]:
    """One row of meta.kwaliteit; `values` are the columns that the run does not give."""
    base = {"gemeentecode": gemeentecode, "poort": poort, "publicatie": run.publicatie, "periode": run.periode,
            "versie": run.versie, "run_id": run.run_id, "tijdstip": when}
    return {name: {**base, **values}.get(name) for name in COLUMNS}


def rule_values(rule: Rule, tabel: str, geslaagd: bool, observed: float | int | None, unexpected: int | None,
                shown: str = "") -> dict[str, Any]:
    """The columns of one judged rule. `shown`: where it failed, already without personal data."""
    text = "" if observed is None else number(observed)
    return {"expectation": rule.type, "omschrijving": rule.omschrijving, "tabel": tabel, "kolom": rule.kolom,
            "ernst": rule.ernst, "geslaagd": geslaagd, "waargenomen": f"{text} ({shown})" if shown else text or None,
            "drempel": threshold(rule), "onverwacht_aantal": unexpected}


def proof_values(tabel: str, geslaagd: bool, observed: str, drempel: str) -> dict[str, Any]:
    """The row that proves that a gate ran over a table, or says why it did not (architecture 5)."""
    return {"expectation": GEDRAAID, "omschrijving": "Een poort die niets heeft beoordeeld, houdt niets tegen.",
            "tabel": tabel, "kolom": None, "ernst": "kritiek", "geslaagd": geslaagd, "waargenomen": observed,
            "drempel": drempel, "onverwacht_aantal": None}


def sentence(values: dict[str, Any]) -> str:
    """A failed row in one Dutch line: what it endangers, where, found and allowed."""
    place = values["tabel"] + (f".{values['kolom']}" if values["kolom"] and "," not in values["kolom"] else "")
    if values["expectation"] == GEDRAAID:
        return f"de poort heeft niet (volledig) gedraaid over {values['tabel']}: {values['waargenomen']}"
    return f"{values['omschrijving']} [{place}: gevonden {values['waargenomen']}, toegestaan {values['drempel']}]"


def places(found: list[str]) -> str:
    """The first places where a rule failed, as one text; each place once."""
    named = [place for place in dict.fromkeys(found) if place]
    return " | ".join(named[:_PLACES]) + (" | ..." if len(named) > _PLACES else "")


def threshold(rule: Rule) -> str:
    """What a rule allows, in words."""
    if rule.drempel:
        return rule.drempel
    if "min_value" in rule.kwargs or "max_value" in rule.kwargs:
        low, high = rule.kwargs.get("min_value"), rule.kwargs.get("max_value")
        span = f"{low} t/m {high}" if low is not None and high is not None else \
            f"ten minste {low}" if low is not None else f"ten hoogste {high}"
        if rule.type == "expect_table_row_count_to_be_between":
            return f"{span} rijen"
        return f"{span}{_share(rule)}"
    return f"0 afwijkingen{_share(rule)}"


def _share(rule: Rule) -> str:
    mostly = rule.kwargs.get("mostly")
    return "" if mostly is None else f" in ten minste {number(100 * mostly)} %"


def number(value: float | int) -> str:
    """A count without decimals, anything else as it is."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
