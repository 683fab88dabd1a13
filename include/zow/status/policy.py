"""The changed policy values: that they hold, or what is wrong with their file; a faulty file stops every run before it begins."""

from __future__ import annotations

from zow import policy
from zow.status.text import fit

_LISTED = 5


def lines() -> list[str]:
    """The block of the screen: one line, and the first faults of a file that is refused."""
    file = policy.path()
    try:
        changes = policy.load()
    except policy.PolicyRefused as refused:
        more = len(refused.faults) - _LISTED
        return [fit(f"BELEID: {len(refused.faults)} fout(en) in {file.parent.name}/{file.name}; tot herstel start geen run "
                    "(zow beleid toets)"),
                *(fit(f"  {fault}") for fault in refused.faults[:_LISTED]), *([f"  … en nog {more}"] if more > 0 else [])]
    if not changes:
        return ["Beleid: zoals in de seeds, niets gewijzigd"]
    last = max(changes, key=lambda change: change.wanneer)
    return [fit(f"Beleid: {len(changes)} gewijzigde waarde(n), de laatste op {last.wanneer:%d-%m-%Y} door {last.wie}")]
