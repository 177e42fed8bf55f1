-- One row per name in a form that needs a person: near a known subject, or unknown.
with
open_rows as (
    select m.*
    from stg_match m
    where m.facility_id is null and m.decision is null
    qualify row_number() over (
        partition by m.form, m.name, m.credit_code, m.village_code order by m.row_id desc
    ) = 1
)
select
    'R-' || left(md5(concat_ws('|', o.form, o.name, o.credit_code, o.village_code)), 10)
        as review_id,
    o.form, o.name, o.credit_code, v.village,
    o.batch_id, o.source_file as file, o.source_sheet as sheet, o.source_row as "row",
    o.proposal_facility_id, s.facility_name as proposal_name, o.similarity,
    case when o.proposal_facility_id is null then 'unknown' else o.method end as kind
from open_rows o
left join stg_subject s on s.facility_id = o.proposal_facility_id
left join stg_village v on v.village_code = o.village_code
order by o.form, o.name, review_id
