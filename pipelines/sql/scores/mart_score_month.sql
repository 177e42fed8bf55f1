-- One row per month and subject: score, rank, level and why.
select
    r.period::varchar as period,
    r.facility_id::varchar as facility_id,
    f.facility_name, f.village_code, f.village, f.sector,
    r.score::double as score,
    r.rank::bigint as rank,
    r.level::varchar as level,
    r.level_computed::varchar as level_computed,
    r.level_by_facts::varchar as level_by_facts,
    r.level_by_rule::varchar as level_by_rule,
    r.level_floor_rule::varchar as level_floor_rule,
    r.is_statutory::boolean as is_statutory,
    r.statutory_now::boolean as statutory_now,
    r.statutory_since::date as statutory_since,
    r.level_held::boolean as level_held,
    r.held_reason::varchar as held_reason,
    r.is_pending_statutory::boolean as is_pending_statutory,
    r.pending_reason::varchar as pending_reason,
    r.coverage_pct::double as coverage_pct,
    r.score_low::double as score_low,
    r.score_high::double as score_high,
    if(isnan(r.amount_involved_wan::double), null, r.amount_involved_wan::double)
        as amount_involved_wan,
    if(isnan(r.people_involved::double), null, r.people_involved::double)::bigint
        as people_involved,
    r.lacks::varchar as lacks,
    r.waiting_rows::bigint as waiting_rows,
    r.rank_rule::varchar as rank_rule,
    r.reason::varchar as reason
from results r
join mart_facility f on f.facility_id = r.facility_id::varchar
order by period, rank
