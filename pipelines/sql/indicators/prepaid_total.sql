-- Prepaid service fees, deposits and membership fees together, 万元 (the known ones of the three).
with
prepaid as (
    select
        period, facility_id, sum(value_num) as prepaid_wan, min(observed_date) as observed_date
    from mart_observation
    where "column" in ('prepaid_service_wan', 'deposit_wan', 'membership_wan')
    group by period, facility_id
)
select period, facility_id, prepaid_wan as value, observed_date from prepaid
