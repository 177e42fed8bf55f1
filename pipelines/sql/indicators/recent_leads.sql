-- Leads about a subject received in the six months up to the month's end, refuted ones aside.
select
    p.period, p.facility_id,
    count(l.lead_no) as value,
    min(p.until) as observed_date
from stg_panel p
left join mart_lead l
    on l.facility_id = p.facility_id
    and l.received_date <= p.until
    and l.received_date > p.until - interval 6 month
    and coalesce(l.status, '') not in ('不属实', '已并案')
group by p.period, p.facility_id
