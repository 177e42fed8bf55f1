-- One row per sheet, or per block of a sheet, of a live import.
select
    s.batch_id, f.file, s.sheet, s.block, s.form, s.period, s.unit,
    s.rows_seen, s.accepted, s.rejected, s.skipped
from raw_sheet s
join raw_file f using (batch_id)
order by f.batch_no, s.sheet_no
