-- Probable duplicates are found by a hash of name, full date of birth and sex. In a table of its own, keyed and
-- distributed by the hash, one look tells who is alike; an index of person would be asked in each partition.
-- Eight bytes of MD5, and no name. A row is a hint: the record is the truth, and one that has changed is passed over.
create table person_by_likeness (
    likeness  bigint not null,
    person_id uuid   not null
) partition by hash (likeness);

do $$
begin
    for i in 0..7 loop
        execute format('create table person_by_likeness_%s partition of person_by_likeness for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

insert into person_by_likeness (likeness, person_id)
select ('x' || left(md5(name_key || '|' || ((birth_year * 100 + birth_month) * 100 + birth_day) * 10::bigint + sex), 16))
        ::bit(64)::bigint, person_id
from person where birth_day is not null and sex <> 0;

alter table person_by_likeness add primary key (likeness, person_id);
drop index person_alike;
delete from deferred_index where name = 'person_alike';
