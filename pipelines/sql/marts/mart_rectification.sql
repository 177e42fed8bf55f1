-- One row per task with its clock: the deadline counts an extension; a task that waits for its
-- check or is closed is finished and no longer overdue; workdays follow stg_workday.
with
judged as (
    select
        t.*,
        coalesce(t.extended_to_date, t.due_date) as deadline_date,
        coalesce(t.status in ('已销号', '已移送'), t.verify_result = '通过', false) as is_closed,
        is_closed or coalesce(t.status = '待复查', t.completed_date is not null) as is_finished,
        (select as_of from run_info) as as_of
    from stg_task t
),
clocked as (
    select
        j.*,
        if(is_finished, coalesce(completed_date, verified_date), null) as finished_date,
        not is_finished and deadline_date < as_of as is_overdue
    from judged j
)
select
    c.* exclude (as_of),
    strftime(assigned_date, '%Y-%m') as period,
    if(is_overdue, date_diff('day', deadline_date, as_of), 0) as days_overdue,
    if(is_overdue, coalesce(upto.workday_no - since.workday_no, 0), 0) as workdays_overdue,
    if(is_closed, date_diff('day', assigned_date, coalesce(verified_date, completed_date)), null)
        as days_to_close
from clocked c
left join stg_workday upto on upto.day = c.as_of
left join stg_workday since on since.day = c.deadline_date
order by task_no
