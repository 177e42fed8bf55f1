-- One row per month, subject and thing by which it may belong to others: its operator or the institution
-- behind it (affiliated_to), its legal person, its phone, its credit code; the last one known by then.
-- is_apart: public, or run by a village committee; it belongs to no group and makes a contact no tie.
with
stated as (
    unpivot (
        select facility_id, row_id, stated_date, legal_person, phone, affiliated_to, ownership
        from stg_facility
    )
    on legal_person, phone, affiliated_to, ownership into name "column" value value_text
),
sure as (
    select s.*, row_number() over (partition by s.facility_id, s."column" order by s.row_id) as no
    from stated s
    anti join stg_unconfirmed d
        on d.form = 'facility' and d.row_id = s.row_id and d."column" = s."column"
),
said as (
    select
        facility_id, "column", if(no = 1, date '0001-01-01', stated_date) as since_date,
        arg_max(value_text, row_id) as value_text
    from sure
    group by all
),
wanted as (
    select p.period, p.until, p.facility_id, s."column"
    from stg_panel p
    join (select distinct facility_id, "column" from said) s using (facility_id)
),
known as (
    select w.period, w.facility_id, w."column" as kind, s.value_text as said
    from wanted w
    asof join said s
        on w.facility_id = s.facility_id and w."column" = s."column" and w.until >= s.since_date
),
apart as (
    select p.period, p.facility_id
    from stg_panel p
    join mart_facility f using (facility_id)
    where regexp_matches(f.facility_name, $committee)
    union
    select period, facility_id
    from known
    where (kind = 'ownership' and list_contains($public, said))
        or (kind <> 'ownership' and regexp_matches(said, $committee))
),
tied as (
    select period, facility_id, kind, said from known where kind <> 'ownership'
    union
    select p.period, p.facility_id, 'credit_code', f.credit_code
    from stg_panel p
    join mart_facility f using (facility_id)
    where f.credit_code is not null
    union
    select k.period, a.facility_id, k.kind, k.said
    from known k
    join stg_affiliation a on a.company_id = k.facility_id
    join mart_facility f on f.facility_id = k.facility_id and f.affiliated_to = k.said
    join stg_panel p on p.period = k.period and p.facility_id = a.facility_id
    where k.kind = 'affiliated_to'
)
select t.period, t.facility_id, t.kind, t.said, a.facility_id is not null as is_apart
from tied t
left join apart a using (period, facility_id)
where not regexp_matches(t.said, '[某*＊]') and not regexp_matches(t.said, $committee)
order by all
