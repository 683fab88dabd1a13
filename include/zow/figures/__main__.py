"""`python -m zow.figures` writes docs/figures.md; `--check` only compares (exit 1 when the page is out of date)."""

from __future__ import annotations

import sys

from zow import figures, policy, settings
from zow.errors import ZowError
from zow.figures import markdown


def main(arguments: list[str]) -> int:
    config = settings.get()
    page = config.project_root / "docs" / "figures.md"
    try:
        with policy.using([]):  # the page is of the code, not of what somebody changed on this machine
            marts = figures.load(config.dbt_project)
    except ZowError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    missing = figures.incomplete(marts)
    for line in missing:
        print(f"Ontbreekt: {line}. Vul het aan in de yml naast de SQL van de mart.", file=sys.stderr)
    text = markdown.render(marts)
    if "--check" in arguments:
        current = page.read_text(encoding="utf-8") if page.exists() else ""
        if current != text:
            print("docs/figures.md loopt achter. Herstel: python -m zow.figures", file=sys.stderr)
        return 1 if missing or current != text else 0
    page.write_text(text, encoding="utf-8")
    print(f"docs/figures.md: {len(marts)} marts, {sum(len(mart.columns) for mart in marts)} kolommen")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
