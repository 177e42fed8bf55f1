-- One row per row that waits for correction.
select batch_id, source_file as file, source_sheet as sheet, source_row as "row", block, form, cells
from raw_rejected
order by batch_no, sheet, "row"
