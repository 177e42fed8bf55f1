-- One row per confirmed statement of a column about a subject, where any statement of the column waits
-- to be confirmed; what a guess replaced on the same visit stands here, too.
with
doubt as (select distinct form, row_id, "column" from stg_unconfirmed),
doubted as (
    select distinct v.facility_id, v."column"
    from stg_value v
    join doubt d on d.form = v.form and d.row_id = v.row_id and d."column" = v."column"
),
visit as (
    select distinct s.facility_id, s.screened_date, d."column"
    from doubt d
    join stg_screening s on s.row_id = d.row_id
    where d.form = 'screening' and s.facility_id is not null
),
replaced as (
    select
        v.facility_id, v.screened_date, v."column",
        arg_max_null(json_extract_string(to_json(s), v."column"), s.row_id) as said,
        max(s.row_id) as row_id
    from visit v
    join stg_screening s using (facility_id, screened_date)
    anti join doubt d on d.form = 'screening' and d.row_id = s.row_id and d."column" = v."column"
    where list_contains(s.columns, v."column")
    group by all
)
select v.facility_id, v."column", v.value_num, v.value_text, v.observed_date, v.since_date,
    v.form, v.row_id
from stg_value v
semi join doubted using (facility_id, "column")
anti join doubt d on d.form = v.form and d.row_id = v.row_id and d."column" = v."column"
union all
select
    facility_id, "column", try_cast(said as double),
    if(try_cast(said as double) is null, said, null), screened_date, screened_date,
    'screening', row_id
from replaced
where said is not null
