-- One row per task as the workbooks have it: the newest statement per column, its deadline (an extension
-- counts), and whether the clock still runs: it stands while a task waits for its check and once closed.
with
newest as (
    select
        matter_id,
        arg_max(task_no, row_id) as task_no,
        arg_max(facility_id, row_id) as facility_id,
        arg_max(facility_name, row_id) as facility_name,
        stated(credit_code, 'credit_code', columns, row_id) as credit_code,
        arg_max(village_code, row_id) as village_code,
        arg_max(village, row_id) as village,
        arg_max(issue, row_id) as issue,
        stated(severity, 'severity', columns, row_id) as severity,
        arg_max(responsible_unit, row_id) as responsible_unit,
        arg_max(responsible_person, row_id) as responsible_person,
        arg_max(measures, row_id) as measures,
        arg_max(assigned_date, row_id) as assigned_date,
        arg_max(due_date, row_id) as due_date,
        {{stated rectification}},
        arg_max(batch_id, row_id) as batch_id,
        arg_max(source_file, row_id) as source_file,
        arg_max(source_sheet, row_id) as source_sheet,
        arg_max(source_row, row_id) as source_row,
        max(row_id) as row_id,
        count(*) as versions
    from stg_rectification
    group by matter_id
),
closed as (
    select
        *,
        coalesce(extended_to_date, due_date) as deadline_date,
        coalesce(status in ('已销号', '已移送'), verify_result = '通过', false) as is_closed
    from newest
),
judged as (
    select
        *,
        is_closed or coalesce(status = '待复查', completed_date is not null) as is_finished
    from closed
)
select *, if(is_finished, coalesce(completed_date, verified_date), null) as finished_date
from judged
order by task_no, matter_id
