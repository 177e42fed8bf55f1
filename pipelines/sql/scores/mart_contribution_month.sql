-- One row per month, subject and indicator: its part of the score; points sum to the score.
create table mart_contribution_month as
select
    p.period, p.facility_id, n.indicator, n.dimension,
    if(isnan(c.value), null, c.value) as value,
    c.value_text::varchar as value_text,
    if(isnan(c.risk_0_100), null, c.risk_0_100) as risk_0_100,
    c.weight, c.points, c.is_known, c.is_applicable
from cells c
join stg_panel p using (panel_no)
join names n using (indicator_no)
order by c.panel_no, n.indicator
