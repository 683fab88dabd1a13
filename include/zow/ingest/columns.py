"""SQL for one column: how its text becomes a value, and when a rule of sources.md 5 is broken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zow.contracts import Column, Dialect
from zow.ingest.pseudonym import client_key_sql
from zow.ingest.reader import REPLACED

FIELDS, ENCODING, REQUIRED, VALUE, ELFPROEF, ORDER, DUPLICATE, REFERENCE = range(1, 9)
_WIDE = "DECIMAL(38,2)"


@dataclass(frozen=True)
class Check:
    """`condition` (SQL, NULL = not broken) says that `column` breaks `rule`; later stages look at what is left."""

    stage: int
    rule: str
    column: Column | None
    condition: str


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def typed(column: Column, text: str, dialect: Dialect, gemeentecode: str) -> str:
    """The value of `column` as raw keeps it (NULL when it cannot be read), from its trimmed text expression."""
    if column.personal == "bsn":
        return client_key_sql(text, gemeentecode)
    if column.personal == "postcode":
        return f"nullif(regexp_extract({text}, '^[0-9]{{4}}'), '')"
    if column.type == "date":
        return _date(text, dialect)
    if column.type == "dec":
        return _guarded(text, decimal_pattern(dialect), f"try_cast({_plain(text, dialect)} as DECIMAL(18,2))")
    if column.type == "int":
        return _guarded(text, "-?[0-9]+", f"try_cast({text} as BIGINT)")
    if column.type == "maand":
        return _guarded(text, "[0-9]{4}-[0-9]{2}", text)
    if column.type == "jn":
        return _mapped(text, {theirs: "true" if ours == "J" else "false" for theirs, ours in column.accepted.items()})
    if column.type == "code":
        same = [literal(theirs) for theirs, ours in column.accepted.items() if theirs == ours]
        if len(same) == len(column.accepted):
            return f"case when {text} in ({', '.join(same)}) then {text} end"
        return _mapped(text, {theirs: literal(ours) for theirs, ours in column.accepted.items()})
    return text


def wide(column: Column, text: str, dialect: Dialect) -> str:
    """The parsable value of a dec or int column as DECIMAL(38,2), also where it is too large for raw (for totals)."""
    if column.type == "int":
        return _guarded(text, "-?[0-9]{1,28}", f"try_cast({text} as {_WIDE})")
    value = f"try_cast({_plain(text, dialect)} as {_WIDE})"
    return f"case when length({text}) <= 40 and regexp_full_match({text}, {literal(decimal_pattern(dialect))}) " \
           f"then {value} end"


def checks(column: Column, text: str, value: str, begin: str | None) -> list[Check]:
    """The rules of one column. `value` is the typed expression, `begin` the typed column of `not_before`."""
    found = [Check(ENCODING, "codering", column, f"contains({text}, {literal(REPLACED)})")]
    if column.required:
        found.append(Check(REQUIRED, "verplicht", column, f"{text} is null"))
    rule = {"date": "datum", "dec": "decimaal", "int": "geheel_getal", "maand": "maand", "jn": "jn",
            "code": "codelijst"}.get(column.type)
    if rule:
        found.append(Check(VALUE, rule, column, f"{text} is not null and {value} is null"))
    if column.minimum is not None:
        found.append(Check(VALUE, "bereik", column, f"{value} < {column.minimum} or {value} > {column.maximum}"))
    if column.type == "maand":
        found.append(Check(VALUE, "bereik", column, f"substring({value}, 6, 2) not between '01' and '12'"))
    if column.personal == "bsn":
        found.append(Check(ELFPROEF, "elfproef", column, f"not {_elfproef(text)}"))
    if begin:
        found.append(Check(ORDER, "datum_volgorde", column, f"{value} < {begin}"))
    return found


def decimal_pattern(dialect: Dialect) -> str:
    """`dec` of sources.md: an optional minus, thousands marks all or none, at most two decimals."""
    thousands, mark = re.escape(dialect.thousands), re.escape(dialect.decimal)
    return rf"-?([0-9]{{1,3}}({thousands}[0-9]{{3}})+|[0-9]+)({mark}[0-9]{{1,2}})?"


def _guarded(text: str, pattern: str, value: str) -> str:
    return f"case when regexp_full_match({text}, {literal(pattern)}) then {value} end"


def _plain(text: str, dialect: Dialect) -> str:
    return f"replace(replace({text}, '{dialect.thousands}', ''), '{dialect.decimal}', '.')"


def _mapped(text: str, values: dict[str, str]) -> str:
    return f"case {text} " + " ".join(f"when {literal(theirs)} then {ours}" for theirs, ours in values.items()) + " end"


def _date(text: str, dialect: Dialect) -> str:
    """A real date of 1900..2100 written exactly in the mask; try_strptime alone would also take 1-5-2014."""
    digits = {"dd": "[0-9][0-9]", "mm": "[0-9][0-9]", "jjjj": "(19[0-9][0-9]|20[0-9][0-9]|2100)"}
    pattern, parts = re.escape(dialect.date).replace(r"\-", "-"), dialect.date
    for name, sign in (("dd", "%d"), ("mm", "%m"), ("jjjj", "%Y")):
        pattern, parts = pattern.replace(name, digits[name]), parts.replace(name, sign)
    return _guarded(text, pattern, f"cast(try_strptime({text}, {literal(parts)}) as DATE)")


def _elfproef(text: str) -> str:
    """Nine digits, weights 9..2 and -1, a multiple of 11, not all zeros."""
    terms = [f"{weight} * (ascii(substring({text}, {place}, 1)) - 48)"
             for place, weight in enumerate((9, 8, 7, 6, 5, 4, 3, 2, -1), start=1)]
    return f"(case when regexp_full_match({text}, '[0-9]{{9}}') then {text} <> '000000000' " \
           f"and ({' + '.join(terms)}) % 11 = 0 else false end)"
