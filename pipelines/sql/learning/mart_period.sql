-- One row per month since a subject was first spoken of, at most $most_months: what learning reads.
with since as (
    select
        date_trunc('month', r.as_of)::date as newest,
        date_trunc('month', coalesce(min(f.first_seen_date), r.as_of))::date as oldest
    from run_info r
    left join mart_facility f on f.first_seen_date <= r.as_of
    group by r.as_of
),
months as (
    select (s.newest - to_months(n::int))::date as period_start, s.newest
    from since s, range($most_months) t(n)
    where s.newest - to_months(n::int) >= s.oldest
)
select
    strftime(period_start, '%Y-%m') as period,
    period_start,
    last_day(period_start) as period_end,
    period_start + (select report_day - 1 from stg_setting)::int as due_date,
    period_start = newest as is_current
from months
order by period
