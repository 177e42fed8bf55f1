-- Ranks of a month run from 1 to the number of its subjects, each once.
select period, count(*) as subjects, min(rank) as first, max(rank) as last
from mart_score_month
group by period
having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*)
