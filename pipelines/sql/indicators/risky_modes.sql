-- How many of the high-risk business modes a subject uses.
select
    period, facility_id,
    len(list_intersect(string_split(value_text, '、'), $risky_modes)) as value,
    observed_date
from mart_observation
where "column" = 'business_modes'
