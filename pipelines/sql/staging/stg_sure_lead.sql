-- One row per lead as statutory lines may read it: a nature that rests on an unconfirmed guess is
-- unknown until somebody confirms it or decides the nature of the lead.
with
stated as (
    select lead_no, max(row_id) as row_id
    from stg_lead
    where list_contains(columns, 'nature')
    group by lead_no
),
open_one as (
    select s.lead_no
    from stated s
    semi join (select row_id from stg_unconfirmed where form = 'lead' and "column" = 'nature') d
        using (row_id)
    anti join (
        select case_id as lead_no from raw_case
        where kind = 'lead' and json_exists(packed, '$.decided.nature')
    ) c using (lead_no)
)
select l.* replace (if(o.lead_no is null, l.nature, null) as nature)
from mart_lead l
left join open_one o using (lead_no)
