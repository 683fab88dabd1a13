"""`python -m zow.warehouse.dbt_parse`: does dbt read the whole project? For lint; needs no database and leaves nothing behind."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from zow.errors import ZowError
from zow.warehouse import dbt


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            dbt.parse(Path(folder))
        except ZowError as error:
            print(error, file=sys.stderr)
            return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
