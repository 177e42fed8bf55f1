-- Growth of the amount involved on the day it was last stated, against what was known three months before that
-- day (so that silence does not let it fade); from nothing counts as doubled.
with
known as (
    select period, facility_id, value_num, observed_date,
        (observed_date - interval 3 month)::date as day_before
    from mart_observation
    where "column" = 'amount_involved_wan'
),
earlier as (
    select facility_id, since_date, value_num
    from stg_value
    where "column" = 'amount_involved_wan'
)
select
    now.period, now.facility_id,
    case
        when now.value_num <= was.value_num then 0
        else coalesce((now.value_num - was.value_num) / nullif(was.value_num, 0), 1)
    end as value,
    now.observed_date
from known now
asof join earlier was
    on was.facility_id = now.facility_id and now.day_before >= was.since_date
