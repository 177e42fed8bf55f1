-- raw_<form>: one row per accepted row of a live import. A greater row_id is newer.
with staged as (
    select * from read_parquet($files, union_by_name = true, filename = true)
)
select
    row_number() over (
        order by f.batch_no, s.sheet_no, staged.block, staged.source_row
    ) as row_id,
    staged.* exclude (filename),
    f.batch_id,
    f.batch_no,
    f.file as source_file
from staged
join raw_file f on f.folder = parse_dirpath(staged.filename)
left join raw_sheet s
    on s.batch_id = f.batch_id and s.sheet = staged.source_sheet and s.block = staged.block
order by row_id
