-- Share of the amount involved that was not paid back when due.
select
    top.period, top.facility_id,
    case when bottom.value_num = 0 then 0 else least(top.value_num / bottom.value_num, 1) end as value,
    least(top.observed_date, bottom.observed_date) as observed_date
from mart_observation top
join mart_observation bottom using (period, facility_id)
where top."column" = 'unpaid_wan' and bottom."column" = 'amount_involved_wan'
