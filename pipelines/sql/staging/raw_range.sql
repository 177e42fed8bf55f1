-- One row per cell that states a range: its lower end, and the upper one that its column keeps.
select staged.* exclude (filename), f.batch_id, f.batch_no, f.file as source_file
from read_parquet($files, union_by_name = true, filename = true) staged
join raw_file f on f.folder = parse_dirpath(staged.filename)
order by f.batch_no, staged.source_sheet, staged.source_row, staged."column"
