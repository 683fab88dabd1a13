"""Errors that a user sees: what is wrong, where, and how to repair it (in Dutch)."""

from __future__ import annotations

import errno
import os
import re

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# DuckDB and dbt only pass the text of the system's error on
_NO_ROOM_TEXT = re.compile("|".join(re.escape(os.strerror(number)) for number in _NO_ROOM))


class ZowError(Exception):
    """A fault the user can act on. `wat` says what, `waar` where, `herstel` how to repair; all Dutch."""

    exit_code = 1

    def __init__(self, wat: str, waar: str = "", herstel: str = "") -> None:
        self.wat, self.waar, self.herstel = wat, waar, herstel
        parts = [wat]
        if waar:
            parts.append(f"Waar: {waar}")
        if herstel:
            parts.append(f"Herstel: {herstel}")
        super().__init__("\n".join(parts))


class UsageError(ZowError):
    """The command or its arguments are wrong; nothing was started."""

    exit_code = 2


class GateStop(ZowError):
    """A gate stopped one or more gemeenten; what may go on went on (architecture 4)."""

    exit_code = 3


class SourceUnavailable(ZowError):
    """A source that is not ours (CBS) did not answer; everything else went on, and the figures of its last delivery hold."""


class DiskFull(ZowError):
    """The machine has no room left: nobody's data are at fault, and the run can be started again as it is."""

    def __init__(self) -> None:
        super().__init__("De schijf is vol: er kon niet verder geschreven worden.", "ZOW_HOME, of de map voor tijdelijke bestanden",
                         "Maak ruimte vrij en start opnieuw. Er is niets half opgeslagen of gepubliceerd; wat nog niet was ingelezen, "
                         "staat nog in landing.")


def disk_full(error: BaseException | None) -> DiskFull | None:
    """The message for `error` when it, or what caused it, is that the disk, a quota or a file-size limit is full."""
    while error is not None:
        if isinstance(error, DiskFull):
            return error
        if (isinstance(error, OSError) and error.errno in _NO_ROOM) or _NO_ROOM_TEXT.search(str(error)):
            return DiskFull()
        error = error.__cause__ or error.__context__
    return None
