-- One row per subject and indicator: the current month.
select * exclude (period)
from mart_contribution_month
where period = (select period from run_info)
order by facility_id, indicator
