-- Births and deaths as the civil-status offices report them. The same office, book and entry again
-- is the same event: the key tables decide, keyed by that value.

create table birth (
    birth_id      uuid        not null primary key,
    person_id     uuid        not null,
    entry_office  text        not null,
    entry_book    text        not null,
    entry_number  text        not null,
    entry_digest  bytea       not null,
    reported_by   text        not null,
    reported_at   timestamptz not null
);

create table birth_by_entry (
    entry_key text not null primary key,
    birth_id  uuid not null
);

create table death (
    death_id     uuid        not null primary key,
    person_id    uuid        not null,
    entry_digest bytea       not null,
    reported_by  text        not null,
    reported_at  timestamptz not null
);

create table death_by_entry (
    entry_key text not null primary key,
    death_id  uuid not null
);

-- A person dies once.
create table death_by_person (
    person_id uuid not null primary key,
    death_id  uuid not null
);
