-- One row per month: the twelve up to as_of, each with the day its report is due.
with months as (
    select (date_trunc('month', r.as_of) - to_months(n::int))::date as period_start, r.as_of
    from run_info r, range(12) t(n)
)
select
    strftime(period_start, '%Y-%m') as period,
    period_start,
    last_day(period_start) as period_end,
    period_start + (select report_day - 1 from stg_setting)::int as due_date,
    period_start = date_trunc('month', as_of)::date as is_current
from months
order by period
