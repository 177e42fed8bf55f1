-- What leads received up to the month's end were found to be, joined; 无线索 without any.
with
found as (
    select distinct
        p.period, p.facility_id, p.until,
        if(l.lead_no is null, null, coalesce(l.nature, '未认定')) as nature
    from stg_panel p
    left join mart_lead l
        on l.facility_id = p.facility_id
        and l.received_date <= p.until
        and coalesce(l.status, '') not in ('不属实', '已并案')
)
select
    period, facility_id,
    coalesce(string_agg(nature, '、' order by nature), '无线索') as value,
    min(until) as observed_date
from found
group by period, facility_id
