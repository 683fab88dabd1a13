"""What came in, per kind and gemeente: the last good delivery, whether it is late, and the quarantine of what was judged last."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from zow import settings
from zow.ingest import catalogue, cbs_fetch
from zow.ingest.catalogue import ACCEPTED, REFUSED, Outcome
from zow.periods import now
from zow.report.quarantine import texts
from zow.report.quarantine.streams import Stream, streams
from zow.status.text import fit, moment, table


@dataclass(frozen=True)
class Rhythm:
    """How often a feed comes, and after how many days without a good delivery it is late."""

    word: str
    days: int


# The only place with these numbers. GWS: after three nights a publication starts to suffer (DAG ingest_gws). Monthly: a month, and two
# weeks to make the file. A budget is decided once a year; a later version of it comes when there is one. Of CBS it is the Modified of
# the table: a monthly figure comes some weeks after its month, a feed that is not named here once a year.
RHYTHM = {
    ("gws", None): Rhythm("nacht", 3),
    ("uwv", "doorverwijzingen"): Rhythm("maand", 45), ("uwv", "indicaties"): Rhythm("maand", 45),
    ("uwv", "arbeidsmarkt"): Rhythm("maand", 45),
    ("finance", "grootboek"): Rhythm("maand", 45), ("finance", "begroting"): Rhythm("jaar", 400),
    ("cbs", "bijstand_landelijk"): Rhythm("maand", 62), ("cbs", "bijstand_gemeente"): Rhythm("maand", 62),
    ("cbs", "werkloosheid"): Rhythm("maand", 62), ("cbs", "werkloosheid_regio"): Rhythm("kwart.", 140),
    ("cbs", "vacatures_regio"): Rhythm("kwart.", 140),
}
_YEARLY = Rhythm("jaar", 400)


def _rows(outcomes: list[Outcome]) -> list[list[object]]:
    """A row per kind of delivery and gemeente."""
    groups: dict[tuple, list[Stream]] = defaultdict(list)
    for stream in streams(outcomes):
        groups[stream.bron, stream.feed or "", stream.gemeentecode].append(stream)
    counts = Counter((o.bron, o.feed or "", o.gemeentecode, o.status) for o in outcomes)
    rows = []
    for (bron, feed, code), members in sorted(groups.items()):
        good = [d.outcome for s in members for d in s.deliveries if d.accepted]
        last = max(good, key=lambda o: o.geleverd_op, default=None)
        rhythm = RHYTHM.get((bron, feed or None), _YEARLY)
        days = (now() - last.geleverd_op).days if last else None
        state = "nooit" if days is None else "TE LAAT" if days > rhythm.days else "op tijd"
        judged = [s.last.outcome for s in members]
        rows.append([texts.source(bron, feed or None), code, f"{last.geleverd_op:%d-%m-%Y}" if last else None, days, rhythm.word, state,
                     counts[bron, feed, code, ACCEPTED], counts[bron, feed, code, REFUSED],
                     sum(not s.last.accepted or s.last.conflict is not None for s in members),
                     sum(o.afgekeurd for o in judged), sum(f.warned for o in judged for f in o.files.values())])
    return rows


def _table(outcomes: list[Outcome]) -> list[str]:
    return table(["soort", "gemeente", "goed t/m", "#dagen", "elke", "oordeel", "#goed", "#gew.", "#nu", "#afgek.", "#waars."],
                 _rows(outcomes))


def lines() -> list[str]:
    """The block of the screen."""
    outcomes, broken = catalogue.readable()
    shown = ["Leveringen: nog geen."]
    if outcomes:
        shown = ["LEVERINGEN  (nu: nu geweigerd; afgek. en waars.: regels in wat het laatst is beoordeeld)", *_table(outcomes)]
    if broken:
        shown += [f"  NIET TE LEZEN in raw: {len(broken)} uitkomst(en), de eerste:", f"  {broken[0].relative_to(settings.get().raw)}"]
    return shown


def cbs() -> list[str]:
    """When CBS was asked last and which feeds it did not give; one line when it is not asked at all."""
    if not cbs_fetch.configured():
        return [cbs_fetch.OFF]
    known = cbs_fetch.last()
    if known is None:
        return ["CBS: nog niet gevraagd."]
    asked, results = known
    failed = [result for result in results if cbs_fetch.failed(result)]
    head = f"CBS gevraagd op {moment(asked)}: {len(results) - len(failed)} van {len(results)} feeds in orde"
    return [head, *(fit(f"  NIET OPGEHAALD {r['feed']}: {(r['reden'] or '').splitlines()[0]}") for r in failed)]
