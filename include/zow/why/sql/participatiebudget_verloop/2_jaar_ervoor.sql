-- Het berekende saldo van het jaar ervoor, waar meegenomen naast wordt gelegd (measures 8)
select jaar, deel, toegekend, meegenomen, ontvangsten, uitgaven, saldo, opgegeven_saldo
from marts.participatiebudget_verloop
where gemeentecode = $gemeentecode and jaar = cast($jaar as bigint) - 1 and deel = $deel
