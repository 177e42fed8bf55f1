-- One row per observation that waits to be confirmed: the newest confirmed value before it (null: none).
with
month_end as (
    select period, least(period_end, (select as_of from run_info)) as until from mart_period
),
open_one as (
    select o.period, m.until, o.facility_id, o."column"
    from mart_observation o
    join month_end m using (period)
    where not o.is_confirmed
)
select
    o.period, o.facility_id, o."column", s.value_num, s.value_text, g.low as value_low,
    if(s.observed_date is null, null, least(s.observed_date, o.until)) as observed_date
from open_one o
asof left join (
    select * from stg_sure where value_num is not null or value_text is not null
) s on o.facility_id = s.facility_id and o."column" = s."column" and o.until >= s.since_date
left join raw_screening r on s.form = 'screening' and r.row_id = s.row_id
left join raw_range g
    on g.batch_id = r.batch_id and g.source_sheet = r.source_sheet and g.block = r.block
    and g.source_row = r.source_row and g."column" = o."column" and g.high = s.value_num
order by o.period, o.facility_id, o."column"
