-- Tasks of a subject past their deadline and not finished at the month's end.
select
    p.period, p.facility_id,
    count(t.task_no) as value,
    any_value(p.until) as observed_date
from stg_panel p
left join mart_rectification t
    on t.facility_id = p.facility_id
    and t.deadline_date < p.until
    and coalesce(t.completed_date, t.verified_date, date '9999-12-31') > p.until
    and (not t.is_closed or t.completed_date is not null or t.verified_date is not null)
group by p.period, p.facility_id
