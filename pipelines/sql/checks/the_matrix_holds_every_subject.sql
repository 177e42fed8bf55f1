-- Village, sector and level together hold every scored subject once.
select period, scored, held
from (select period, count(*) as scored from mart_score_month group by period)
full join (
    select period, sum(facilities) as held from mart_risk_matrix_month group by period
) using (period)
where scored is distinct from held
