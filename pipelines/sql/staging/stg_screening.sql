-- One row per version of a visit, matched to its subject (null = unknown), with the columns it has.
select
    r.*,
    m.facility_id,
    coalesce(
        m.facility_id,
        'unknown:' || coalesce(r.facility_name, '') || ':' || coalesce(r.village_code, '')
    ) as subject_key,
    strftime(r.screened_date, '%Y-%m') as period,
    coalesce(b.columns, []) as columns,
    count(*) over (partition by subject_key, r.screened_date) > 1 as is_repeated
from raw_screening r
left join stg_match m on m.form = 'screening' and m.row_id = r.row_id
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
