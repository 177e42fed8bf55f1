-- One row per village and month: whether every subject's figures repeat the month before to the digit.
-- Only subjects with some figure above zero count: nothing twice is no copy.
with
figures as (
    select
        village, period, facility_id,
        last(
            [
                people_involved, elderly_involved, local_people, amount_involved_wan, unpaid_wan,
                prepaid_service_wan, deposit_wan, membership_wan, complaints, petition_batches,
                media_mentions, lawsuits
            ]::double[]
            order by screened_date
        ) as figures
    from mart_screening
    where facility_id is not null
    group by village, period, facility_id
),
compared as (
    select now.village, now.period, now.figures = was.figures as is_same
    from figures now
    join mart_period p on p.period = now.period
    join figures was
        on was.facility_id = now.facility_id
        and was.period = strftime(p.period_start - interval 1 month, '%Y-%m')
    where list_sum(now.figures) > 0
)
select village, period, bool_and(is_same) and count(*) >= 2 as is_identical
from compared
group by village, period
