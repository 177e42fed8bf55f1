-- Whether prepaid money is in custody: what the last visit saw, else what the register says.
with
seen as (
    select
        period, facility_id, observed_date,
        case value_text when 'yes' then '有' when 'no' then '无' end as value
    from mart_observation
    where "column" = 'in_custody'
),
registered as (
    select period, facility_id, observed_date, value_text as value
    from mart_observation
    where "column" = 'custody_account'
)
select
    period, facility_id,
    coalesce(seen.value, registered.value) as value,
    coalesce(seen.observed_date, registered.observed_date) as observed_date
from seen
full join registered using (period, facility_id)
