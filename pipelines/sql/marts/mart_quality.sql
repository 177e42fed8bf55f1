-- One row per unit, form and month of what was sent: how much, how blank, how wrong, how late.
with
sent as (
    select
        unit, form, period, sum(accepted)::bigint as accepted, sum(rejected)::bigint as rejected
    from stg_sheet
    where form is not null
    group by unit, form, period
),
warned as (
    select
        s.unit, s.form, s.period,
        count(distinct (p.batch_id, p.source_sheet, p.source_row)) as warned
    from raw_problem p
    join stg_sheet s on s.batch_id = p.batch_id and s.sheet = p.source_sheet
    where p.severity = 'warning' and s.form is not null
    group by s.unit, s.form, s.period
)
select
    s.unit, s.form, s.period,
    s.accepted as rows,
    b.blank_share,
    s.rejected / nullif(s.accepted + s.rejected, 0) as error_share,
    least(coalesce(w.warned, 0) / nullif(s.accepted + s.rejected, 0), 1) as warning_share,
    coalesce(i.is_identical, false) as identical_to_last_month,
    coalesce(l.submitted_date > l.due_date, false) as is_late
from sent s
left join warned w
    on w.form = s.form and w.unit is not distinct from s.unit
    and w.period is not distinct from s.period
left join stg_blank b
    on b.form = s.form and b.unit is not distinct from s.unit
    and b.period is not distinct from s.period
left join stg_identical i
    on s.form = 'screening' and i.village = s.unit and i.period = s.period
left join mart_submission_status l on l.unit = s.unit and l.period = s.period
order by s.period, s.unit, s.form
