-- Leads, tasks, reports, populations, activities and subjects are each there once.
select 'facility' as mart, facility_id as key from mart_facility group by facility_id having count(*) > 1
union all
select 'lead', matter_id from mart_lead group by matter_id having count(*) > 1
union all
select 'rectification', matter_id from mart_rectification group by matter_id having count(*) > 1
union all
select 'submission', unit || ' ' || period from mart_submission
group by unit, period having count(*) > 1
union all
select 'population', village_code || ' ' || as_of_date from mart_population
group by village_code, as_of_date having count(*) > 1
union all
select 'village', village_code from mart_village group by village_code having count(*) > 1
