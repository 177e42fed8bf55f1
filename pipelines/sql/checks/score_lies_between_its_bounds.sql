-- Scores and bounds lie between 0 and 100 and the bounds enclose the score.
select period, facility_id, score_low, score, score_high
from mart_score_month
where coverage_pct > 0
    and not (-1e-6 <= score_low and score_low <= score + 1e-6
        and score <= score_high + 1e-6 and score_high <= 100 + 1e-6)
