-- One row per month, subject and sub-index of the municipal platform (冒烟指数): the weighted mean of
-- the risks that speak to it, so that a subject can be read in the platform's language too.
select
    c.period, c.facility_id, n.smoke,
    sum(c.points) / nullif(sum(c.weight), 0) as risk_0_100,
    count(*) filter (where c.is_known) as known,
    count(*) as indicators
from mart_contribution_month c
join stg_smoke n using (indicator)
group by c.period, c.facility_id, n.smoke
order by c.period, c.facility_id, n.smoke
