-- Leads about a subject that were open at the month's end.
select
    p.period, p.facility_id,
    count(l.lead_no) as value,
    min(p.until) as observed_date
from stg_panel p
left join mart_lead l
    on l.facility_id = p.facility_id
    and l.received_date <= p.until
    and (
        l.closed_date > p.until
        or (l.closed_date is null and coalesce(l.status, '') not in ('不属实', '已办结', '已并案'))
    )
group by p.period, p.facility_id
