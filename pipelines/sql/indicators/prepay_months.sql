-- Newest known prepay_months_max of each subject at each month's end.
select period, facility_id, value_num as value, observed_date
from mart_observation
where "column" = 'prepay_months_max'
