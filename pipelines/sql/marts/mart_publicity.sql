-- One row per activity.
select
    village_code,
    village,
    activity_date,
    strftime(activity_date, '%Y-%m') as period,
    channel,
    occurrence,
    arg_max(unit_kind, row_id) as unit_kind,
    {{stated publicity}},
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_publicity
group by village_code, village, activity_date, channel, occurrence
order by activity_date, row_id
