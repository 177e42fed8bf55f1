-- One row per statement about a subject: whom it speaks of, since when, and which columns it has.
select
    r.*,
    i.facility_id,
    coalesce(b.columns, []) as columns,
    coalesce(try_strptime(b.period, '%Y-%m')::date, f.imported_on) as stated_date
from (
    select * from raw_facility
    union all by name
    select * exclude (name_id) from stg_named
) r
join stg_identity i using (row_id)
join raw_file f using (batch_id)
left join stg_block b
    on b.batch_id = r.batch_id and b.source_sheet = r.source_sheet and b.block = r.block
