-- The register. The current state of a person is one row; history keeps superseded versions only.
-- Large tables are partitioned by hash of their distribution column, which is part of every unique
-- key, so that the same schema can be distributed. Uniqueness that is not by person id lives in
-- tables of its own, keyed by that value and written in the same transaction.

create table person (
    person_id             uuid        not null,
    version               bigint      not null check (version >= 1),
    status                text        not null check (status in ('ALIVE', 'DEAD', 'MISSING')),
    number                text        check (number ~ '^[0-9]{12}$'),
    number_status         text        not null check (number_status in ('ASSIGNED', 'AWAITING', 'IN_REVIEW')),
    number_reason         text,
    old_number            text        check (old_number ~ '^[0-9]{9}$'),
    name                  text        not null check (char_length(name) between 1 and 100),
    name_key              text        not null,
    birth_year            smallint    not null check (birth_year between 1800 and 2399),
    birth_month           smallint    check (birth_month between 1 and 12),
    birth_day             smallint    check (birth_day between 1 and 31),
    birth_order           smallint    check (birth_order between 1 and 9),
    sex                   smallint    not null check (sex between 0 and 2),
    -- Places: the codes of province (2), district (3) and commune (5) run together, and the detail.
    birth_registration    text        not null,
    birth_registration_detail text,
    origin                text        not null,
    origin_detail         text,
    ethnicity             text        not null,
    religion              text,
    nationality           text        not null check (nationality ~ '^[A-Z]{2}$'),
    marital_status        smallint    not null check (marital_status between 0 and 3),
    permanent             text,
    permanent_detail      text,
    temporary             text,
    temporary_detail      text,
    residing              text,
    residing_detail       text,
    blood_group           text,
    -- father, mother, spouse, representative, householdHead, relationshipToHead
    relatives             jsonb       not null,
    death_date            text,
    registered_at         timestamptz not null,
    updated_at            timestamptz not null,
    check ((number_status = 'ASSIGNED') = (number is not null)),
    check (birth_day is null or birth_month is not null),
    check (death_date is null or status = 'DEAD')
) partition by hash (person_id);

create table person_version (
    person_id   uuid        not null,
    version     bigint      not null,
    known_from  timestamptz not null,
    known_to    timestamptz not null,
    superseded  jsonb       not null,
    changed     text[]      not null,
    cause       text        not null,
    evidence    text        not null,
    recorded_by text        not null,
    check (known_from <= known_to)
) partition by hash (person_id);

create table person_by_number (
    number    text not null check (number ~ '^[0-9]{12}$'),
    person_id uuid not null
) partition by hash (number);

create table person_by_old_number (
    old_number text not null check (old_number ~ '^[0-9]{9}$'),
    person_id  uuid not null
) partition by hash (old_number);

create table person_by_barcode (
    barcode   text not null,
    person_id uuid not null
) partition by hash (barcode);

do $$
begin
    for i in 0..7 loop
        execute format('create table person_%s partition of person for values with (modulus 8, remainder %s)', i, i);
        execute format('create table person_version_%s partition of person_version for values with (modulus 8, remainder %s)', i, i);
        execute format('create table person_by_number_%s partition of person_by_number for values with (modulus 8, remainder %s)', i, i);
        execute format('create table person_by_old_number_%s partition of person_by_old_number for values with (modulus 8, remainder %s)', i, i);
        execute format('create table person_by_barcode_%s partition of person_by_barcode for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

alter table person add primary key (person_id);
alter table person_version add primary key (person_id, version);
alter table person_by_number add primary key (number);
alter table person_by_old_number add primary key (old_number, person_id);
alter table person_by_barcode add primary key (barcode);
create index person_name on person (name_key text_pattern_ops, birth_year, person_id);
