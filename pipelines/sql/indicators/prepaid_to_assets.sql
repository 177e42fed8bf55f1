-- Prepaid total per net fixed assets; nothing prepaid is no risk, no assets with money is three times.
with
prepaid as (
    select
        period, facility_id, sum(value_num) as prepaid_wan, min(observed_date) as observed_date
    from mart_observation
    where "column" in ('prepaid_service_wan', 'deposit_wan', 'membership_wan')
    group by period, facility_id
),
assets as (
    select period, facility_id, value_num as assets_wan
    from mart_observation
    where "column" = 'fixed_assets_net_wan'
)
select
    p.period, p.facility_id,
    case
        when p.prepaid_wan = 0 then 0
        when a.assets_wan = 0 then 3
        else p.prepaid_wan / a.assets_wan
    end as value,
    p.observed_date
from prepaid p
left join assets a using (period, facility_id)
