-- Share of the elderly among the people involved; nobody involved, no share at risk.
select
    top.period, top.facility_id,
    case when bottom.value_num = 0 then 0 else least(top.value_num / bottom.value_num, 1) end as value,
    least(top.observed_date, bottom.observed_date) as observed_date
from mart_observation top
join mart_observation bottom using (period, facility_id)
where top."column" = 'elderly_involved' and bottom."column" = 'people_involved'
