-- One row per ordered pair of related subjects: affiliated, or sharing a person, phone or address.
-- A name shortened to 某 says nothing about who it is.
with
linked as (
    select facility_id, 'legal_person' as kind, legal_person as evidence
    from mart_facility
    where legal_person not like '%某%'
    union all
    select facility_id, 'phone', phone from mart_facility where phone is not null
    union all
    select facility_id, 'address', address from mart_facility where address is not null
),
affiliated as (
    select facility_id, affiliated_facility_id as related_facility_id, affiliated_to as evidence
    from mart_facility
    where affiliated_facility_id is not null
)
select a.facility_id, b.facility_id as related_facility_id, a.kind, a.evidence
from linked a
join linked b on a.kind = b.kind and a.evidence = b.evidence and a.facility_id <> b.facility_id
union all
select facility_id, related_facility_id, 'affiliated', evidence from affiliated
union all
select related_facility_id, facility_id, 'affiliated', evidence from affiliated
order by 1, 2, 3
