-- One row per month, subject and column: the newest known value at the month's end, and its cell;
-- value_low is the lower end where the cell states a range (30-40人), else null.
with
month_end as (
    select period, least(period_end, (select as_of from run_info)) as until from mart_period
),
wanted as (
    select m.period, m.until, s.facility_id, s."column"
    from month_end m, (select distinct facility_id, "column" from stg_value) s
),
newest as (
    select
        w.period, w.facility_id, w."column", v.value_num, v.value_text,
        least(v.observed_date, w.until) as observed_date, v.form, v.row_id
    from wanted w
    asof join stg_value v
        on w.facility_id = v.facility_id and w."column" = v."column" and w.until >= v.since_date
    where v.value_num is not null or v.value_text is not null
),
row_source as (
    select 'screening' as form, row_id, batch_id, source_file, source_sheet, source_row, block
    from raw_screening
    union all
    select 'facility', row_id, batch_id, source_file, source_sheet, source_row, block
    from raw_facility
    union all
    select 'facility', row_id, batch_id, source_file, source_sheet, source_row, block
    from stg_named
)
select
    n.period, n.facility_id, n."column", n.value_num, n.value_text, g.low as value_low, n.observed_date,
    r.batch_id, r.source_file, r.source_sheet, r.source_row,
    coalesce(c.cell, c.letter || r.source_row) as cell,
    d.row_id is null as is_confirmed
from newest n
join row_source r on r.form = n.form and r.row_id = n.row_id
left join raw_block_column c
    on c.batch_id = r.batch_id and c.source_sheet = r.source_sheet and c.block = r.block
    and c."column" = n."column"
left join (select distinct form, row_id, "column" from stg_unconfirmed) d
    on d.form = n.form and d.row_id = n.row_id and d."column" = n."column"
left join raw_range g
    on g.batch_id = r.batch_id and g.source_sheet = r.source_sheet and g.block = r.block
    and g.source_row = r.source_row and g."column" = n."column" and g.high = n.value_num
order by n.period, n.facility_id, n."column"
