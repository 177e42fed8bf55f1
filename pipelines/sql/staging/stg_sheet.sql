-- One row per sheet or block of a live import, with the unit and month it speaks of.
select s.*, v.village_code
from raw_sheet s
left join stg_village v on v.village = s.unit
