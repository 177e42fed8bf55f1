-- One row per task with its clock as of the build (models/clock.py, the one clock of the house).
select
    t.*,
    -- a passed check is 已销号 whatever the status cell still says
    if(t.is_closed and t.status is distinct from '已移送', '已销号', t.status) as state,
    strftime(t.assigned_date, '%Y-%m') as period,
    c.is_overdue, c.days_overdue, c.workdays_overdue, c.days_left, c.workdays_left,
    if(
        t.is_closed,
        date_diff('day', t.assigned_date, coalesce(t.verified_date, t.completed_date)),
        null
    ) as days_to_close
from stg_task t
join stg_clock c using (matter_id)
order by t.task_no, t.matter_id
