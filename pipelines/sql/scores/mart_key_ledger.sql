-- One row per subject on the key ledger (重点风险线索管理台账): why, and who does what by when, from
-- its open task with the nearest deadline; what people set stands before it, all four together.
with
open_task as (
    select *
    from mart_rectification
    where not is_closed and facility_id is not null
    qualify row_number() over (partition by facility_id order by deadline_date, task_no, matter_id) = 1
)
select
    k.facility_id, k.reasons,
    t.task_no, t.matter_id,
    if(d.measures is null, t.responsible_unit, d.responsible_unit) as responsible_unit,
    if(d.measures is null, t.responsible_person, d.responsible_person) as responsible_person,
    if(d.measures is null, t.measures, d.measures) as measures,
    if(d.measures is null, t.deadline_date, d.deadline_date) as deadline_date,
    k.next_step,
    d.number, d.decided_by, d.decided_date, d.expires_date
from stg_key_reason k
join mart_score_month s
    on s.facility_id = k.facility_id and s.period = (select period from run_info)
left join stg_key_decision d on d.facility_id = k.facility_id
left join open_task t on t.facility_id = k.facility_id
order by s.rank
