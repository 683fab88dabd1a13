-- Regels van de begrotingsbestanden; van elke regel geldt de hoogste versie (measures 8)
-- telt: toegekend = coalesce(sum(bedrag) filter (geldt and soort_regel = 'toegekend'), 0)
-- telt: meegenomen = coalesce(sum(bedrag) filter (geldt and soort_regel = 'meegenomen'), 0)
-- telt: ontvangsten = coalesce(sum(bedrag) filter (geldt and soort_regel = 'ontvangsten'), 0)
-- telt: uitgaven = coalesce(sum(bedrag) filter (geldt and soort_regel = 'uitgaven'), sum(bedrag) filter (geldt and soort_regel = 'post'), 0)
-- telt: som_posten = sum(bedrag) filter (geldt and soort_regel = 'post')
-- telt: opgegeven_saldo = sum(bedrag) filter (geldt and soort_regel = 'saldo')
-- telt: opgegeven_totaal_posten = sum(bedrag) filter (geldt and soort_regel = 'totaal_posten')
-- telt: opgegeven_totaal_toegekend = sum(bedrag) filter (geldt and soort_regel = 'totaal_toegekend')
select
    soort_regel, budgetpost, domein, versie, vastgesteld_op, bedrag, begrotingsjaar,
    row_number() over (partition by soort_regel, budgetpost order by versie desc, begrotingsjaar desc) = 1 as geldt
from core.fct_budget
where gemeentecode = $gemeentecode and boekjaar = $jaar and deel = $deel
order by soort_regel, budgetpost, versie
