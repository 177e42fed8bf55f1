-- One row per month, subject and column whose newest value rests on a guess that nobody confirmed.
select distinct
    o.period, o.facility_id, o."column", u.kind, u.form, u.wording, u.reading,
    o.batch_id, o.source_file, o.source_sheet, o.source_row, o.cell
from mart_observation o
join stg_unconfirmed u
    on u.batch_id = o.batch_id and u.source_sheet = o.source_sheet
    and u.source_row = o.source_row and u."column" = o."column"
where not o.is_confirmed
union all
select distinct
    p.period, p.facility_id, u."column", u.kind, u.form, u.wording, u.reading,
    u.batch_id, u.source_file, u.source_sheet, u.source_row, null
from stg_panel p
join mart_lead l on l.facility_id = p.facility_id and l.received_date <= p.until
join stg_sure_lead s on s.lead_no = l.lead_no and s.nature is distinct from l.nature
join stg_lead b on b.lead_no = l.lead_no
join stg_unconfirmed u on u.form = 'lead' and u.row_id = b.row_id and u."column" = 'nature'
order by all
