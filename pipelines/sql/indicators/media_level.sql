-- Newest known media_level of each subject at each month's end.
select period, facility_id, value_text as value, observed_date
from mart_observation
where "column" = 'media_level'
