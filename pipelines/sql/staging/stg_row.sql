-- One row per accepted row of any form: the unit that sent it and its month (the sheet's when the sheet
-- says so, else the row's own), and the share of its optional cells that hold nothing.
with
rows as (
    select
        'facility' as form, batch_id, source_sheet, source_row, block,
        village as unit, null as period,
        [
            credit_code::varchar, ownership::varchar, department::varchar,
            address::varchar, legal_person::varchar, phone::varchar,
            opened_date::varchar, beds_registered::varchar, residents::varchar,
            custody_account::varchar, fixed_assets_net_wan::varchar,
            monthly_bed_fee_yuan::varchar, monthly_service_fee_yuan::varchar,
            affiliated_to::varchar
        ] as cells
    from raw_facility
    union all
    select
        'screening' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(screened_date, '%Y-%m') as period,
        [
            credit_code::varchar, business_modes::varchar, people_involved::varchar,
            elderly_involved::varchar, local_people::varchar,
            amount_involved_wan::varchar, unpaid_wan::varchar,
            prepaid_service_wan::varchar, deposit_wan::varchar,
            membership_wan::varchar, prepay_months_max::varchar,
            deposit_multiple_max::varchar, promised_return_pct::varchar,
            in_custody::varchar, public_promotion::varchar, complaints::varchar,
            petition_batches::varchar, petition_people::varchar,
            media_mentions::varchar, media_level::varchar, lawsuits::varchar,
            distress_signs::varchar, level_reported::varchar,
            needs_rectification::varchar
        ] as cells
    from raw_screening
    union all
    select
        'lead' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(received_date, '%Y-%m') as period,
        [
            facility_name::varchar, village::varchar, sector::varchar,
            business_modes::varchar, people_involved::varchar,
            amount_involved_wan::varchar, handling_unit::varchar, handler::varchar,
            verify_due_date::varchar, status::varchar, nature::varchar,
            action::varchar
        ] as cells
    from raw_lead
    union all
    select
        'rectification' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(assigned_date, '%Y-%m') as period,
        [
            credit_code::varchar, village::varchar, severity::varchar,
            status::varchar
        ] as cells
    from raw_rectification
    union all
    select
        'publicity' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(activity_date, '%Y-%m') as period,
        [
            sessions::varchar, participants::varchar, elderly_participants::varchar,
            materials::varchar, cases_publicised::varchar
        ] as cells
    from raw_publicity
    union all
    select
        'submission' as form, batch_id, source_sheet, source_row, block,
        unit as unit, period as period,
        [
            submitter::varchar, is_zero_report::varchar, screened_count::varchar,
            lead_count::varchar, progress::varchar
        ] as cells
    from raw_submission
    union all
    select
        'population' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(as_of_date, '%Y-%m') as period,
        [
            residents::varchar, elderly_60::varchar, elderly_65::varchar,
            empty_nest::varchar
        ] as cells
    from raw_population
)
select
    r.form, r.batch_id, r.source_sheet, r.source_row, r.block,
    coalesce(s.unit, r.unit) as unit,
    coalesce(s.period, r.period) as period,
    1 - list_count(r.cells) / len(r.cells) as blank_share
from rows r
join stg_sheet s
    on s.batch_id = r.batch_id and s.sheet = r.source_sheet and s.block = r.block
