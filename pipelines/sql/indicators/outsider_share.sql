-- Share of people from elsewhere among the people involved.
select
    top.period, top.facility_id,
    case when bottom.value_num = 0 then 0 else 1 - least(top.value_num / bottom.value_num, 1) end as value,
    least(top.observed_date, bottom.observed_date) as observed_date
from mart_observation top
join mart_observation bottom using (period, facility_id)
where top."column" = 'local_people' and bottom."column" = 'people_involved'
