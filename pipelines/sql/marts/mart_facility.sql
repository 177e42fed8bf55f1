-- One row per subject, as the newest statements describe it, and since when it is known.
with
first_seen as (
    select facility_id, min(seen_date) as first_seen_date
    from (
        select facility_id, first_stated_date as seen_date from stg_subject
        union all select facility_id, screened_date from mart_screening
        union all select facility_id, received_date from mart_lead
    )
    group by facility_id
)
select
    s.* exclude (first_stated_date),
    m.facility_id as affiliated_facility_id,
    f.first_seen_date
from stg_subject s
join first_seen f using (facility_id)
left join stg_affiliation m on m.company_id = s.facility_id
order by s.facility_id
