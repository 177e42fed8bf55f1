-- One row per version of a visit ever accepted; is_current marks the newest.
select
    * exclude (subject_key, columns, is_repeated),
    row_id = max(row_id) over (partition by subject_key, screened_date) as is_current
from stg_screening
order by screened_date, row_id
