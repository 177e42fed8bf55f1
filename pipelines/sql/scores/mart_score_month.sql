-- One row per month and subject: score, rank, level and why.
create table mart_score_month as
select
    r.period, r.facility_id, f.facility_name, f.village_code, f.village, f.sector,
    r.score, r.rank, r.level, r.level_computed, r.level_floor_rule, r.is_statutory,
    r.coverage_pct, r.score_low, r.score_high,
    if(isnan(r.amount_involved_wan), null, r.amount_involved_wan) as amount_involved_wan,
    if(isnan(r.people_involved), null, r.people_involved)::bigint as people_involved,
    r.rank_rule, r.reason
from results r
join mart_facility f using (facility_id)
order by r.period, r.rank
