"""The rules of a gate as people read them: `expectations/<poort>/<schema>.<tabel>.yml`, checked while they are loaded.

A suite that is wrong is an error of the project and raises ZowError; a suite that `poorten.yml` names and that is not
there is handed on as missing, because a gate without its rules has to be red (architecture 5), not broken.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from zow import settings
from zow.errors import ZowError

POORTEN = ("levering", "feiten", "publicatie")
ERNST = ("kritiek", "waarschuwing")
# Architecture 5: what may block is a closed list. Whoever writes a kritiek rule says which of these it is.
GRONDEN = ("versheid", "sleutel", "verwijzing", "aansluiting", "identiteit", "bsn")

# Their results hold counts only, so no failing value can end up in meta.kwaliteit or Data Docs.
_COUNTING = frozenset({
    "expect_column_values_to_not_be_null", "expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique",
    "expect_column_values_to_be_in_set", "expect_column_values_to_be_between", "expect_column_pair_values_to_be_equal",
    "expect_column_pair_values_a_to_be_greater_than_b", "expect_table_row_count_to_be_between",
    "unexpected_rows_expectation",
})
# Columns of a mart that may be named beside a failure: where it is, never who it is.
SHOWN_IN_MARTS = frozenset({"periode", "einddoel", "aanbieder_code", "indicator", "uitsplitsing"})
_OWN_SCHEMAS = ("poort", "levering")  # aggregates that the gates make themselves
_HEAD = "select 1 as afwijking"
_QUERY = re.compile(rf"{_HEAD} from\b.*\{{batch\}}", re.DOTALL)
_JOIN = re.compile(r"\bjoin\b", re.IGNORECASE)
_TABLE = re.compile(r"[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same language, five times as fast where libyaml is there
_RULE_KEYS = {"type", "kwargs", "ernst", "grond", "omschrijving", "clausule", "toon", "drempel"}


@dataclass(frozen=True, eq=False)
class Rule:
    """One expectation: GX type and kwargs, severity, what it endangers (Dutch), the clause, and for an
    `unexpected_rows_expectation` the columns shown when it fails."""

    type: str
    kwargs: dict[str, Any]
    ernst: str
    omschrijving: str
    clausule: str = ""
    grond: str = ""
    toon: tuple[str, ...] = ()
    drempel: str = ""

    @property
    def kolom(self) -> str | None:
        """Column or columns that the rule is about, for meta.kwaliteit; None for a rule about whole rows."""
        named = [self.kwargs.get(key) for key in ("column", "column_A", "column_B")]
        named += self.kwargs.get("column_list", [])
        return ", ".join(name for name in named if name) or ", ".join(self.toon) or None

    def tail(self, rows: str) -> str:
        """The `from ...` of an `unexpected_rows_expectation` over the rows of the query `rows`: what deviates, for a
        caller that may name more of it than Great Expectations is given."""
        query = self.kwargs["unexpected_rows_query"].strip()[len(_HEAD):]
        # as GX does: a query that joins names its batch itself
        return query.format(batch=f"({rows})" if _JOIN.search(query) else f"({rows}) as subselect")


@dataclass(frozen=True)
class Suite:
    """The rules of one gate over one table (`<schema>.<tabel>`). `missing` = named in poorten.yml, no file."""

    poort: str
    tabel: str
    omschrijving: str = ""
    rules: tuple[Rule, ...] = field(default=())
    missing: bool = False

    @property
    def name(self) -> str:
        return f"{self.poort}.{self.tabel}"


def load(poort: str, folder: Path | None = None) -> list[Suite]:
    """The suites that `poorten.yml` names for `poort`, in its order. `folder` is the expectations project (default:
    ours). Raises ZowError (Dutch) on an unknown gate, a file that is not named, or a rule that does not fit."""
    if poort not in POORTEN:
        raise ZowError(f"Poort {poort!r} bestaat niet.", "zow.gates", f"Kies uit {', '.join(POORTEN)}.")
    folder = folder or settings.get().expectations
    index = folder / "poorten.yml"
    named = _read(index).get(poort)
    if not isinstance(named, list) or not named or not all(isinstance(t, str) and _TABLE.fullmatch(t) for t in named):
        raise ZowError(f"Poort {poort} noemt geen lijst van tabellen.", str(index),
                       f"Zet onder '{poort}:' de tabellen als - schema.tabel.")
    present = {path.stem: path for path in sorted((folder / poort).glob("*.yml"))}
    unnamed = sorted(set(present) - set(named))
    if unnamed:
        raise ZowError(f"Suite {unnamed[0]} wordt door geen poort gebruikt.", str(present[unnamed[0]]),
                       f"Noem {unnamed[0]} onder '{poort}:' in {index.name} of verwijder het bestand.")
    return [_suite(poort, table, present[table]) if table in present else Suite(poort, table, missing=True)
            for table in named]


def _suite(poort: str, table: str, path: Path) -> Suite:
    content = _read(path)
    if content.get("tabel") != table:
        raise ZowError(f"De suite gaat over {content.get('tabel')!r}, haar bestandsnaam over {table!r}.", str(path),
                       "Maak 'tabel:' gelijk aan de bestandsnaam.")
    rules = content.get("regels") or []  # none at all is for the gate to find: it evaluated nothing
    if not isinstance(rules, list):
        raise ZowError("'regels' is geen lijst.", str(path), "Schrijf elke regel als een item met een streepje.")
    return Suite(poort, table, str(content.get("omschrijving", "")).strip(),
                 tuple(_rule(rule, table, f"{path}, regel {n}") for n, rule in enumerate(rules, 1)))


def _rule(raw: Any, table: str, where: str) -> Rule:
    if not isinstance(raw, dict) or set(raw) - _RULE_KEYS:
        odd = sorted(set(raw) - _RULE_KEYS) if isinstance(raw, dict) else [str(raw)]
        raise ZowError(f"Onbekend in deze regel: {', '.join(odd)}.", where,
                       f"Gebruik alleen {', '.join(sorted(_RULE_KEYS))}.")
    kind, kwargs = raw.get("type"), raw.get("kwargs") or {}
    # gate levering counts what failed again per delivery, which only a query can
    allowed = {"unexpected_rows_expectation"} if table.startswith("levering.") else _COUNTING
    if kind not in allowed:
        raise ZowError(f"Expectation {kind!r} kan hier niet: zij bestaat niet, of haar uitkomst kan gegevens bevatten.",
                       where, f"Kies uit {', '.join(sorted(allowed))}.")
    if raw.get("ernst") not in ERNST:
        raise ZowError(f"Ernst {raw.get('ernst')!r} bestaat niet.", where, f"Kies uit {', '.join(ERNST)}.")
    if not str(raw.get("omschrijving") or "").strip():
        raise ZowError("De regel zegt niet wat hij bewaakt.", where, "Vul 'omschrijving' in het Nederlands.")
    ground = raw.get("grond") or ""
    if (raw["ernst"] == "kritiek") != (ground in GRONDEN):
        raise ZowError("Alleen een kritieke regel heeft een grond, en die staat in een gesloten lijst.", where,
                       f"Maak er een waarschuwing zonder grond van, of kies bij kritiek uit {', '.join(GRONDEN)}.")
    if not isinstance(kwargs, dict):
        raise ZowError("'kwargs' is geen lijst van namen en waarden.", where, "Schrijf kwargs als naam: waarde.")
    shown = tuple(raw.get("toon") or ())
    if kind == "unexpected_rows_expectation":
        _check_query(str(kwargs.get("unexpected_rows_query", "")), where)
    elif shown:
        raise ZowError("'toon' kan alleen bij unexpected_rows_expectation.", where, "Verwijder 'toon' uit deze regel.")
    schema = table.split(".")[0]
    allowed = schema in _OWN_SCHEMAS or (schema == "marts" and set(shown) <= SHOWN_IN_MARTS)
    if shown and not allowed:
        raise ZowError(f"'toon' kan bij {table} persoonsgegevens laten zien.", where,
                       f"Toon alleen kolommen van poort.*, of in marts {', '.join(sorted(SHOWN_IN_MARTS))}.")
    return Rule(kind, dict(kwargs), raw["ernst"], " ".join(str(raw["omschrijving"]).split()),
                str(raw.get("clausule") or ""), ground, shown, str(raw.get("drempel") or ""))


def _check_query(query: str, where: str) -> None:
    """Only `select 1 as afwijking from {batch} ...`: whatever such a query finds, no value of it is ever fetched."""
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(query) if name is not None}
    except ValueError:
        fields = {"?"}
    if fields != {"batch"} or not _QUERY.match(query.strip()):
        raise ZowError("De query is niet van de vorm: select 1 as afwijking from {batch} where ...", where,
                       f"Begin met '{_HEAD} from' en {{batch}}; schrijf een accolade in een patroon dubbel: {{{{9}}}}.")


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise ZowError("Het bestand met de poorten ontbreekt.", str(path), "Zet het bestand terug uit git.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", regel {place.line + 1}" if place else ""
        raise ZowError("Het bestand is geen leesbare YAML.", f"{path}{line}",
                       "Herstel de inspringing of de aanhalingstekens.") from None
    if not isinstance(content, dict):
        raise ZowError("Het bestand heeft geen namen en waarden.", str(path), "Kijk de vorm af van een andere suite.")
    return content
