"""What README and the other pages name exists: links, folders, commands, targets, settings. The licence is whole."""

from __future__ import annotations

import re

import pytest

from zow import cli, settings

ROOT = settings.PROJECT_ROOT
PAGES = ["README.md", "CHANGELOG.md", "docs/connect_your_gws.md", "docs/glossary.md", "docs/figures.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        assert not target or (path.parent / target).exists(), link
        if anchor and not target:
            headings = re.findall(r"^#+ (.+)$", text, re.M)
            assert anchor in {re.sub(r"[^a-z0-9_ -]", "", h.lower()).replace(" ", "-") for h in headings}, link


def test_folders_and_files_of_the_readme_exist():
    table = README.split("## A folder a line")[1].split("\n## ")[0]
    named = [name for row in re.findall(r"^\| ([^|]+) \|", table, re.M) for name in re.findall(r"`([^`]+)`", row)]
    assert len(named) > 12
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_commands_of_the_readme_exist():
    named = {words.split()[0] for words in re.findall(r"`zow ([a-z][^`]*)`", README)}
    assert {"nightly", "publish", "rollback", "status", "retry", "contract", "demo", "up"} <= named
    assert named - {"why"} <= set(cli.main.commands)  # why is named as not built yet
    assert "check" in cli.main.commands["contract"].commands
    options = {option for parameter in cli.main.commands["publish"].params for option in parameter.opts}
    assert {"--as-of", "--gemeente"} <= options


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.M))
    assert {"demo", "test", "setup", "up", "lint", "help"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.M))


def test_settings_of_the_readme_are_the_ones_read():
    source = (ROOT / "include/zow/settings.py").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `(ZOW_[A-Z0-9_]+)` \| ([^|]+) \|", README, re.M))
    assert set(named) == set(re.findall(r"ZOW_[A-Z0-9_]+", source)) - {"ZOW_PROJECT_ROOT", "ZOW_SECRETS_DIR"}
    for name, default in {"ZOW_KEEP_VERSIONS": 12, "ZOW_KEEP_DAGSTANDEN": 7}.items():
        assert f'_number("{name}", {named[name].strip()})' in source
        assert named[name].strip() == str(default)


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert re.findall(r"^(\d+)\. [A-Z]", text, re.M) == [str(number) for number in range(1, 16)]
    assert "\nAppendix\n" in text
    assert "Strong\n  Reciprocity (LiLiQ-R+)." in text
    assert text.rstrip().endswith("EUPL version.")


def test_glossary_is_in_order():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for part in text.split("\n## ")[1:]:
        words = [word.lower() for word in re.findall(r"^\| ([^|]+?) \|", part, re.M)[1:] if not word.startswith("-")]
        assert len(words) > 20
        plain = [word.translate(str.maketrans("ëé", "ee")).replace(",", "") for word in words]
        assert plain == sorted(plain)
