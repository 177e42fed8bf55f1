-- One row per unit that should report each month: every village, the named departments, and any
-- department that ever reported.
select village as unit, 'village' as unit_kind, village_code from stg_village
union
select unit, 'department', null from stg_department
union
select unit, 'department', null from raw_submission where unit_kind = 'department'
