"""Seeded random GWS deliveries, from clean to filthy, written byte by byte without the product's writer."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from tests.reference.gws_table import FILES, ORDER, Col
from tests.reference.ingest_rules import control_total, elfproef

PREFIX = {name: name[:2].upper() + str(i) for i, name in enumerate(ORDER)}
BAD_BYTES = [b"\x81", b"a\x8db", b"\x8f1", b"\x90", b"J\x9d"]
GOOD = {
    "str": ["Jansen", "Caf\xe9; \"De Hoek\"", "\x80 5,-", "a;b", "  ruim  ", "\xa0nbsp\t", "O'Brien", "\"", "x\"y",
            "0", "NULL", "-", "\x85"],
    "date": ["29-02-2012", "01-01-1900", "31-12-2100", "28-02-2013", "01-02-2014", "15-01-2014", "14-01-2014", " 16-01-2014 "],
    "dec": ["1.234", "1.234.567,8", "-0,5", "1234567,1", "0", "-12,34", "007", "1234,56", "10,00", "-0", "\xa02,5", "-1.000,01",
            "9999999999999999,99"],
    "int": ["0", "3", "-1", "007", " 2", "9223372036854775807"],
    "maand": ["2014-01", "2014-12", " 2013-06", "1899-01", "9999-12"],
    "jn": ["J", "N", " J", "N\xa0"],
}
DIRT = {
    "str": ["", " ", "\xa0", "\t"],
    "date": ["29-02-2013", "31-12-1899", "01-01-2101", "1-02-2014", "2014-02-01", "01/02/2014", "31-04-2014", "00-01-2014", "01-00-2014",
             "01-13-2014", "01-02-14", "01-02-2014 00:00", "aa-bb-cccc", "01 -02-2014", "29-02-1900", "01-02-20145", "-1-02-2014"],
    "dec": ["1.23", "1,234", "+5", "12-", ".5", ",5", "5,", "1e3", "1 234", "1.234.56", "1234.567", "--1", "- 1", "99999999999999999",
            "10000000000000000,00", "1,2,3", "EUR 5", "1.2345", "0x1", "1_000", "-", "nan", "\xb2", "-.5", "12.345.67,00", "1.234,567"],
    "int": ["1,0", "twee", "1.000", "+1", "9223372036854775808", "-9223372036854775809", "1 2", "1e2", "--1", "\xb3", "0x1", "-", "1_0"],
    "maand": ["2014-00", "2014-13", "2014-99", "2014-1", "201401", "01-2014", "2014-01-01", "14-01", "2014/01"],
    "jn": ["j", "n", "Ja", "1", "true", "JN"],
    "bsn": ["12345678", "000000000", "123456789", "1234567890", "99001x", "9 9", "\xb2" * 9, "+11111110", "-11111110"],
    "code": ["onzin", "Wwb", "geen ", "WWB;PW", "niet", "0", "m"],
    "postcode": ["8302", "8302AB", "AB 8302", "830", "83021", "8302\xa0ab", "", "8.302", "8302 AB 8302 AC"],
    "trede": ["0", "7", "-1", "6", "1"], "score": ["0,99", "10,01", "1", "10", "1,00", "10,00", "-1"],
}


def _bsns(start: int, count: int) -> list[str]:
    found = []
    while len(found) < count:
        if elfproef(f"{start:09d}"):
            found.append(f"{start:09d}")
        start += 1
    return found


BSNS = _bsns(10_000_000, 20) + _bsns(990_000_000, 400)


class Maker:
    """One delivery. `dirt` is the chance that a line is dirty, `size` the most lines of a file."""

    def __init__(self, rng: random.Random, dirt: float, size: int) -> None:
        self.rng, self.dirt, self.size = rng, dirt, size
        self.keys: dict[str, list[str]] = {}
        self.bsns = rng.sample(BSNS, len(BSNS))

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def write(self, folder: Path, lines: dict[str, tuple[int, int]] | None = None) -> Path:
        """The files and then the manifest, which agrees with them. `lines`: (lines, of which do not split) of some files;
        half of the other files is clean."""
        folder.mkdir(parents=True)
        dirt = self.dirt
        for name in ORDER:
            self.dirt = dirt if self.chance(0.5) else 0.0
            count, broken = (lines or {}).get(name, (self.rng.randint(0, self.size), 0))
            (folder / f"{name}.csv").write_bytes(self.file(name, count, broken))
        self.dirt = dirt
        write_manifest(folder, self.rng)
        return folder

    def file(self, name: str, count: int, broken: int = 0) -> bytes:
        """Header and `count` lines, the last `broken` of them without the right number of fields; copies come on top."""
        header: list[Col | str] = list(FILES[name])
        if self.chance(self.dirt):
            header = [c for c in header if c.required or not self.chance(0.2)]
        if self.chance(self.dirt):
            header += self.rng.sample(["extra", "bsn2", "Clientnummer"], self.rng.randint(1, 2))
        if self.chance(0.4):
            self.rng.shuffle(header)
        names = [c if isinstance(c, str) else c.name for c in header]
        out = [";".join((self.chance(0.1) and f'"{n}"') or n for n in names).encode()]
        self.keys[name] = []
        for number in range(1, count + 1):
            dirty = self.chance(self.dirt)
            fields = [self.field(name, c, number, dirty) for c in header]
            line = b";".join(fields)
            out.append(self.bend(line) if dirty and self.chance(0.25) else line)
            if dirty and self.chance(0.15):
                out.append(self.rng.choice(out[1:]))  # an exact copy of an earlier line
        out[len(out) - broken:] = [b"niets"] * broken
        ends = self.rng.choice([[b"\r\n"], [b"\r\n"], [b"\n"], [b"\r\n", b"\n"]])
        content = b"".join(line + self.rng.choice(ends) for line in out)
        return content.rstrip(b"\r\n") if self.chance(0.1) and out[-1] not in (b"",) else content

    def bend(self, line: bytes) -> bytes:
        """A line that does not split well, or only just."""
        return self.rng.choice([b"", line + b";", line.rsplit(b";", 1)[0], b";" + line, b'"' + line, line + b'"', line + b';"open',
                                b'"a"b;' + line, b" ", b";" * line.count(b";"), line.replace(b";", b";;", 1), b'x"' + line,
                                line.replace(b";", b"\t", 1), b'""' + line])

    def field(self, file: str, col: Col | str, number: int, dirty: bool) -> bytes:
        if isinstance(col, str):
            return self.rng.choice([b"", b"geheim", b"12", b"\x81", b'"x;y"'])
        spoil = dirty and self.chance(0.25)
        if spoil and self.chance(0.12):
            return self.rng.choice(BAD_BYTES)
        return self.quote(self.value(file, col, number, spoil))

    def value(self, file: str, col: Col, number: int, spoil: bool) -> str:
        rng, first_key = self.rng, next(c.name for c in FILES[file] if c.key)
        if spoil and self.chance(0.2):
            return rng.choice(DIRT["str"])
        if not spoil and not col.required and self.chance(0.25):
            return ""
        if col.target:
            known = self.keys[col.target]
            return "ZZ9" if spoil or (not known and self.chance(0.8)) else rng.choice(known or ["ZZ8"])
        if col.name == first_key:
            key = rng.choice(self.keys[file]) if spoil and self.keys[file] else f"{PREFIX[file]}-{number}"
            self.keys[file].append(key)
            return rng.choice([key, key, key, f" {key}\xa0"])
        if col.bsn:
            if spoil:
                return rng.choice([rng.choice(DIRT["bsn"]), self.bsns[0]])
            return self.bsns[number % len(self.bsns)] if file == "clienten" else rng.choice(self.bsns)
        if col.name == "postcode":
            return rng.choice(DIRT["postcode"])
        if col.codes:
            return rng.choice(DIRT["code"]) if spoil else rng.choice([rng.choice(col.codes), f" {rng.choice(col.codes)}"])
        if col.low is not None:
            return rng.choice(DIRT[col.name] + DIRT[col.kind]) if spoil else str(rng.randint(col.low, col.high))
        if spoil:
            return rng.choice(DIRT[col.kind])
        if col.name == "meetdatum" and not self.chance(self.dirt):
            return f"{number % 28 + 1:02d}-{number // 28 % 12 + 1:02d}-2014"  # part of a key
        if col.name == "begindatum":
            return rng.choice(["01-01-1900", "15-01-2013", "14-01-2014"])
        if col.name == "einddatum" and not self.chance(self.dirt / 3):
            return rng.choice(["14-01-2014", "31-12-2100"])
        return rng.choice(GOOD[col.kind])

    def quote(self, value: str) -> bytes:
        if ";" in value or value.startswith('"') or (value and self.chance(0.05)):
            value = '"' + value.replace('"', '""') + '"'
        # the C1 letters that stand for themselves in GOOD are bytes of windows-1252
        return value.encode("latin-1")


def write_manifest(folder: Path, rng: random.Random, lies: dict[str, dict[str, str]] | None = None, omit: str = "") -> None:
    """A manifest that agrees with the bytes, with any dec/int column (or none) as control; `lies` per file on top."""
    out = ["bestand;regels;controlekolom;controletotaal;sha256"]
    for name, columns in FILES.items():
        path = folder / f"{name}.csv"
        if name == omit or not path.exists():
            continue
        content = path.read_bytes()
        header = content.split(b"\n")[0].decode("latin-1").replace('"', "").strip("\r").split(";")
        options = [c for c in columns if c.kind in ("dec", "int") and c.name in header]
        control, total = "", ""
        if options and rng.random() < 0.8:
            column = rng.choice(options)
            control, total = column.name, f"{control_total(content, column.name, column.kind)}".replace(".", ",")
        count = content.count(b"\n") + (0 if content.endswith(b"\n") else 1) - 1
        record = {"bestand": path.name, "regels": str(count), "controlekolom": control, "controletotaal": total,
                  "sha256": hashlib.sha256(content).hexdigest(), **(lies or {}).get(name, {})}
        out.append(";".join(record.values()))
    (folder / "manifest.csv").write_bytes("".join(f"{line}\r\n" for line in out).encode("latin-1"))
