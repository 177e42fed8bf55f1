-- One row per version of a lead: its matter and its subject (null = unknown or none named).
select
    r.*,
    m.facility_id,
    t.matter_id,
    coalesce(b.columns, []) as columns
from raw_lead r
left join stg_match m on m.form = 'lead' and m.row_id = r.row_id
join stg_matter t on t.kind = 'lead' and t.row_id = r.row_id
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
