"""SQL for one file: from fields to typed rows in one pass, and from the few bad lines to their explanation.

`select` reads what FieldReader split; `explain`, `masked` and `control` split the lines that did not pass themselves.
"""

from __future__ import annotations

from pathlib import Path

from zow.contracts import Column, FileContract, SourceContract
from zow.ingest.columns import FIELDS, Check, checks, literal, typed, wide
from zow.ingest.messages import melding
from zow.ingest.reader import BLANKS, FieldReader, field_pattern, well_formed

MASK = "***"


class FileParser:
    """How `file` is read, given the `header` that it came with. `positions`: contract column -> field (1-based)."""

    def __init__(self, contract: SourceContract, file: FileContract, header: list[str], gemeentecode: str) -> None:
        self.contract, self.file, self.header, self.gemeentecode = contract, file, header, gemeentecode
        self.positions = {c.name: header.index(c.physical_name) + 1 for c in file.columns if c.physical_name in header}
        self._texts = {c.name: f"c{i}" for i, c in enumerate(file.columns)}
        self._values = {c.name: f"t{i}" for i, c in enumerate(file.columns)}
        self.checks = [check for column in file.columns for check in self._checks(column)]

    def _checks(self, column: Column) -> list[Check]:
        if column.name not in self.positions:
            return []
        begin = self._values[column.not_before] if column.not_before in self.positions else None
        return checks(column, self._texts[column.name], self._values[column.name], begin)

    def reader(self, path: Path) -> FieldReader:
        """The fields of the file at `path`, as `select` wants them."""
        dialect = self.contract.dialect
        return FieldReader(path, dialect.encoding, dialect.delimiter, len(self.header), [p - 1 for p in self.positions.values()])

    def select(self, source: str) -> str:
        """One row per line of `source` (the batches of `reader`): _line, the kept columns and `_ok` (passed every rule that
        one line alone can break). Needs the parameters of Pseudonym for a BSN."""
        stored = [f"{self._values[c.name]} as {c.stored[0]}" for c in self.file.columns if c.stored]
        broken = " or ".join(f"coalesce({c.condition}, false)" for c in self.checks if c.rule != "codering")
        unknown = " or ".join(f"coalesce({c.condition}, false)" for c in self.checks if c.rule == "codering")
        good = f"whole and not ({broken}) and not (case when garbled then {unknown} else false end)"
        texts = ", ".join(f"f{self.positions[c.name] - 1} as {self._texts[c.name]}" if c.name in self.positions
                          else f"cast(null as varchar) as {self._texts[c.name]}" for c in self.file.columns)
        fields = f"select _line, whole, garbled, {texts} from {source}"
        return f"select _line, {', '.join(stored)}, {good} as _ok from (select *, {self._typed_values()} from ({fields}))"

    def explain(self, source: str) -> str:
        """One row per (line, column, rule) of the bad lines in `source` (_line, line): _line, volgnr (place of the
        column), kolom, regel_code, melding."""
        first = self._entry(Check(FIELDS, "aantal_velden", None, ""))
        stages = sorted({c.stage for c in self.checks})
        lists = {s: ", ".join(f"case when {c.condition} then {self._entry(c)} end" for c in self.checks if c.stage == s)
                 for s in stages}
        filtered = ", ".join(f"list_filter([{lists[s]}], lambda x: x is not null) as s{s}" for s in stages)
        chosen = " ".join(f"when len(s{s}) > 0 then s{s}" for s in stages)
        listed = f"case when n <> {len(self.header)} then [{first}] {chosen} end"
        lines = self._typed(self._split(source))
        return f"select _line, unnest({listed}, recursive := true) from (select *, {filtered} from ({lines}))"

    def _entry(self, check: Check) -> str:
        order = list(self._texts).index(check.column.name) if check.column else -1
        text = melding(check.rule, self.contract.dialect, self.file, check.column)
        kolom = literal(check.column.name) if check.column else "cast(null as varchar)"
        return f"{{'volgnr': {order}, 'kolom': {kolom}, 'regel_code': '{check.rule}', 'melding': {literal(text)}}}"

    def masked(self, source: str) -> str:
        """_line and `ruwe_regel` of the lines in `source`: BSN, names and columns outside the contract as ***, a
        postcode as its digits; of a line that does not split only length and sha256 (sources.md 5)."""
        by_position = {position: name for name, position in self.positions.items()}
        shown = [self._shown(position, by_position.get(position)) for position in range(1, len(self.header) + 1)]
        whole = f"array_to_string([{', '.join(shown)}], {literal(self.contract.dialect.delimiter)})"
        only = "'lengte ' || length(line) || ', sha256 ' || sha256(line)"
        return f"select _line, case when n = {len(self.header)} then {whole} else {only} end as ruwe_regel " \
               f"from (select *, coalesce(len(f), 0) as n from ({self._split(source, unquote=False)}))"

    def _shown(self, position: int, name: str | None) -> str:
        personal = self.file.column(name).personal if name else "pii"
        if personal == "postcode":
            digits = f"regexp_extract(f[{position}], '[0-9]{{4}}')"
            return f"case when f[{position}] = '' then '' when {digits} = '' then '{MASK}' else {digits} end"
        return f"'{MASK}'" if personal else f"f[{position}]"

    def control(self, column: Column, source: str) -> str:
        """The exact total of the parsable values of `column` in the lines of `source` that split into the right number
        of fields; one row (totaal DECIMAL(38,2), aantal)."""
        if column.name not in self.positions:
            return "select cast(null as DECIMAL(38,2)) as totaal, 0::BIGINT as aantal"
        value = wide(column, self._texts[column.name], self.contract.dialect)
        return f"select sum({value}) as totaal, count({value}) as aantal from ({self._typed(self._split(source))}) " \
               f"where n = {len(self.header)}"

    def _typed(self, split: str) -> str:
        texts = ", ".join(
            f"nullif(trim(f[{self.positions[c.name]}], '{BLANKS}'), '') as {self._texts[c.name]}" if c.name in self.positions
            else f"cast(null as varchar) as {self._texts[c.name]}" for c in self.file.columns)
        return f"select *, {self._typed_values()} from (select _line, line, coalesce(len(f), 0) as n, {texts} from ({split}))"

    def _typed_values(self) -> str:
        return ", ".join(f"{typed(c, self._texts[c.name], self.contract.dialect, self.gemeentecode)} as {self._values[c.name]}"
                         for c in self.file.columns)

    def _split(self, source: str, unquote: bool = True) -> str:
        """The fields `f` of each line; NULL when a quote is not closed. The Python twin is reader.split_line."""
        mark = literal(self.contract.dialect.delimiter)
        delimiter = self.contract.dialect.delimiter
        parts = f"regexp_extract_all({mark} || line, {literal(field_pattern(delimiter))}, 1)"
        if unquote:
            parts = f"list_transform({parts}, lambda x: case when starts_with(x, '\"') " \
                    "then replace(substring(x, 2, length(x) - 2), '\"\"', '\"') else x end)"
        quoted = f"case when regexp_full_match(line, {literal(well_formed(delimiter))}) then {parts} end"
        return f"select _line, line, case when contains(line, '\"') then {quoted} " \
               f"else string_split(line, {mark}) end as f from {source}"
