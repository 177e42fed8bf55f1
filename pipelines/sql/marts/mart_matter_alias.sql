-- One row per id by which a matter is or was known: its own, those of matters people joined to it, what
-- one of its rows alone would give, and its number (of two matters with one number, the older's).
with
ids as (
    select kind, matter_id as alias_id, matter_id, row_id, 1 as rank from stg_matter
    union all
    select kind, also_id, matter_id, row_id, 2 from stg_matter where also_id is not null
    union all
    select kind, own_id, matter_id, row_id, 3 from stg_matter
    union all
    select kind, number, matter_id, row_id, 4 from stg_matter
)
select kind, alias_id, matter_id
from ids
qualify row_number() over (partition by kind, alias_id order by rank, row_id) = 1
order by kind, alias_id
