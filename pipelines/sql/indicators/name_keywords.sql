-- Whether the name holds words that Regulation 737, Art. 9 bans, or that call for a closer look.
with
named as (
    select period, facility_id, value_text as facility_name, observed_date
    from mart_observation
    where "column" = 'facility_name'
)
select
    period, facility_id,
    case
        when len(list_filter($banned_name_words, lambda w: contains(facility_name, w))) > 0 then '禁用'
        when len(list_filter($watched_name_words, lambda w: contains(facility_name, w))) > 0 then '关注'
        else '无'
    end as value,
    observed_date
from named
