-- One row per unit and month.
select
    unit,
    period,
    arg_max(unit_kind, row_id) as unit_kind,
    arg_max(village_code, row_id) as village_code,
    arg_max(submitted_date, row_id) as submitted_date,
    stated(submitter, 'submitter', columns, row_id) as submitter,
    stated(is_zero_report, 'is_zero_report', columns, row_id) as is_zero_report,
    stated(screened_count, 'screened_count', columns, row_id) as screened_count,
    stated(lead_count, 'lead_count', columns, row_id) as lead_count,
    stated(progress, 'progress', columns, row_id) as progress,
    stated(remarks, 'remarks', columns, row_id) as remarks,
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_submission
group by unit, period
order by period, unit
