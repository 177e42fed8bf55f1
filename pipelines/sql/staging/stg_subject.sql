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
    stated(ownership, 'ownership', columns, row_id) as ownership,
    stated(department, 'department', columns, row_id) as department,
    stated(address, 'address', columns, row_id) as address,
    stated(legal_person, 'legal_person', columns, row_id) as legal_person,
    stated(phone, 'phone', columns, row_id) as phone,
    stated(opened_date, 'opened_date', columns, row_id) as opened_date,
    stated(beds_registered, 'beds_registered', columns, row_id) as beds_registered,
    stated(residents, 'residents', columns, row_id) as residents,
    stated(custody_account, 'custody_account', columns, row_id) as custody_account,
    stated(fixed_assets_net_wan, 'fixed_assets_net_wan', columns, row_id) as fixed_assets_net_wan,
    stated(monthly_bed_fee_yuan, 'monthly_bed_fee_yuan', columns, row_id) as monthly_bed_fee_yuan,
    stated(monthly_service_fee_yuan, 'monthly_service_fee_yuan', columns, row_id)
        as monthly_service_fee_yuan,
    stated(affiliated_to, 'affiliated_to', columns, row_id) as affiliated_to,
    min(stated_date) as first_stated_date,
    arg_max(batch_id, row_id) as batch_id,
    arg_max(source_file, row_id) as source_file,
    arg_max(source_sheet, row_id) as source_sheet,
    arg_max(source_row, row_id) as source_row
from stg_facility
group by facility_id
order by facility_id
