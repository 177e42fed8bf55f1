-- Every accepted row of a lead or a task is a version of exactly one matter that stands in its mart.
select 'lead' as form, r.row_id, count(m.matter_id) as matters
from raw_lead r
left join stg_matter t on t.kind = 'lead' and t.row_id = r.row_id
left join mart_lead m on m.matter_id = t.matter_id
group by r.row_id having count(m.matter_id) <> 1
union all
select 'rectification', r.row_id, count(m.matter_id)
from raw_rectification r
left join stg_matter t on t.kind = 'rectification' and t.row_id = r.row_id
left join mart_rectification m on m.matter_id = t.matter_id
group by r.row_id having count(m.matter_id) <> 1
