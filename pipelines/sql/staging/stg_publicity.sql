-- One row per accepted activity; occurrence tells apart several of one kind on one day in a batch.
select
    r.*,
    coalesce(b.columns, []) as columns,
    row_number() over (
        partition by r.batch_id, r.village, r.activity_date, r.channel order by r.row_id
    ) as occurrence
from raw_publicity r
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
