-- Begrotingsregels van de budgetpost die op de peildatum gelden: de hoogste versie (measures 8)
-- telt: begroot = coalesce(sum(bedrag), 0)
select boekjaar, deel, budgetpost, domein, versie, vastgesteld_op, bedrag, begrotingsjaar
from core.fct_budget
where gemeentecode = $gemeentecode and boekjaar = year($tot) and vastgesteld_op <= $tot and soort_regel = 'post'
    and budgetpost is not distinct from $budgetpost
qualify row_number() over (partition by deel order by versie desc, begrotingsjaar desc) = 1
order by deel
