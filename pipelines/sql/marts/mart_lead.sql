-- One row per lead, workbooks and people's handling joined, with its clock as of the build.
select
    l.*,
    c.deadline_date, c.is_overdue, c.days_overdue, c.workdays_overdue, c.days_left, c.workdays_left
from stg_lead_now l
join stg_lead_clock c using (matter_id)
order by l.lead_no, l.matter_id
