-- One row per unit and month that should report: on time, late, zero report, missing, not yet due.
-- Reports are expected from the first month that anyone reported, at the latest from this month.
with
since as (
    select least(min(s.period), min(r.period)) as first_period
    from run_info r
    left join mart_submission s on true
),
expected as (
    select u.unit, u.unit_kind, u.village_code, p.period, p.due_date
    from stg_unit u, mart_period p, since
    where p.period >= since.first_period
),
joined as (
    select
        e.*, s.submitted_date, s.is_zero_report, s.screened_count, s.lead_count,
        s.batch_id, s.source_file, s.source_sheet, s.source_row,
        (select as_of from run_info) as as_of
    from expected e
    left join mart_submission s using (unit, period)
)
select
    unit, unit_kind, village_code, period, due_date, submitted_date, is_zero_report,
    case
        when submitted_date > due_date then '逾期'
        when submitted_date is not null and is_zero_report = 'yes' then '零报告'
        when submitted_date is not null then '按时'
        when due_date < as_of then '未报'
        else '未到期'
    end as status,
    case
        when submitted_date > due_date then date_diff('day', due_date, submitted_date)
        when submitted_date is null and due_date < as_of then date_diff('day', due_date, as_of)
        else 0
    end as days_late,
    screened_count, lead_count, batch_id, source_file, source_sheet, source_row
from joined
order by period, unit_kind desc, unit
