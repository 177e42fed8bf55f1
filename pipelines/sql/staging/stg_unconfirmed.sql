-- One row per accepted row and column whose value rests on a guess that nobody confirmed.
with
rows as (
    select 'screening' as form, row_id, batch_id, source_sheet, source_row, block
    from raw_screening
    union all
    select 'facility', row_id, batch_id, source_sheet, source_row, block from raw_facility
    union all
    select 'lead', row_id, batch_id, source_sheet, source_row, block from raw_lead
)
select
    r.form, r.row_id, g."column", g.kind, g.wording, g.reading,
    g.batch_id, g.source_file, g.source_sheet, r.source_row
from stg_guess g
join rows r
    on r.form = g.form and r.batch_id = g.batch_id and r.source_sheet = g.source_sheet
    and r.block = g.block and r.source_row = coalesce(g.source_row, r.source_row)
where not g.is_confirmed
order by r.form, r.row_id, g."column", g.kind
