-- Every unit that should report is expected once a month.
select unit, period, count(*) as expected
from mart_submission_status
group by unit, period
having count(*) > 1
