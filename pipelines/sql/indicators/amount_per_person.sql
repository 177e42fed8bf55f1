-- Amount per person involved, 万元.
select
    top.period, top.facility_id,
    case when bottom.value_num = 0 then 0 else top.value_num / bottom.value_num end as value,
    least(top.observed_date, bottom.observed_date) as observed_date
from mart_observation top
join mart_observation bottom using (period, facility_id)
where top."column" = 'amount_involved_wan' and bottom."column" = 'people_involved'
