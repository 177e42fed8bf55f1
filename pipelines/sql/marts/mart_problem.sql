-- One row per problem of a live import.
select
    batch_id, source_file as file, source_sheet as sheet, source_row as "row", cell, "column",
    heading, value, code, severity, message
from raw_problem
order by batch_no, sheet, "row", cell, code
