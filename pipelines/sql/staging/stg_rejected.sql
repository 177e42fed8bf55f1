-- One row per row that waits: its unit is the sheet's, else the village its own cells name; its month
-- is the sheet's (a row that was refused may have no date one could trust).
with
placed as (
    select
        j.form, j.batch_id, j.source_sheet, j.source_row, j.block,
        json_extract_string(j.cells, '$."' || b.heading || '"') as place
    from raw_rejected j
    left join raw_block_column b
        on b.batch_id = j.batch_id and b.source_sheet = j.source_sheet and b.block = j.block
        and b."column" in ('village', 'unit')
)
select
    p.form, p.batch_id, p.source_sheet, p.source_row, p.block,
    coalesce(min(s.unit), min(v.village), min(d.unit)) as unit,
    min(s.period) as period
from placed p
left join stg_sheet s
    on s.batch_id = p.batch_id and s.sheet = p.source_sheet and s.block = p.block
left join stg_village v on contains(p.place, regexp_replace(v.village, '(村|社区)$', ''))
left join stg_unit d on d.unit_kind = 'department' and d.unit = p.place
group by p.form, p.batch_id, p.source_sheet, p.source_row, p.block
