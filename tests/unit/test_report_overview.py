"""The page with the newest report of every publication."""

from __future__ import annotations

from pathlib import Path

from zow.publish import log
from zow.report import overview


def _made(publication: str, period: str, number: int, day: str, **values) -> log.Entry:
    built = [{"gemeentecode": "GM0171", "herkomst": "nieuw"}, {"gemeentecode": "GM0342", "herkomst": "overgenomen"}]
    entry = log.Entry(publication, period, number, "2015-01-31", f"{day}T07:00:00", "toetser", "c", None, "r", gemeenten=built, **values)
    log.save(entry)
    page = log.versions_folder() / entry.name / "report" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("rapport")
    return entry


def test_the_last_version_of_each_publication_and_period(zow_home: Path) -> None:
    assert "Er is nog niets gepubliceerd" in overview.write().read_text()
    _made("effectmeting", "2014H1", 1, "2014-08-01")
    second = _made("effectmeting", "2014H1", 2, "2014-09-01", goedgekeurd_door="A. Ander")
    _made("effectmeting", "2014H1", 3, "2014-10-01", teruggedraaid=True)
    monitor = _made("monitor", "2014K4", 1, "2015-01-20")
    gone = _made("verantwoording", "2014", 1, "2015-01-25")
    (log.versions_folder() / gone.name / "report" / "index.html").unlink()
    (zow_home / "reports" / "catalogus").mkdir(parents=True)
    (zow_home / "reports" / "catalogus" / "index.html").write_text("catalogus")
    log.point(zow_home / "published" / "current", log.versions_folder() / monitor.name)
    page = overview.write()
    text = page.read_text()
    assert text.index("monitor_2014K4_v1") < text.index(second.name) and "A. Ander" in text
    assert "Noordoostpolder" in text and "Soest" not in text and "GM0342" not in text
    for name in ("effectmeting_2014H1_v1", "effectmeting_2014H1_v3", "verantwoording_2014_v1", "data_docs"):
        assert name not in text
    assert text.count('<span class="vlag">actueel</span>') == 1 and "Effectmeting re-integratie</a>, versie 2" in text
    for target in ("../published/versions/monitor_2014K4_v1/report/index.html", "catalogus/index.html"):
        assert f'href="{target}"' in text and (page.parent / target).resolve().exists()
