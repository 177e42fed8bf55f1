-- One row per heading (source_row null: its whole column) or cell that a statutory line reads and that
-- was read by a guess, and whether a person agreed. Books staged before headings were marked told it
-- as a problem only.
with
marked as (
    select c.*, coalesce(
        c.is_guessed,
        exists (
            from raw_problem p
            where p.code = 'heading_guessed' and p.batch_id = c.batch_id
                and p.source_sheet = c.source_sheet and p.heading = c.heading
        )
    ) as is_doubtful
    from raw_block_column c
    join stg_statutory_column using (form, "column")
),
guess as (
    select
        'heading' as kind, form, "column", heading as wording, null::varchar as reading,
        batch_id, source_file, source_sheet, block, null::bigint as source_row
    from marked
    where is_doubtful
    union all
    select
        'option', form, "column", wording, reading,
        batch_id, source_file, source_sheet, block, source_row
    from raw_inferred
    join stg_statutory_column using (form, "column")
)
select g.*, a.wording is not null as is_confirmed
from guess g
left join raw_answer a
    on a.kind = g.kind and a.form = g.form and a."column" = g."column" and a.wording = g.wording
    and a.reading is not distinct from g.reading
order by g.batch_id, g.source_sheet, g.block, g."column", g.source_row
