-- One row per known and confirmed value of a replaced version of a visit.
with
number as (
    unpivot (
        select
            version_id,
            {{numbers screening}}
        from stg_version
    )
    on columns(* exclude (version_id)) into name "column" value value_num
),
word as (
    unpivot (
        select
            version_id,
            {{words screening}}
        from stg_version
    )
    on columns(* exclude (version_id)) into name "column" value value_text
),
said as (
    select version_id, "column", value_num, null::varchar as value_text from number
    union all
    select version_id, "column", null, value_text from word
)
select s.version_id, s."column", s.value_num, s.value_text, min(g.low) as value_low
from said s
join stg_version v using (version_id)
join stg_screening r
    on r.facility_id = v.facility_id and r.screened_date = v.screened_date
    and r.row_id <= s.version_id
anti join stg_unconfirmed d
    on d.form = 'screening' and d.row_id = s.version_id and d."column" = s."column"
left join raw_range g
    on g.batch_id = r.batch_id and g.source_sheet = r.source_sheet and g.block = r.block
    and g.source_row = r.source_row and g."column" = s."column" and g.high = s.value_num
group by all
order by all
