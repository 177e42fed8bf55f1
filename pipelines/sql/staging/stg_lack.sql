-- One row per month and subject: what is not known without which no place is called green (laws of truth,
-- 7): money (the amount involved, or all three kinds of prepaid fees), people, rows that wait. A visit
-- that waits is overtaken by an accepted visit of a later month: its figures would be replaced anyway.
with
known as (
    select
        period, facility_id,
        bool_or("column" = 'people_involved') as people,
        bool_or("column" = 'amount_involved_wan')
        or count(*) filter (
            where "column" in ('prepaid_service_wan', 'deposit_wan', 'membership_wan')
        ) = 3 as money
    from mart_observation
    group by period, facility_id
),
waiting as (
    select p.period, w.facility_id, count(*) as waiting
    from stg_waiting w
    join mart_period p on p.period >= coalesce(w.period, (select period from run_info))
    where w.form <> 'screening' or not exists (
        from mart_screening s
        where s.facility_id = w.facility_id and s.period > w.period and s.period <= p.period
    )
    group by p.period, w.facility_id
)
select
    p.panel_no, p.period, p.facility_id,
    not coalesce(k.money, false) as lacks_money,
    not coalesce(k.people, false) as lacks_people,
    coalesce(w.waiting, 0) as waiting
from stg_panel p
left join known k using (period, facility_id)
left join waiting w using (period, facility_id)
order by p.panel_no
