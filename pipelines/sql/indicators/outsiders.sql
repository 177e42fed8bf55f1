-- People from elsewhere among those involved: all of them less the local ones.
select
    everyone.period, everyone.facility_id,
    greatest(everyone.value_num - local.value_num, 0) as value,
    least(everyone.observed_date, local.observed_date) as observed_date
from mart_observation everyone
join mart_observation local using (period, facility_id)
where everyone."column" = 'people_involved' and local."column" = 'local_people'
