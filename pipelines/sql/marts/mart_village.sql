-- One row per village of the region, with its newest population up to as_of.
with
counted as (
    select *
    from mart_population
    where as_of_date <= (select as_of from run_info)
    qualify row_number() over (partition by village_code order by as_of_date desc) = 1
)
select
    v.village_code,
    v.village,
    v.full_name,
    v.kind,
    v.tile_col,
    v.tile_row,
    t.town_code,
    t.town,
    t.town_col,
    t.town_row,
    c.residents,
    c.elderly_60,
    c.elderly_65,
    c.empty_nest,
    c.as_of_date as population_date
from stg_village v
left join stg_town t using (town_code)
left join counted c using (village_code)
order by v.village_code
