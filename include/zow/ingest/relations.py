"""Rules that need more than one line: double keys, a BSN under two clients, references (sources.md 5, last stages).

Reads the typed rows `rijen` of one file at a time and adds what is wrong to `fouten`; remembers the accepted keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from zow.contracts import Column, FileContract, SourceContract, raw_columns
from zow.ingest.columns import literal
from zow.ingest.messages import melding, tail

REJECTED, WARNING = "afgekeurd", "waarschuwing"
ROWS, FAULTS, REMOVED = "rijen", "fouten", "vervallen"
READ = "gelezen"  # the rows as they were read, when they were not written as the draft of a part


@dataclass(frozen=True)
class Look:
    """One look over `rijen`. `bad` rows that broke a rule on their own; `total` and `count` of the control column in the
    others; `flawless`: no rule is broken at all, also none that needs other lines."""

    bad: int
    total: Decimal | None
    count: int
    flawless: bool


def totals(file: FileContract) -> str:
    """What a part must give back of its rows: their number, the sum of the line numbers and of every amount."""
    sums = "".join(f", sum({name})" for name, kind in raw_columns(file) if kind.startswith("DECIMAL"))
    return f"count(*), sum(_line){sums}"


class Relations:
    """The keys of the files judged so far, in tables `sleutels_<bestand>` of the scratch database `con`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, contract: SourceContract) -> None:
        self.con, self.contract = con, contract
        self._parents = {c.reference for f in contract.files for c in f.columns if c.reference}
        self._known: set[str] = set()
        self._removed = self._drafted = False

    def open(self, file: FileContract, draft: Path | None) -> None:
        """Let `rijen` be the rows that were read: those in `draft`, where a line number below 0 says that the row broke a rule,
        or those in table `gelezen`."""
        rows, self._drafted = f"select * from {READ}", draft is not None
        if draft:
            names = ", ".join(name for name, _ in raw_columns(file))
            rows = f"select abs(_line) as _line, {names}, _line > 0 as _ok from read_parquet({literal(str(draft))})"
        self.con.execute(f"create or replace temp view {ROWS} as {rows}")

    def materialise(self) -> None:
        """Keep `rijen` in memory: rule after rule will look at it."""
        if self._drafted:
            self.con.execute(f"create or replace table {READ} as from {ROWS}")
            self.con.execute(f"create or replace temp view {ROWS} as from {READ}")

    def look(self, file: FileContract, control: Column | None) -> Look:
        """Everything that can be counted in one pass: a file in which nothing is wrong needs no other. Starts a new file."""
        self._removed = False
        key = [c.stored[0] for c in file.key]
        distinct = [f"count(distinct {key[0]}) = count(*)" if len(key) == 1 else f"count(distinct ({', '.join(key)})) = count(*)"]
        distinct += [f"count(distinct {c.stored[0]}) = count({c.stored[0]})" for c in file.columns if c.unique and len(key) == 1]
        found, joins = [], ""
        for place, column in enumerate(c for c in file.columns if c.reference in self._known):
            # a key occurs once among the accepted rows, so that the join keeps the rows as they are
            joins += f" left join sleutels_{column.reference} k{place} on k{place}.sleutel = {column.stored[0]}"
            found.append(f"count({column.stored[0]}) = count(k{place}.sleutel)")
        amount = control.stored[0] if control else "null"
        bad, total, count, flawless = self.con.execute(
            f"select count(*) filter (not _ok), sum({amount}::DECIMAL(38,2)) filter (_ok), count({amount}) filter (_ok), "
            f"{' and '.join([*distinct, *found])} from {ROWS}{joins}").fetchone()
        return Look(bad, total, count, bad == 0 and flawless)

    def duplicates(self, file: FileContract) -> int:
        """Every later row of a key that an earlier row has; both rules of this stage look at the same rows. Returns how
        many faults were added."""
        key = [c.stored[0] for c in file.key]
        same = " and ".join(f"r.{k} is not distinct from d.{k}" for k in key)
        found = self._double(f"select {', '.join(key)}, min(_line) as eerste from {ROWS} where _ok group by all "
                             "having count(*) > 1",
                             f"{same} and r._line > d.eerste", file, file.key[0], "dubbele_sleutel")
        for column in file.columns:
            if column.unique and len(key) == 1:
                value = column.stored[0]
                found += self._double(
                    f"select {value}, min(_line) as eerste, arg_min({key[0]}, _line) as houder from {ROWS} "
                    f"where _ok and {value} is not null group by all having count(distinct {key[0]}) > 1",
                    f"r.{value} = d.{value} and r.{key[0]} <> d.houder", file, column, "dubbele_waarde")
        if found:
            self._remove()
        return found

    def _double(self, doubles: str, same: str, file: FileContract, column: Column, text: str) -> int:
        if not self._changed(f"create or replace temp table dubbel as {doubles}"):
            return 0
        start = melding(text, self.contract.dialect, file, column)
        message = f"{literal(start)} || d.eerste || {literal(tail(text, file))}"
        return self._changed(
            f"insert into {FAULTS} select r._line, {file.columns.index(column)}, {literal(column.name)}, 'dubbele_sleutel', "
            f"'{REJECTED}', {message} from {ROWS} r join dubbel d on {same} where r._ok")

    def references(self, file: FileContract) -> int:
        """Values that point at no accepted row; only rows that are still there are looked at. Returns how many faults
        were added."""
        there = self._still_there()
        found = rejected = 0
        for column in file.columns:
            if column.reference not in self._known:
                continue  # only when a sample export lacks that file: said once, not at every line
            name, parent = column.stored[0], self.contract.file(column.reference)
            severity = REJECTED if column.required else WARNING
            message = literal(melding("verwijzing", self.contract.dialect, file, column, parent))
            added = self._changed(
                f"insert into {FAULTS} select _line, {file.columns.index(column)}, {literal(column.name)}, "
                f"'verwijzing', '{severity}', {message} from {ROWS} r where _ok and {name} is not null "
                f"and not exists (select 1 from sleutels_{parent.name} k where k.sleutel = r.{name}){there}")
            found += added
            rejected += added if column.required else 0
        if rejected:
            self._remove()
        return found

    def _remove(self) -> None:
        """`vervallen`: the lines that passed their own rules and were rejected since."""
        self.con.execute(f"create or replace temp table {REMOVED} as select distinct f._line from {FAULTS} f "
                         f"join {ROWS} r on r._line = f._line where r._ok and f.ernst = '{REJECTED}'")
        self._removed = True

    def _still_there(self) -> str:
        return f" and not exists (select 1 from {REMOVED} v where v._line = r._line)" if self._removed else ""

    def accepted(self, file: FileContract, faults: int) -> str:
        """Query for the rows that may be loaded (_line and the kept columns), broken optional references emptied."""
        columns = [c for c in file.columns if c.stored]
        warned = f"select _line, list(kolom) as kolommen from {FAULTS} where ernst = '{WARNING}' group by _line"
        emptied = {kolom for (kolom,) in self.con.execute(
            f"select distinct kolom from {FAULTS} where ernst = '{WARNING}'").fetchall()} if faults else set()
        if not emptied:
            names = ", ".join(c.stored[0] for c in columns)
            return f"select _line, {names} from {ROWS} r where _ok{self._still_there()}"
        names = ", ".join(f"case when list_contains(w.kolommen, {literal(c.name)}) then null else r.{c.stored[0]} end "
                          f"as {c.stored[0]}" if c.name in emptied else f"r.{c.stored[0]}" for c in columns)
        return f"select r._line, {names} from {ROWS} r left join ({warned}) w on w._line = r._line " \
               f"where r._ok{self._still_there()} order by r._line"

    def remember(self, file: FileContract, rows: str) -> None:
        """Keep the keys of the accepted `rows` when another file refers to `file`."""
        if file.name in self._parents:
            key = file.key[0].stored[0]
            self.con.execute(f"create or replace table sleutels_{file.name} as select {key} as sleutel from ({rows})")
            self._known.add(file.name)

    def _changed(self, statement: str) -> int:
        """Rows that a statement made or added."""
        return self.con.execute(statement).fetchone()[0]
