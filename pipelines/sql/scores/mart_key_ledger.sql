-- One row per subject on the key ledger (重点风险线索管理台账): why, and who does what by when.
with
chosen as (
    select facility_id, level, is_statutory, level_floor_rule, rank
    from mart_score_month
    where period = (select period from run_info)
        and (is_statutory or list_contains($levels, level))
),
open_task as (
    select *
    from mart_rectification
    where not is_closed and facility_id is not null
    qualify row_number() over (partition by facility_id order by deadline_date, task_no) = 1
)
select
    c.facility_id,
    coalesce(c.level_floor_rule, c.level) as reasons,
    t.task_no, t.responsible_unit, t.responsible_person, t.measures, t.deadline_date,
    $actions[list_position($colours, c.level)] as next_step
from chosen c
left join open_task t using (facility_id)
order by c.rank
