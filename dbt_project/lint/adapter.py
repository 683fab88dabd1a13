"""What sqlfluff sees instead of dbt's `adapter`: a dispatched macro becomes a call of its own name, so that the SQL parses."""

from collections.abc import Callable


def dispatch(name: str, package: str) -> Callable[..., str]:
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"
