-- One row per id under which a subject was or would be known: today's, and the one that a name and
-- village alone give, so that what was noted before a code became known is still found.
with
ids as (
    select facility_id as alias_id, facility_id from stg_identity
    union
    select alias_id, facility_id from stg_identity
)
select alias_id, facility_id
from ids
qualify count(*) over (partition by alias_id) = 1 or alias_id = facility_id
order by alias_id
