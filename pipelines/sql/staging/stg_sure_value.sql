-- One row per statement of stg_value as statutory lines may read it: confirmed, with the lower end of a
-- range beside.
with
sure as (
    select v.facility_id, v."column", v.value_num, v.value_text, v.observed_date, v.since_date,
        v.form, v.row_id
    from stg_value v
    anti join (
        select distinct v.facility_id, v."column"
        from stg_value v
        join stg_unconfirmed d on d.form = v.form and d.row_id = v.row_id and d."column" = v."column"
    ) d on d.facility_id = v.facility_id and d."column" = v."column"
    union all
    select facility_id, "column", value_num, value_text, observed_date, since_date, form, row_id
    from stg_sure
),
row_source as (
    select 'screening' as form, row_id, batch_id, source_sheet, source_row, block from raw_screening
    union all
    select 'facility', row_id, batch_id, source_sheet, source_row, block from raw_facility
)
select s.*, g.low as value_low
from sure s
left join row_source r on r.form = s.form and r.row_id = s.row_id
left join raw_range g
    on g.batch_id = r.batch_id and g.source_sheet = r.source_sheet and g.block = r.block
    and g.source_row = r.source_row and g."column" = s."column" and g.high = s.value_num
