-- One row per known statement of a column about a subject, with the row it stands in and since when
-- it holds. A visit's figures hold from the day of the visit. A register's hold from its month on; the
-- first register holds backwards too, and in a register a blank withdraws the older value.
with
visit_numbers as (
    unpivot (
        select
            facility_id, screened_date, row_id,
            {{numbers screening}}
        from mart_screening
        where facility_id is not null
    )
    on columns(* exclude (facility_id, screened_date, row_id)) into name "column" value value_num
),
visit_words as (
    unpivot (
        select
            facility_id, screened_date, row_id,
            {{words screening}}
        from mart_screening
        where facility_id is not null
    )
    on columns(* exclude (facility_id, screened_date, row_id)) into name "column" value value_text
),
visits as (
    select facility_id, "column", value_num, null::varchar as value_text, screened_date, row_id
    from visit_numbers
    union all
    select facility_id, "column", null, value_text, screened_date, row_id from visit_words
),
visit_source as (
    select
        v.facility_id, v."column", v.screened_date,
        max(s.row_id) filter (where list_contains(s.columns, v."column")) as row_id
    from visits v
    join stg_screening s using (facility_id, screened_date)
    where s.is_repeated
    group by all
),
register_numbers as (
    select * from (
        select
            facility_id, row_id,
            {{numbers facility}}
        from stg_facility
    )
    unpivot include nulls (
        value_num for "column" in (columns(* exclude (facility_id, row_id)))
    )
),
register_words as (
    select * from (
        select
            facility_id, row_id,
            {{words facility}}
        from stg_facility
    )
    unpivot include nulls (
        value_text for "column" in (columns(* exclude (facility_id, row_id)))
    )
),
registers as (
    select facility_id, "column", value_num, null::varchar as value_text, row_id
    from register_numbers
    union all
    select facility_id, "column", null, value_text, row_id from register_words
),
register_dated as (
    select
        r.*, s.stated_date,
        max(s.stated_date) over (
            partition by r.facility_id, r."column" order by r.row_id
        ) as since_date,
        row_number() over (partition by r.facility_id, r."column" order by r.row_id) as statement_no
    from registers r
    join stg_facility s using (facility_id, row_id)
    where list_contains(s.columns, r."column") or coalesce(r.value_text, r.value_num::varchar) is not null
),
register_kept as (
    select *
    from register_dated
    qualify row_number() over (
        partition by facility_id, "column", since_date order by row_id desc
    ) = 1
)
select
    v.facility_id, v."column", v.value_num, v.value_text,
    v.screened_date as observed_date, v.screened_date as since_date,
    'screening' as form, coalesce(s.row_id, v.row_id) as row_id
from visits v
left join visit_source s using (facility_id, "column", screened_date)
union all
select
    facility_id, "column", value_num, value_text,
    stated_date,
    case when first_value(row_id) over (
        partition by facility_id, "column" order by row_id
    ) = row_id then date '0001-01-01' else since_date end,
    'facility', row_id
from register_kept
