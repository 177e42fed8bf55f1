-- One row per month, subject and indicator: the value, null where unknown or not applicable.
select period, facility_id, indicator, value, value_text, is_applicable, source_column
from cells
