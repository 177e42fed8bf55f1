-- Whatever a row speaks of is a subject of the register.
select 'screening' as form, row_id, facility_id from mart_screening
where facility_id is not null and facility_id not in (select facility_id from mart_facility)
union all
select 'lead', row_id, facility_id from mart_lead
where facility_id is not null and facility_id not in (select facility_id from mart_facility)
union all
select 'rectification', row_id, facility_id from mart_rectification
where facility_id is not null and facility_id not in (select facility_id from mart_facility)
