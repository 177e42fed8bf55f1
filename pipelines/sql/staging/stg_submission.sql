-- One row per accepted row, with the columns its block has.
select r.*, coalesce(b.columns, []) as columns
from raw_submission r
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
