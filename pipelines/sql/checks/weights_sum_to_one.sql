-- The effective weights of a subject sum to 1, or to 0 when nothing is known of it.
select period, facility_id, sum(weight) as weights
from mart_contribution_month
group by period, facility_id
having abs(sum(weight) - 1) > 1e-9 and sum(weight) <> 0
