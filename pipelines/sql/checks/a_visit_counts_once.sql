-- A known subject has one visit per date.
select facility_id, screened_date, count(*) as visits
from mart_screening
where facility_id is not null
group by facility_id, screened_date
having count(*) > 1
