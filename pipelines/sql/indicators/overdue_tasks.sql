-- Tasks of a subject past their deadline and not finished at the month's end.
select
    p.period, p.facility_id,
    count(t.task_no) as value,
    min(p.until) as observed_date
from stg_panel p
left join mart_rectification t
    on t.facility_id = p.facility_id
    and t.assigned_date <= p.until
    and t.deadline_date < p.until
    and (not t.is_finished or t.finished_date > p.until)
group by p.period, p.facility_id
