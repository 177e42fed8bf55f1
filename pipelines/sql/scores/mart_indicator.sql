-- One row per month, subject and indicator: the value, null where unknown or not applicable.
create table mart_indicator as
select
    p.period, p.facility_id, n.indicator::varchar as indicator,
    if(isnan(c.value), null, c.value) as value,
    c.value_text::varchar as value_text, c.is_applicable, n.source_column
from cells c
join stg_panel p using (panel_no)
join names n using (indicator_no)
order by c.panel_no, n.indicator
