-- Days since the last visit at the month's end; a subject never visited counts from when it was known.
select
    p.period, p.facility_id,
    date_diff('day', coalesce(max(s.screened_date), min(p.first_seen_date)), min(p.until))
        as value,
    min(p.until) as observed_date
from stg_panel p
left join mart_screening s
    on s.facility_id = p.facility_id and s.screened_date <= p.until
group by p.period, p.facility_id
