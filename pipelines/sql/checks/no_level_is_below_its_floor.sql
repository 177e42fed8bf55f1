-- No subject stands below the level that a floor demands; 红 is the highest colour.
select s.period, s.facility_id, s.level, f.level as demanded
from mart_score_month s
join mart_floor f using (period, facility_id)
where list_position(['红', '橙', '黄', '信息不足', '绿'], s.level)
    > list_position(['红', '橙', '黄', '信息不足', '绿'], f.level)
    and f.level <> '绿'
