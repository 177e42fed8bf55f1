-- One row per version of a visit that a newer one replaced: what the visit said until then, column by
-- column as in mart_screening.
with
replaced as (
    select facility_id, screened_date, row_id
    from stg_screening
    where is_repeated and facility_id is not null
    qualify row_id < max(row_id) over (partition by facility_id, screened_date)
),
up_to as (
    select r.row_id as version_id, s.*
    from replaced r
    join stg_screening s
        on s.facility_id = r.facility_id and s.screened_date = r.screened_date
        and s.row_id <= r.row_id
)
select
    version_id, min(facility_id) as facility_id, min(screened_date) as screened_date,
    {{stated screening}}
from up_to
group by version_id
order by version_id
