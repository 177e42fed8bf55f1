-- Per sheet, rows seen = accepted + rejected + skipped.
select batch_id, sheet, block, rows_seen, accepted, rejected, skipped
from mart_sheet
where rows_seen <> accepted + rejected + skipped
