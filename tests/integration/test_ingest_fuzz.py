"""Damaged bytes never crash the judge and never lose a line: lines in = rows loaded + rows quarantined, for every file.

Each round damages every file of one delivery in its own way, so that a round costs one judgement for twenty cases.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support import ingest_kit as kit
from zow import contracts
from zow.ingest.judge import Judge
from zow.ingest.pseudonym import Pseudonym

ROUNDS = 8
BITS = (b"", b"\x00", b'"', b'""', b";", b";;", b"\r", b"\n", b"\r\n", b"\n\n", b"\x81", b"\xff", b"\x80", b"\xa0", b" ", b"\t", b"'",
        b"\\", b"=1+1", b"\xef\xbb\xbf", b"\xe2\x82\xac", b"9" * 40, b"-", b",", b".", b"x" * 5000, b"\x1a", b"\x0b\x0c")


def damaged(data: bytes, rng: random.Random) -> bytes:
    """`data` with its header whole and something done to the lines behind it."""
    header, _, rest = data.partition(b"\n")
    lines = rest.split(b"\n")
    body = bytearray(b"\n".join(lines * rng.randint(1, 4)))
    for _ in range(rng.randint(0, 6)):
        place = rng.randint(0, len(body))
        match rng.randint(0, 3):
            case 0:
                body[place:place] = rng.choice(BITS)
            case 1:
                del body[place:place + rng.randint(1, 30)]
            case 2:
                body[place:place + 1] = bytes([rng.randrange(256)])
            case 3:
                body[place:place] = body[rng.randint(0, len(body)):][:rng.randint(0, 60)]
    return header + b"\n" + bytes(body)


def physical_lines(data: bytes) -> int:
    """Data lines: what stands between line feeds, the header and the nothing after the last one left out."""
    return len(data.split(b"\n")) - 1 - data.endswith(b"\n")


@pytest.fixture(scope="module")
def several() -> dict:
    return kit.tables(clienten=[kit.client(n) for n in range(2, 12)], betalingen=[{"betalingnummer": f"B{n}"} for n in range(2, 12)],
                      activiteiten=[{"activiteitnummer": f"AC{n}"} for n in range(2, 6)])


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_line_is_lost_in_damaged_files(tmp_path: Path, several: dict, seed: int) -> None:
    rng = random.Random(seed)
    folder = kit.deliver(tmp_path, content=several)
    contract = contracts.load("gws", kit.GM)
    lines = {}
    for file in contract.files:
        path = folder / file.file_name
        path.write_bytes(damaged(path.read_bytes(), rng))
        lines[file.name] = physical_lines(path.read_bytes())
    with Judge(folder, folder.name, contract, kit.GM, Pseudonym(kit.KEY), tmp_path / "kladruimte") as judge:
        found = judge.run(with_manifest=False, thorough=True).files
        kept = dict(judge.con.execute(
            "select bestand, count(distinct regel) from quarantaine where ernst = 'afgekeurd' group by all").fetchall())
    assert set(found) == set(lines)
    for name, count in lines.items():
        got = found[name]
        assert (got.lines, got.loaded + got.rejected) == (count, count), name
        assert kept.get(f"{name}.csv", 0) == got.rejected, name


@pytest.mark.parametrize("seed", range(3))
def test_damaged_headers_and_manifests_are_refused_or_read_but_never_raise(tmp_path: Path, several: dict, seed: int) -> None:
    rng = random.Random(1000 + seed)
    folder = kit.deliver(tmp_path, content=several)
    paths = [folder / "manifest.csv", *(folder / f"{name}.csv" for name in rng.sample(sorted(several), 6))]
    for path in paths:
        data = bytearray(path.read_bytes())
        for _ in range(rng.randint(1, 3)):
            place = rng.randint(0, len(data))
            data[place:place + rng.randint(0, 8)] = rng.choice(BITS)
        path.write_bytes(bytes(data))
    result, quarantine, _ = kit.judged(folder, tmp_path / "kladruimte")
    assert result.reasons, "bytes that the manifest does not know were accepted"
    assert not quarantine, "a delivery that is refused as a whole is not judged line by line"
