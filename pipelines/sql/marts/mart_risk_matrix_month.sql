-- One row per month, village, sector and level: how many subjects, people and how much money.
with
sizes as (
    select
        period, facility_id,
        max(value_num) filter (where "column" = 'people_involved') as people_involved,
        max(value_num) filter (where "column" = 'amount_involved_wan') as amount_involved_wan
    from mart_observation
    where "column" in ('people_involved', 'amount_involved_wan')
    group by period, facility_id
)
select
    s.period, s.village_code, s.village, s.sector, s.level,
    count(*) as facilities,
    sum(z.people_involved)::bigint as people_involved,
    sum(z.amount_involved_wan) as amount_involved_wan
from mart_score_month s
left join sizes z using (period, facility_id)
group by s.period, s.village_code, s.village, s.sector, s.level
order by s.period, s.village_code, s.sector, s.level
