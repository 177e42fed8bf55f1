-- One row per village and date.
select
    village_code,
    village,
    as_of_date,
    {{stated population}},
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_population
group by village_code, village, as_of_date
order by as_of_date, village_code
