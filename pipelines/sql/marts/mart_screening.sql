-- One row per visit: subject and date. A newer version wins column by column where it has the
-- column (docs/decisions.md 2); mart_screening_version keeps them all.
select
    min(facility_id) as facility_id,
    screened_date,
    min(period) as period,
    arg_max(facility_name, row_id) as facility_name,
    arg_max(credit_code, row_id) as credit_code,
    arg_max(village_code, row_id) as village_code,
    arg_max(village, row_id) as village,
    arg_max(screener, row_id) as screener,
    {{stated screening}},
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_screening
group by subject_key, screened_date
order by screened_date, row_id
