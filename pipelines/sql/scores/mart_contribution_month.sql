-- One row per month, subject and indicator: its part of the score; points sum to the score.
select
    period, facility_id, indicator, dimension, value, value_text, risk_0_100,
    weight, points, is_known, is_applicable
from cells
