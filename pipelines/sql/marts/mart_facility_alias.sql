-- One row per id under which a subject was or would be known: today's, and the one that a name and
-- village alone give, so that what was noted before a code became known is still found.
with
ids as (
    select i.facility_id as alias_id, i.facility_id from stg_identity i
    union
    select i.alias_id, i.facility_id from stg_identity i
),
counted as (
    select alias_id, facility_id, count(*) over (partition by alias_id) as subjects
    from ids
)
select alias_id, facility_id
from counted
where subjects = 1 or alias_id = facility_id
order by alias_id
