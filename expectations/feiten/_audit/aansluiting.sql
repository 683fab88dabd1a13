-- One row per gemeente: what raw holds beside what core made of it, to the row and to the cent. A pair that differs means that
-- core lost, doubled or changed something.
with betalingen_raw as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag from raw.gws_betalingen group by gemeentecode
),

uren_raw as (
    select gemeentecode, count(*) as aantal, sum(uren) as uren from raw.gws_uren group by gemeentecode
),

verplichtingen_raw as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag from raw.gws_verplichtingen group by gemeentecode
),

activiteiten_raw as (
    select gemeentecode, count(*) as aantal, sum(overeengekomen_prijs) as prijs
    from raw.gws_activiteiten
    group by gemeentecode
),

trajecten_raw as (
    select gemeentecode, count(*) as aantal from raw.gws_trajecten group by gemeentecode
),

uitkeringen_raw as (
    select gemeentecode, count(*) as aantal from raw.gws_uitkeringen group by gemeentecode
),

personen_raw as (
    select gemeentecode, count(distinct client_key) as aantal from raw.gws_clienten group by gemeentecode
),

-- dim_clients also remembers whom GWS deleted, so only the persons of this delivery are looked for
personen_core as (
    select r.gemeentecode, count(distinct c.client_key) as aantal
    from raw.gws_clienten as r
    inner join core.dim_clients as c on r.gemeentecode = c.gemeentecode and r.client_key = c.client_key
    group by r.gemeentecode
),

kosten_core as (
    select
        gemeentecode,
        count(*) filter (soort = 'betaling') as betalingen,
        sum(bedrag) filter (soort = 'betaling') as betaald,
        sum(bedrag) filter (soort = 'betaling' and activiteitnummer is not null) as betaald_op_activiteit,
        sum(bedrag) filter (soort = 'betaling' and verplichtingnummer is not null) as betaald_op_verplichting,
        count(*) filter (soort = 'uren') as urenregels,
        sum(bedrag) filter (soort = 'uren') as kosten_intern
    from core.fct_costs
    group by gemeentecode
),

activiteiten_core as (
    select
        gemeentecode,
        count(*) as aantal,
        sum(overeengekomen_prijs) as prijs,
        sum(betaald) as betaald,
        sum(uren) as uren,
        sum(kosten_intern) as kosten_intern
    from core.fct_activities
    group by gemeentecode
),

verplichtingen_core as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag, sum(betaald) as betaald
    from core.fct_commitments
    group by gemeentecode
),

trajecten_core as (
    select gemeentecode, count(*) as aantal from core.fct_trajecten group by gemeentecode
),

uitkeringen_core as (
    select gemeentecode, count(*) as aantal from core.fct_benefits group by gemeentecode
),

grootboek_raw as (
    select
        gemeentecode,
        count(*) as aantal,
        coalesce(sum(bedrag) filter (dc = 'D'), 0) - coalesce(sum(bedrag) filter (dc = 'C'), 0) as bedrag
    from raw.finance_grootboek
    group by gemeentecode
),

grootboek_core as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag from core.fct_ledger group by gemeentecode
),

begroting_raw as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag from raw.finance_begroting group by gemeentecode
),

begroting_core as (
    select gemeentecode, count(*) as aantal, sum(bedrag) as bedrag from core.fct_budget group by gemeentecode
),

doorverwijzingen_raw as (
    select gemeentecode, count(*) as aantal from raw.uwv_doorverwijzingen group by gemeentecode
),

doorverwijzingen_core as (
    select gemeentecode, count(*) as aantal from core.fct_referrals group by gemeentecode
),

indicaties_raw as (
    select gemeentecode, count(*) as aantal from raw.uwv_indicaties group by gemeentecode
),

indicaties_core as (
    select gemeentecode, count(*) as aantal from core.fct_indications group by gemeentecode
)

select
    g.gemeentecode,
    coalesce(br.aantal, 0) as betalingen_raw,
    coalesce(k.betalingen, 0) as betalingen_core,
    coalesce(br.bedrag, 0) as betalingen_bedrag_raw,
    coalesce(k.betaald, 0) as betalingen_bedrag_core,
    coalesce(k.betaald_op_activiteit, 0) as betaald_op_activiteit_kosten,
    coalesce(ac.betaald, 0) as betaald_op_activiteit_activiteiten,
    coalesce(k.betaald_op_verplichting, 0) as betaald_op_verplichting_kosten,
    coalesce(vc.betaald, 0) as betaald_op_verplichting_verplichtingen,
    coalesce(ur.aantal, 0) as urenregels_raw,
    coalesce(k.urenregels, 0) as urenregels_core,
    coalesce(ur.uren, 0) as uren_raw,
    coalesce(ac.uren, 0) as uren_core,
    coalesce(k.kosten_intern, 0) as kosten_intern_kosten,
    coalesce(ac.kosten_intern, 0) as kosten_intern_activiteiten,
    coalesce(vr.aantal, 0) as verplichtingen_raw,
    coalesce(vc.aantal, 0) as verplichtingen_core,
    coalesce(vr.bedrag, 0) as verplichtingen_bedrag_raw,
    coalesce(vc.bedrag, 0) as verplichtingen_bedrag_core,
    coalesce(ar.aantal, 0) as activiteiten_raw,
    coalesce(ac.aantal, 0) as activiteiten_core,
    coalesce(ar.prijs, 0) as prijs_raw,
    coalesce(ac.prijs, 0) as prijs_core,
    coalesce(tr.aantal, 0) as trajecten_raw,
    coalesce(tc.aantal, 0) as trajecten_core,
    coalesce(uir.aantal, 0) as uitkeringen_raw,
    coalesce(uic.aantal, 0) as uitkeringen_core,
    coalesce(pr.aantal, 0) as personen_raw,
    coalesce(pc.aantal, 0) as personen_core,
    coalesce(gr.aantal, 0) as grootboek_raw,
    coalesce(gc.aantal, 0) as grootboek_core,
    coalesce(gr.bedrag, 0) as grootboek_bedrag_raw,
    coalesce(gc.bedrag, 0) as grootboek_bedrag_core,
    coalesce(bgr.aantal, 0) as begroting_raw,
    coalesce(bgc.aantal, 0) as begroting_core,
    coalesce(bgr.bedrag, 0) as begroting_bedrag_raw,
    coalesce(bgc.bedrag, 0) as begroting_bedrag_core,
    coalesce(dr.aantal, 0) as doorverwijzingen_raw,
    coalesce(dc.aantal, 0) as doorverwijzingen_core,
    coalesce(ir.aantal, 0) as indicaties_raw,
    coalesce(ic.aantal, 0) as indicaties_core
from poort.gemeenten as g
left join betalingen_raw as br on g.gemeentecode = br.gemeentecode
left join uren_raw as ur on g.gemeentecode = ur.gemeentecode
left join verplichtingen_raw as vr on g.gemeentecode = vr.gemeentecode
left join activiteiten_raw as ar on g.gemeentecode = ar.gemeentecode
left join trajecten_raw as tr on g.gemeentecode = tr.gemeentecode
left join uitkeringen_raw as uir on g.gemeentecode = uir.gemeentecode
left join personen_raw as pr on g.gemeentecode = pr.gemeentecode
left join personen_core as pc on g.gemeentecode = pc.gemeentecode
left join kosten_core as k on g.gemeentecode = k.gemeentecode
left join activiteiten_core as ac on g.gemeentecode = ac.gemeentecode
left join verplichtingen_core as vc on g.gemeentecode = vc.gemeentecode
left join trajecten_core as tc on g.gemeentecode = tc.gemeentecode
left join uitkeringen_core as uic on g.gemeentecode = uic.gemeentecode
left join grootboek_raw as gr on g.gemeentecode = gr.gemeentecode
left join grootboek_core as gc on g.gemeentecode = gc.gemeentecode
left join begroting_raw as bgr on g.gemeentecode = bgr.gemeentecode
left join begroting_core as bgc on g.gemeentecode = bgc.gemeentecode
left join doorverwijzingen_raw as dr on g.gemeentecode = dr.gemeentecode
left join doorverwijzingen_core as dc on g.gemeentecode = dc.gemeentecode
left join indicaties_raw as ir on g.gemeentecode = ir.gemeentecode
left join indicaties_core as ic on g.gemeentecode = ic.gemeentecode
