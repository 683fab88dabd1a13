"""S3 bijlage II through the whole line: from a GWS delivery to the published mart and the report, to the unit and the cent."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.golden import bijlage_ii
from tests.support import line
from zow.publish import log

COLUMNS = ("succesvol", "niet_succesvol", "vroegtijdig_beeindigd", "totaal", "voorlopig", "betaalde_kosten",
           "openstaande_verplichtingen", "totale_kosten")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.mark.usefixtures("no_data_docs")
def test_bijlage_ii_comes_out_to_the_unit_and_the_cent(zow_home):
    bijlage_ii.deliver(zow_home / "landing")
    assert [o.status for o in line.ingest_all()] == ["geaccepteerd"]
    line.publish("golden", "2014H2")
    rows = line.query(line.version_db(), f"select einddoel, {', '.join(COLUMNS)} from marts.effectmeting "
                      "where gemeentecode = 'GM0171' and periode = '2014'")
    found = {goal: dict(zip(COLUMNS, values, strict=True)) for goal, *values in rows}
    assert found == {goal: {c: expected[c] for c in COLUMNS} for goal, expected in bijlage_ii.EXPECTED.items()}
    total = found["totaal"]
    assert [int(total[c]) for c in COLUMNS] == [54, 22, 10, 86, 0, 870_000, 218_000, 1_088_000]  # S3 bijlage II, the line "Totaal"

    page = _Text()
    page.feed((log.versions_folder() / log.current() / "report" / "index.html").read_text(encoding="utf-8"))
    text = " ".join(page.words)
    assert "Totaal 54 22 10 86" in text
    assert "€ 870.000,00 € 218.000,00 € 1.088.000,00" in text
