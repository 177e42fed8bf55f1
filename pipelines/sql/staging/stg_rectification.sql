-- One row per version of a task: its matter and its subject (null = unknown).
select
    r.*,
    m.facility_id,
    t.matter_id,
    coalesce(b.columns, []) as columns
from raw_rectification r
left join stg_match m on m.form = 'rectification' and m.row_id = r.row_id
join stg_matter t on t.kind = 'rectification' and t.row_id = r.row_id
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
