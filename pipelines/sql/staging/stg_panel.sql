-- One row per month and subject known by the month's end (every subject in the current month).
select
    row_number() over (order by p.period, f.facility_id) - 1 as panel_no,
    p.period, f.facility_id, f.facility_type, f.first_seen_date,
    least(p.period_end, (select as_of from run_info)) as until
from mart_period p
join mart_facility f on f.first_seen_date <= p.period_end or p.is_current
order by panel_no
