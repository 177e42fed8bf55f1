-- One row per task with its clock: the deadline counts an extension; a task that waits for its
-- check or is closed is not overdue; workdays follow stg_workday.
with
judged as (
    select
        t.*,
        coalesce(t.extended_to_date, t.due_date) as deadline_date,
        coalesce(t.status in ('已销号', '已移送'), t.verify_result = '通过', false) as is_closed,
        coalesce(t.status = '待复查', t.completed_date is not null) as is_finished,
        (select as_of from run_info) as as_of
    from stg_task t
),
clocked as (
    select
        j.*,
        not is_closed and not is_finished and deadline_date < as_of as is_overdue
    from judged j
)
select
    c.* exclude (is_closed, is_finished, as_of),
    strftime(assigned_date, '%Y-%m') as period,
    is_closed,
    case when is_overdue then date_diff('day', deadline_date, as_of) else 0 end as days_overdue,
    case when is_overdue then coalesce(upto.workday_no - since.workday_no, 0) else 0 end
        as workdays_overdue,
    case when is_closed
        then date_diff('day', assigned_date, coalesce(verified_date, completed_date))
    end as days_to_close
from clocked c
left join stg_workday upto on upto.day = c.as_of
left join stg_workday since on since.day = c.deadline_date
order by task_no
