-- One row per known value of a replaced version of a visit.
with
number as (
    unpivot (
        select
            version_id,
            {{numbers screening}}
        from stg_version
    )
    on columns(* exclude (version_id)) into name "column" value value_num
),
word as (
    unpivot (
        select
            version_id,
            {{words screening}}
        from stg_version
    )
    on columns(* exclude (version_id)) into name "column" value value_text
)
select version_id, "column", value_num, null::varchar as value_text from number
union all
select version_id, "column", null, value_text from word
order by all
