-- One row per accepted row of any form: the unit that sent it and its month (the sheet's when the sheet
-- says so, else the row's own), and the share of its optional cells that hold nothing.
with
rows as (
    select
        'facility' as form, batch_id, source_sheet, source_row, block,
        village as unit, null as period,
        [{{fillable facility}}] as cells
    from raw_facility
    union all
    select
        'screening' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(screened_date, '%Y-%m') as period,
        [{{fillable screening}}] as cells
    from raw_screening
    union all
    select
        'lead' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(received_date, '%Y-%m') as period,
        [{{fillable lead}}] as cells
    from raw_lead
    union all
    select
        'rectification' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(assigned_date, '%Y-%m') as period,
        [{{fillable rectification}}] as cells
    from raw_rectification
    union all
    select
        'publicity' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(activity_date, '%Y-%m') as period,
        [{{fillable publicity}}] as cells
    from raw_publicity
    union all
    select
        'submission' as form, batch_id, source_sheet, source_row, block,
        unit as unit, period as period,
        [{{fillable submission}}] as cells
    from raw_submission
    union all
    select
        'population' as form, batch_id, source_sheet, source_row, block,
        village as unit, strftime(as_of_date, '%Y-%m') as period,
        [{{fillable population}}] as cells
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
