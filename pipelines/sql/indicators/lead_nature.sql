-- What leads received up to the month's end were found to be, joined; 无线索 without any.
select
    p.period, p.facility_id,
    coalesce(string_agg(distinct coalesce(l.nature, '未认定'), '、' order by coalesce(l.nature, '未认定')), '无线索') as value,
    any_value(p.until) as observed_date
from stg_panel p
left join mart_lead l
    on l.facility_id = p.facility_id
    and l.received_date <= p.until
    and l.status is distinct from '不属实'
group by p.period, p.facility_id
