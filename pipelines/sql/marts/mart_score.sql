-- One row per subject: the current month.
select * from mart_score_month where period = (select period from run_info) order by rank
