"""A gemeente with its own dialect, names and codes gives the same rows, by an overlay alone; and `zow contract check`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.support import ingest_kit as kit
from zow import contracts
from zow.contracts import check, loader
from zow.errors import UsageError, ZowError
from zow.ingest import manifest
from zow.ingest.reader import split_line
from zow.sample.write import add_lines, read_lines, set_field

COLUMNS = {"geslacht": {"M": "man", "V": "vrouw", "X": "anders"}, "statushouder": {"J": "ja", "N": "nee"}}


def theirs_of(file: str, name: str, kind: str, value: str) -> str:
    if kind == "date":
        return re.sub(r"(\d\d)-(\d\d)-(\d{4})", r"\3-\2-\1", value)
    if kind == "dec":
        return value.translate(str.maketrans(".,", ",."))
    return COLUMNS[name][value] if file == "clienten" and name in COLUMNS else value


def foreign(folder: Path, delimiter: str) -> dict[str, str]:
    """Rewrite a base delivery the way the fictional GM9999 would: delimiter, utf-8, decimal point, ISO dates, capitals as
    column names, codes in words. Returns our file name -> theirs."""
    names = {}
    for file in contracts.load("gws").files:
        header, *records = (split_line(line.decode("cp1252"), ";") for line in read_lines(folder, file.name))
        out = [delimiter.join(name.upper() for name in header)]
        for record in records:
            fields = []
            for name, ours in zip(header, record, strict=True):
                value = theirs_of(file.name, name, file.column(name).type, ours)
                quoted = '"' + value.replace('"', '""') + '"'
                fields.append(quoted if delimiter in value or '"' in value else value)
            out.append(delimiter.join(fields))
        (folder / f"{file.name}.csv").unlink()
        names[file.name] = f"EXP_{file.name}.txt"
        (folder / names[file.name]).write_bytes("\n".join(out).encode() + b"\n")
    total = sum(1 for _ in (folder / names["betalingen"]).open()) - 1
    lines = [delimiter.join(manifest.COLUMNS)]
    for name, theirs in names.items():
        rows = (folder / theirs).read_bytes().count(b"\n") - 1
        control = ["BEDRAG", "-10.00"] if name == "betalingen" and total == 2 else ["", ""]
        lines.append(delimiter.join([theirs, str(rows), *control, manifest.sha256(folder / theirs)]))
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n")
    return names


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_another_dialect_gives_the_same_rows(tmp_path: Path, delimiter: str) -> None:
    content = kit.tables(betalingen=[{"betalingnummer": "B2", "bedrag": "-760,25", "betaaldatum": "31-12-2014"}],
                         clienten=[kit.client(2, geslacht="V", statushouder="J", achternaam="Ça; va")])
    base, other = (kit.deliver(tmp_path / n, gemeentecode=c, content=content) for n, c in (("a", kit.GM), ("b", "GM9999")))
    names = foreign(other, delimiter)
    files = {file.name: {"physicalName": names[file.name], "columns": {
        c.name: {"physicalName": c.name.upper(), **({"codes": {theirs: ours for ours, theirs in COLUMNS[c.name].items()}}
                                                    if file.name == "clienten" and c.name in COLUMNS else {})}
        for c in file.columns}} for file in contracts.load("gws").files}
    root = tmp_path / "contracts"
    shutil.copytree(loader.ROOT / "base", root / "base")
    (root / "overlays").mkdir()
    (root / "overlays" / "GM9999.yaml").write_text(yaml.safe_dump({
        "gemeentecode": "GM9999", "gemeente": "Voorbeeld", "bronnen": {"gws": {"files": files, "dialect": {
            "delimiter": delimiter, "encoding": "utf-8", "decimal": ".", "date": "jjjj-mm-dd"}}}}))
    contract = contracts.load("gws", "GM9999", root)
    expected = kit.judged(base, tmp_path / "t1")
    # the same gemeente, so that the pseudonyms can be compared too
    found = kit.judged(other, tmp_path / "t2", kit.GM, contract)
    assert found[0].reasons == [] and found[1] == expected[1] == [] and found[2] == expected[2]
    assert found[0].files["betalingen"].control_total == -10


def test_check_tells_what_does_not_fit(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path, content=kit.tables(clienten=[kit.client(2, bsn="123456789", wiw="?")]))
    add_lines(folder, "betalingen", ["B2;;;;;;01-03-2014;x;RE1;factuur", "B3;;VP;;;;01-03-2014;1;RE1;factuur", "te;kort"])
    fits, text = check.check_folder(folder)
    assert not fits and "van GM0171" in text and text.endswith("GEWEIGERD.")
    assert "betalingen.csv: 2 van 4 regels afgekeurd, toegestaan is ten hoogste 0" in text
    assert "1x decimaal in bedrag, regel 3: bedrag is geen bedrag" in text and "1x aantal_velden, regel 5:" in text
    assert "1x verwijzing in activiteitnummer (waarschuwing), regel 4:" in text and "1x jn in wiw, regel 3:" in text
    assert "Jansen" not in text and "123456789" not in text and not [b for b in kit.BSN if b in text]


def test_check_of_a_bare_folder(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path).rename(tmp_path / "proef")
    (folder / "manifest.csv").unlink()
    (folder / "extra.csv").write_text("x")
    fits, text = check.check_folder(folder)
    assert fits and "Zonder manifest.csv" in text and "extra.csv staat niet in het contract" in text
    assert text.endswith("GEACCEPTEERD.") and "basis, geen gemeente genoemd" in text
    (folder / "keuringen.csv").unlink()
    fits, text = check.check_folder(folder, "GM0342")
    assert not fits and "keuringen.csv ontbreekt" in text and "van GM0342" in text and "keuringen.csv: niet gelezen" in text


def test_check_with_a_manifest_that_lies_judges_the_rest_too(tmp_path: Path) -> None:
    folder = kit.deliver(tmp_path)
    set_field(folder, "uren", 2, "datum", "x", manifest=False)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    fits, text = check.check_folder(folder)
    assert not fits and "uren.csv: sha256 wijkt af" in text and "1x datum in datum, regel 2" in text
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_check_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is geen map"):
        check.check_folder(tmp_path / "x")
    with pytest.raises(ZowError, match="geen gemeentecode"):
        check.check_folder(tmp_path, "Emmeloord")
    fits, text = check.check_folder(tmp_path)
    assert not fits and text.count("ontbreekt. Lever alle bestanden") == 20
