-- A change that takes an earlier one back and brings what is right instead, such as a death with
-- another date.
alter table person_version add column replaces bigint;
alter table person_version
    add constraint person_version_replaces_earlier check (replaces between 2 and version) not valid,
    add constraint person_version_takes_back_one check (annuls is null or replaces is null)
        not valid;
alter table person_version validate constraint person_version_replaces_earlier;
alter table person_version validate constraint person_version_takes_back_one;
