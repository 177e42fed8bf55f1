-- One row per unit and month.
select
    unit,
    period,
    arg_max(unit_kind, row_id) as unit_kind,
    arg_max(village_code, row_id) as village_code,
    arg_max(submitted_date, row_id) as submitted_date,
    {{stated submission}},
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_submission
group by unit, period
order by period, unit
