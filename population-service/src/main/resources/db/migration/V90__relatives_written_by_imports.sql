-- Imports write whom their people name together with the people. What earlier imports left to be read afterwards is
-- read here, from where the reading stopped; ids of an import's people end in 40 bits of their line.
insert into named_relative (name_key, role, person_id)
select k.name_key, r.role, p.person_id
from import i
left join relative_indexing x on x.import_id = i.import_id
join person p on p.person_id > coalesce(x.after_id, i.import_id)
    and p.person_id <= (left(i.import_id::text, 26) || 'ffffffffff')::uuid
cross join lateral (values
    (1, p.relatives -> 'father'), (2, p.relatives -> 'mother'), (3, p.relatives -> 'spouse'),
    (4, p.relatives -> 'representative'), (5, p.relatives -> 'householdHead')) r (role, named)
cross join lateral (select coalesce(
    'p' || (r.named ->> 'personId'), 'n' || (r.named ->> 'number'),
    'o' || (r.named ->> 'oldNumber'))) k (name_key)
where k.name_key is not null and k.name_key is distinct from 'n' || p.number
on conflict do nothing;

drop table relative_indexing;
