"""Errors that a user sees: what is wrong, where, and how to repair it (in Dutch)."""


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
