-- Every subject has exactly one score in the current month.
select f.facility_id, count(s.facility_id) as scores
from mart_facility f
left join mart_score s using (facility_id)
group by f.facility_id
having count(s.facility_id) <> 1
