-- People involved per registered bed; without a registered bed the ratio is unknown.
select
    top.period, top.facility_id,
    case when top.value_num = 0 then 0 else top.value_num / nullif(bottom.value_num, 0) end as value,
    least(top.observed_date, bottom.observed_date) as observed_date
from mart_observation top
join mart_observation bottom using (period, facility_id)
where top."column" = 'people_involved' and bottom."column" = 'beds_registered'
