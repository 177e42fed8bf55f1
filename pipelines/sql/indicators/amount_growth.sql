-- Growth of the amount involved against the value known three months before; from nothing counts as doubled.
with
known as (
    select o.period, o.facility_id, o.value_num, o.observed_date, p.period_start
    from mart_observation o
    join mart_period p using (period)
    where o."column" = 'amount_involved_wan'
)
select
    now.period, now.facility_id,
    case
        when now.value_num <= was.value_num then 0
        else coalesce((now.value_num - was.value_num) / nullif(was.value_num, 0), 1)
    end as value,
    now.observed_date
from known now
join known was
    on was.facility_id = now.facility_id
    and was.period_start = (now.period_start - interval 3 month)::date
