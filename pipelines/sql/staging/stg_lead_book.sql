-- One row per lead as the workbooks have it: the newest statement per column.
select
    matter_id,
    arg_max(lead_no, row_id) as lead_no,
    arg_max(received_date, row_id) as received_date,
    arg_max(source, row_id) as source,
    arg_max(facility_id, row_id) as facility_id,
    arg_max(facility_name, row_id) as facility_name,
    stated(credit_code, 'credit_code', columns, row_id) as credit_code,
    arg_max(village_code, row_id) as village_code,
    arg_max(village, row_id) as village,
    stated(sector, 'sector', columns, row_id) as sector,
    stated(business_modes, 'business_modes', columns, row_id) as business_modes,
    arg_max(description, row_id) as description,
    {{stated lead}},
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_lead
group by matter_id
order by lead_no, matter_id
