-- Of every live import as many rows are in the build as its event in the ledger counted.
with
arrived as (
    select batch_id, count(*) as n
    from (
        select batch_id from raw_facility
        union all select batch_id from raw_screening
        union all select batch_id from raw_lead
        union all select batch_id from raw_rectification
        union all select batch_id from raw_publicity
        union all select batch_id from raw_submission
        union all select batch_id from raw_population
    )
    group by batch_id
),
waiting as (select batch_id, count(*) as n from raw_rejected group by batch_id),
listed as (
    select batch_id, sum(rows_seen) as rows_seen, sum(skipped) as skipped
    from raw_sheet group by batch_id
),
compared as (
    select
        b.batch_id, b.file, b.accepted, b.rejected, b.rows_seen, b.skipped,
        coalesce(a.n, 0) as rows_arrived,
        coalesce(w.n, 0) as rows_waiting,
        coalesce(l.rows_seen, 0) as rows_listed,
        coalesce(l.skipped, 0) as skipped_listed
    from raw_batch b
    left join arrived a using (batch_id)
    left join waiting w using (batch_id)
    left join listed l using (batch_id)
    where b.is_live
)
select
    '批次 ' || batch_id || '（' || file || '）导入时采用 ' || accepted || ' 行、退回 ' || rejected
    || ' 行，现在读到 ' || rows_arrived || ' 行、' || rows_waiting
    || ' 行：暂存内容与导入记录不符，请撤回这个批次后重新导入原文件' as sentence
from compared
where accepted <> rows_arrived or rejected <> rows_waiting
    or rows_seen <> rows_listed or skipped <> skipped_listed
order by batch_id
