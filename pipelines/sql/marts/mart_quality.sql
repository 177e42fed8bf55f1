-- One row per unit, form and month of what was sent: how much, how blank, how wrong, how late.
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
)
select
    c.unit, c.form, c.period, c.rows, c.rejected, c.blank_share, c.error_share, c.warning_share,
    coalesce(i.is_identical, false) as identical_to_last_month,
    coalesce(l.submitted_date > l.due_date, false) as is_late
from counted c
left join stg_identical i
    on c.form = 'screening' and i.village = c.unit and i.period = c.period
left join mart_submission_status l on l.unit = c.unit and l.period = c.period
order by c.period, c.unit, c.form
