"""`$ZOW_HOME/beleid/wijzigingen.csv`: the policy values that somebody changed, read and checked (docs/policy.md).

Whoever writes it uses a spreadsheet, so it is read as Excel saves it in the Netherlands: `;` or `,` between the columns, UTF-8 with or
without its mark or windows-1252, decimal commas, days first. A file with a fault is refused as a whole: no figure is made with half
of what was decided.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from zow import settings
from zow.errors import ZowError
from zow.periods import now
from zow.policy.change import Change
from zow.policy.line import Fault, Line
from zow.policy.scope import Scope

REQUIRED = ("wat", "profiel", "naam", "waarde", "reden", "wie", "wanneer")
COLUMNS = ("wat", "profiel", "naam", "onderdeel", "waarde", "richting", "geldig_van", "geldig_tot", "reden", "wie", "wanneer")


class PolicyRefused(ZowError):
    """The file has faults, each with line and repair; nothing was built with it."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"De gewijzigde beleidswaarden worden niet overgenomen; er is iets mis ({len(faults)}x):\n{lines}", str(path),
                         "Verbeter het bestand en controleer het met zow beleid toets. Tot dan blijven de vorige cijfers staan.")


def path() -> Path:
    return settings.get().home / "beleid" / "wijzigingen.csv"


def load(file: Path | None = None, dbt_project: Path | None = None) -> tuple[Change, ...]:
    """The changes in `file` (default: the one in use), in its order; () when there is none. Raises PolicyRefused."""
    file = file or path()
    if not file.exists():
        return ()
    try:
        changes, faults = check(file.read_bytes(), Scope(dbt_project or settings.get().dbt_project), now().date())
    except OSError as error:
        raise ZowError(f"De gewijzigde beleidswaarden zijn niet te lezen: {error.strerror}.", str(file),
                       "Sluit het bestand in Excel en controleer de rechten.") from error
    if faults:
        raise PolicyRefused(file, faults)
    return tuple(changes)


def check(content: bytes, scope: Scope, today: date) -> tuple[list[Change], list[Fault]]:
    """What the file says, and everything that is wrong with it, in the order of its lines."""
    rows, faults = _rows(content)
    changes = []
    for number, row in rows:
        line = Line(number, row, scope, today)
        change = line.read()
        faults += line.faults
        if change:
            faults += [Fault(number, "geldig_van", f"voor {change.naam} van {change.profiel} geldt op die dagen al regel {other.regel}",
                             "Laat de ene eindigen (geldig_tot) voor de dag waarop de andere begint (geldig_van)")
                       for other in changes if other.key == change.key and other.overlaps(change.geldig_van, change.geldig_tot)]
            changes.append(change)
    return changes, faults


def _rows(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """The lines with something in them, each with its number in the file."""
    text = _decoded(content)
    lines = text.splitlines()
    skipped = 1 if lines and lines[0].lower().startswith("sep=") else 0  # Excel's own mark
    header = lines[skipped] if len(lines) > skipped else ""
    reader = csv.reader(io.StringIO(text), delimiter=";" if header.count(";") >= header.count(",") else ",")
    names: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    before = 0
    for written in reader:
        number, before = before + 1, reader.line_num
        cells = [cell.replace("\xa0", " ").strip() for cell in written]
        if number <= skipped or not any(cells):
            continue
        if not names:
            names = [cell.lower().replace(" ", "_") for cell in cells]
            missing, unknown = [c for c in REQUIRED if c not in names], [c for c in names if c and c not in COLUMNS]
            if missing or unknown:
                said = [f"kolom {', '.join(missing)} ontbreekt"] if missing else []
                said += [f"kolom {', '.join(unknown)} is onbekend"] if unknown else []
                return [], [Fault(number, "", " en ".join(said), f"De eerste regel moet zijn: {';'.join(COLUMNS)}")]
        elif any(cells[len(names):]):
            faults.append(Fault(number, "", f"er staan {len(cells)} velden, de eerste regel heeft er {len(names)}",
                                'Zet een tekst met een scheidingsteken tussen aanhalingstekens ("...")'))
        else:
            rows.append((number, dict(zip(names, cells, strict=False))))
    if not names:
        return [], [Fault(0, "", "het bestand is leeg", f"De eerste regel moet zijn: {';'.join(COLUMNS)}")]
    return rows, faults


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")
