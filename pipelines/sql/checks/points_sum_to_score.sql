-- The points of a subject's indicators sum to its score.
select s.period, s.facility_id, s.score, sum(c.points) as points
from mart_score_month s
left join mart_contribution_month c using (period, facility_id)
group by s.period, s.facility_id, s.score
having abs(s.score - coalesce(sum(c.points), 0)) > 1e-9
