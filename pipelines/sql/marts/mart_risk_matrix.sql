-- One row per village, sector and level of the current month.
select * exclude (period)
from mart_risk_matrix_month
where period = (select period from run_info)
