-- One row per moment and column: the newest value known on that day. A replaced version of a visit stands
-- in the place of the visit.
with
wanted as (
    select
        m.period, m.facility_id, c."column",
        m.until - (not m.is_current and c.is_of_visit)::int as until,
        if(m.is_current, null, m.row_id) as version_id
    from stg_moment m,
        (select "column", bool_or(form = 'screening') as is_of_visit
        from stg_value where list_contains($columns, "column") group by "column") c
)
select
    w.period, w.facility_id, w."column",
    if(r.version_id is null, v.value_num, r.value_num) as value_num,
    if(r.version_id is null, v.value_text, r.value_text) as value_text,
    if(r.version_id is null, v.value_low, r.value_low) as value_low,
    if(r.version_id is null, v.observed_date, w.until + 1) as observed_date
from wanted w
left join stg_version_value r using (version_id, "column")
asof left join stg_sure_value v
    on w.facility_id = v.facility_id and w."column" = v."column" and w.until >= v.since_date
where coalesce(r.value_num, v.value_num) is not null
    or coalesce(r.value_text, v.value_text) is not null
