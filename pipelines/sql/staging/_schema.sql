-- The staged columns of every form with their types (docs/architecture.md, contract with the import).
create or replace temp table schema_facility (
    facility_name varchar, credit_code varchar, facility_type varchar, registration_status varchar,
    ownership varchar, sector varchar, department varchar, village varchar, village_code varchar,
    address varchar, legal_person varchar, phone varchar, opened_date date, beds_registered bigint,
    residents bigint, custody_account varchar, fixed_assets_net_wan double,
    monthly_bed_fee_yuan double, monthly_service_fee_yuan double, affiliated_to varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_screening (
    facility_name varchar, credit_code varchar, village varchar, village_code varchar,
    screened_date date, screener varchar, business_modes varchar, people_involved bigint,
    elderly_involved bigint, local_people bigint, amount_involved_wan double, unpaid_wan double,
    prepaid_service_wan double, deposit_wan double, membership_wan double, prepay_months_max double,
    deposit_multiple_max double, promised_return_pct double, in_custody varchar,
    public_promotion varchar, complaints bigint, petition_batches bigint, petition_people bigint,
    media_mentions bigint, media_level varchar, lawsuits bigint, distress_signs varchar,
    level_reported varchar, needs_rectification varchar, remarks varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_lead (
    lead_no varchar, received_date date, source varchar, facility_name varchar, credit_code varchar,
    village varchar, village_code varchar, sector varchar, business_modes varchar,
    description varchar, people_involved bigint, amount_involved_wan double, handling_unit varchar,
    handler varchar, verify_due_date date, status varchar, nature varchar, action varchar,
    transferred_to varchar, transferred_date date, closed_date date, remarks varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_rectification (
    task_no varchar, facility_name varchar, credit_code varchar, village varchar,
    village_code varchar, issue varchar, severity varchar, responsible_unit varchar,
    responsible_person varchar, measures varchar, assigned_date date, due_date date, status varchar,
    completed_date date, verified_date date, verifier varchar, verify_result varchar,
    extended_to_date date, remarks varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_publicity (
    activity_date date, village varchar, village_code varchar, unit_kind varchar, channel varchar,
    sessions bigint, participants bigint, elderly_participants bigint, materials bigint,
    cases_publicised bigint, remarks varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_submission (
    unit varchar, village_code varchar, unit_kind varchar, period varchar, submitted_date date,
    submitter varchar, is_zero_report varchar, screened_count bigint, lead_count bigint,
    progress varchar, remarks varchar,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_population (
    village varchar, village_code varchar, as_of_date date, residents bigint, elderly_60 bigint,
    elderly_65 bigint, empty_nest bigint,
    source_sheet varchar, source_row bigint, block bigint
);
create or replace temp table schema_blocks (
    source_sheet varchar, block bigint, form varchar, header_row bigint, period varchar,
    unit varchar, "column" varchar, heading varchar, letter varchar, cell varchar,
    is_guessed boolean
);
create or replace temp table schema_inferred (
    source_sheet varchar, source_row bigint, block bigint, form varchar, "column" varchar,
    wording varchar, reading varchar
);
create or replace temp table schema_problems (
    source_sheet varchar, source_row bigint, cell varchar, "column" varchar, heading varchar,
    value varchar, code varchar, severity varchar, message varchar
);
create or replace temp table schema_rejected (
    source_sheet varchar, source_row bigint, block bigint, form varchar, cells varchar
);
create or replace temp table schema_replays (
    source_sheet varchar, source_row bigint, block bigint, of_batch varchar, of_sheet varchar,
    of_row bigint
);
