-- One row per lead as the workbooks have it: the newest statement per column.
select
    lead_no,
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
    stated(people_involved, 'people_involved', columns, row_id) as people_involved,
    stated(amount_involved_wan, 'amount_involved_wan', columns, row_id) as amount_involved_wan,
    stated(handling_unit, 'handling_unit', columns, row_id) as handling_unit,
    stated(handler, 'handler', columns, row_id) as handler,
    stated(verify_due_date, 'verify_due_date', columns, row_id) as verify_due_date,
    stated(status, 'status', columns, row_id) as status,
    stated(nature, 'nature', columns, row_id) as nature,
    stated(action, 'action', columns, row_id) as action,
    stated(transferred_to, 'transferred_to', columns, row_id) as transferred_to,
    stated(transferred_date, 'transferred_date', columns, row_id) as transferred_date,
    stated(closed_date, 'closed_date', columns, row_id) as closed_date,
    stated(remarks, 'remarks', columns, row_id) as remarks,
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row,
    max(row_id) as row_id,
    count(*) as versions
from stg_lead
group by lead_no
order by lead_no
