"""`zow contract check FOLDER`: lay a sample export along the contract and tell, in Dutch, what does not fit.

Nothing is loaded and nothing of the folder changes. The text holds no value of a line: only columns, rules, line numbers.
"""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

from zow.contracts.loader import load
from zow.contracts.model import SourceContract
from zow.errors import UsageError
from zow.ingest import landing, manifest
from zow.ingest.catalogue import UNKNOWN
from zow.ingest.judge import Judge, Judgement
from zow.ingest.pseudonym import Pseudonym

BRON = "gws"
_EXAMPLES = 5  # line numbers named per rule


def check_folder(path: Path, gemeentecode: str | None = None) -> tuple[bool, str]:
    """(would be accepted, Dutch text). The gemeente is the one given, else the one in the folder name, else the base
    contract is used. With a manifest its counts, totals and checksums are checked too. Raises UsageError when `path`
    is no folder, ZowError when the contract of the gemeente cannot be used."""
    path = Path(path)
    if not path.is_dir():
        raise UsageError(f"{path} is geen map.", "zow contract check", "Noem de map met de csv-bestanden.")
    named = landing.named(path.resolve(), BRON)
    code = gemeentecode or (named.gemeentecode if named.gemeentecode != UNKNOWN else None)
    contract = load(BRON, code)
    with_manifest = (path / manifest.NAME).is_file()
    with tempfile.TemporaryDirectory(prefix="zow-contract-") as scratch, \
            Judge(path, path.name, contract, code or UNKNOWN, Pseudonym(secrets.token_bytes(32)), Path(scratch)) as judge:
        result = judge.run(with_manifest, thorough=True)
        if not with_manifest:
            absent = [f.file_name for f in contract.files if not (path / f.file_name).is_file()]
            result.reasons[:0] = [f"{name} ontbreekt. Lever alle bestanden, ook lege." for name in absent]
            known = {f.file_name for f in contract.files}
            result.warnings += [f"{manifest.printable(p.name)} staat niet in het contract: wordt genegeerd."
                                for p in sorted(path.iterdir()) if p.name not in known]
        faults = _faults(judge)
    return not result.reasons, "\n".join(_lines(path, code, contract, with_manifest, result, faults))


def _faults(judge: Judge) -> dict[str, list[str]]:
    """File name -> one line per column and rule: how often, where, how to repair."""
    rows = judge.con.execute(
        "select bestand, coalesce(kolom, ''), regel_code, ernst, count(*), list(regel order by regel)[1:?], "
        "arg_min(melding, regel) from quarantaine group by bestandsnr, bestand, kolom, regel_code, ernst "
        "order by bestandsnr, min(volgnr), regel_code", [_EXAMPLES]).fetchall()
    found: dict[str, list[str]] = {}
    for name, column, rule, severity, count, lines, message in rows:
        where = ", ".join(map(str, lines)) + (", ..." if count > len(lines) else "")
        tail = "" if severity == "afgekeurd" else " (waarschuwing)"
        found.setdefault(name, []).append(f"    {count}x {rule}{' in ' + column if column else ''}{tail}, regel {where}: "
                                          f"{message}")
    return found


def _lines(path: Path, code: str | None, contract: SourceContract, with_manifest: bool, result: Judgement,
           faults: dict[str, list[str]]) -> list[str]:
    lines = [f"Proefexport {manifest.printable(path.name)} langs het contract {contract.bron}"
             f"{' van ' + code if code else ' (basis, geen gemeente genoemd)'}. Er is niets geladen."]
    if not with_manifest:
        lines.append(f"Zonder {manifest.NAME}: aantallen, totalen en controlegetallen zijn niet vergeleken; een echte "
                     "levering wacht tot het manifest er is.")
    for title, texts in (("Hierom zou de levering geweigerd worden:", result.reasons),
                         ("Waarschuwingen:", result.warnings)):
        if texts:
            lines += ["", title, *(f"  - {text}" for text in texts)]
    lines += ["", "Per bestand:"]
    for file in contract.files:
        found = result.files.get(file.name)
        if found is None:
            lines.append(f"  {file.file_name}: niet gelezen")
            continue
        lines.append(f"  {file.file_name}: {found.lines} regels, {found.loaded} goed, {found.rejected} afgekeurd, "
                     f"{found.warned} met waarschuwing")
        lines += faults.get(file.file_name, [])
    verdict = "GEWEIGERD" if result.reasons else "GEACCEPTEERD"
    return [*lines, "", f"Oordeel: deze export zou worden {verdict}."]
