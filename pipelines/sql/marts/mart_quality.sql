-- One row per unit, form and month of what was sent: how much, how blank, how wrong, how late; what still
-- waits, what was put right, and whether a zero report lacks its date or its reporter.
with
accepted as (
    select
        r.unit, r.form, r.period, r.blank_share,
        exists (
            select 1 from raw_problem p
            where p.batch_id = r.batch_id and p.source_sheet = r.source_sheet
                and p.source_row = r.source_row and p.severity = 'warning'
        ) as is_warned
    from stg_row r
),
every_row as (
    select unit, form, period, blank_share, is_warned, false as is_rejected from accepted
    union all
    select unit, form, period, null, false, true from stg_rejected
),
counted as (
    select
        unit, form, period,
        count(*) filter (where not is_rejected) as rows,
        count(*) filter (where is_rejected) as rejected,
        avg(blank_share) as blank_share,
        avg(is_rejected::integer) as error_share,
        avg(is_warned::integer) as warning_share
    from every_row
    group by unit, form, period
),
waiting as (
    select r.unit, r.form, r.period, count(*) as rows
    from stg_rejected r
    join mart_quarantine w
        on w.batch_id = r.batch_id and w.sheet = r.source_sheet and w."row" = r.source_row
            and w.block = r.block
    group by r.unit, r.form, r.period
),
-- The wrong cells of waiting rows whose answer was accepted.
corrected as (
    select r.unit, r.form, r.period, count(distinct (p.batch_id, p.source_sheet, p.cell)) as cells
    from stg_rejected r
    join raw_replay a
        on a.of_batch = r.batch_id and a.of_sheet = r.source_sheet and a.of_row = r.source_row
    join stg_row good
        on good.batch_id = a.batch_id and good.source_sheet = a.source_sheet
            and good.source_row = a.source_row and good.block = a.block
    join raw_problem p
        on p.batch_id = r.batch_id and p.source_sheet = r.source_sheet
            and p.source_row = r.source_row and p.severity = 'error'
    group by r.unit, r.form, r.period
),
zero_report as (
    select unit, period, bool_or(submitter is null or submitted_date is null) as lacks_something
    from mart_submission where is_zero_report = 'yes' group by unit, period
)
select
    c.unit, c.form, c.period, c.rows, c.rejected, c.blank_share, c.error_share, c.warning_share,
    coalesce(i.is_identical, false) as identical_to_last_month,
    coalesce(l.submitted_date > l.due_date, false) as is_late,
    coalesce(w.rows, 0) as waiting,
    coalesce(k.cells, 0) as cells_corrected,
    c.form = 'submission' and coalesce(z.lacks_something, false) as zero_report_incomplete
from counted c
left join stg_identical i
    on c.form = 'screening' and i.village = c.unit and i.period = c.period
left join waiting w
    on w.unit is not distinct from c.unit and w.form = c.form and w.period is not distinct from c.period
left join corrected k
    on k.unit is not distinct from c.unit and k.form = c.form and k.period is not distinct from c.period
left join zero_report z on z.unit = c.unit and z.period = c.period
left join mart_submission_status l on l.unit = c.unit and l.period = c.period
order by c.period, c.unit, c.form
