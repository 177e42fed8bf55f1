-- As many rows are in the build as the imports accepted, form by form.
with
promised as (
    select form, sum(accepted) as n from mart_sheet where form is not null group by form
),
arrived as (
    select 'facility' as form, count(*) as n from raw_facility
    union all select 'screening', count(*) from raw_screening
    union all select 'lead', count(*) from raw_lead
    union all select 'rectification', count(*) from raw_rectification
    union all select 'publicity', count(*) from raw_publicity
    union all select 'submission', count(*) from raw_submission
    union all select 'population', count(*) from raw_population
)
select a.form, coalesce(p.n, 0) as promised, a.n as arrived
from arrived a
left join promised p using (form)
where a.n <> coalesce(p.n, 0)
