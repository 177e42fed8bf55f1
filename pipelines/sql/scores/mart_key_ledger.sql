-- One row per subject on the key ledger (重点风险线索管理台账): why, and who does what by when, from
-- its open task with the nearest deadline.
with
open_task as (
    select *
    from mart_rectification
    where not is_closed and facility_id is not null
    qualify row_number() over (partition by facility_id order by deadline_date, task_no) = 1
)
select
    k.facility_id, k.reasons,
    t.task_no, t.responsible_unit, t.responsible_person, t.measures, t.deadline_date,
    k.next_step
from stg_key_reason k
join mart_score_month s
    on s.facility_id = k.facility_id and s.period = (select period from run_info)
left join open_task t on t.facility_id = k.facility_id
order by s.rank
