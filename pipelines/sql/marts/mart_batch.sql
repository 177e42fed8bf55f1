-- One row per import, undone ones too.
select * from raw_batch order by batch_no
