-- One row per subject: per column the newest workbook that has it wins, blanks included
-- (docs/decisions.md 2); the credit code is never blanked.
select
    facility_id,
    arg_max(facility_name, row_id) as facility_name,
    arg_max(credit_code, row_id) as credit_code,
    arg_max(village_code, row_id) as village_code,
    arg_max(village, row_id) as village,
    arg_max(sector, row_id) as sector,
    arg_max(facility_type, row_id) as facility_type,
    arg_max(registration_status, row_id) as registration_status,
    {{stated facility}},
    min(stated_date) as first_stated_date,
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row
from stg_facility
group by facility_id
order by facility_id
