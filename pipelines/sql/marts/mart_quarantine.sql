-- One row per row that waits for correction: rejected, and not answered by a later 退回件.
select batch_id, source_file as file, source_sheet as sheet, source_row as "row", block, form, cells
from raw_rejected waiting
where not exists (
    from raw_replay answer
    where answer.of_batch = waiting.batch_id
        and answer.of_sheet = waiting.source_sheet
        and answer.of_row = waiting.source_row
        and answer.batch_no > waiting.batch_no
)
order by batch_no, sheet, "row"
