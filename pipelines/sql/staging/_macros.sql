-- What the newest row says that has the column at all: blank included (docs/decisions.md 2).
create or replace temp macro stated(value, name, columns, row_id) as
    arg_max_null(value, row_id) filter (where list_contains(columns, name));
