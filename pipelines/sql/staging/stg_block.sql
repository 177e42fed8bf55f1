-- One row per block of a sheet: the canonical columns its headings carry.
select
    batch_id,
    source_sheet,
    block,
    min(form) as form,
    max(period) as period,
    list_sort(list(distinct "column")) as columns
from raw_block_column
group by batch_id, source_sheet, block
