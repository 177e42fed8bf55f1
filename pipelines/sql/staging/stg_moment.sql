-- One row per statement that may meet a statutory line by itself (laws of truth, 8): every version of a
-- visit, every version of a lead's nature and every nature a person decided, with the day it speaks of and when it was received. `period` numbers them
-- so that the files in indicators/ and the facts read moments as they read months.
with
stated as (
    select
        'visit' as kind, facility_id, screened_date as until, row_id, null::varchar as nature,
        row_id = max(row_id) over (partition by facility_id, screened_date) as is_current,
        batch_id, source_sheet, source_row, null::timestamp as decided_at,
        string_agg(actor, '、') over (
            partition by facility_id, screened_date order by row_id
            rows between 1 following and unbounded following
        ) as corrected_by
    from (select s.*, b.actor from stg_screening s join raw_batch b using (batch_id))
    where facility_id is not null
    union all
    select
        'lead', facility_id, received_date, row_id, nature, true, batch_id, source_sheet, source_row,
        null, null
    from stg_lead
    where facility_id is not null and nature is not null
        and coalesce(status, '') not in ('不属实', '已并案')
        and row_id not in (
            select row_id from stg_unconfirmed where form = 'lead' and "column" = 'nature'
        )
    union all
    select
        'ruling', l.facility_id, n.decided_at::date, n.seq, n.nature, true, null, null, null,
        n.decided_at, null
    from raw_nature n
    join stg_lead_now l using (lead_no)
    where l.facility_id is not null
)
select
    row_number() over (order by s.kind, s.row_id) - 1 as panel_no,
    (row_number() over (order by s.kind, s.row_id))::varchar as period,
    s.facility_id, f.facility_type, f.first_seen_date, s.until, s.kind, s.row_id, s.nature,
    s.is_current, v.screener,
    v.people_involved is not null and v.distress_signs = '无' and (
        v.amount_involved_wan is not null
        or v.prepaid_service_wan is not null and v.deposit_wan is not null
        and v.membership_wan is not null
    ) as is_complete,
    s.corrected_by, s.batch_id, s.source_sheet, s.source_row,
    coalesce(s.decided_at, b.imported_at) as known_at
from stated s
join mart_facility f on f.facility_id = s.facility_id
left join mart_screening v
    on s.kind = 'visit' and s.is_current and v.facility_id = s.facility_id
    and v.screened_date = s.until
left join raw_batch b on b.batch_id = s.batch_id
where s.until <= (select as_of from run_info)
order by panel_no
