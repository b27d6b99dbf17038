-- Households. A person belongs to one at a time: the exclusion below says so whatever a command
-- overlooks. Households that only survey cards tell of are not stored before a command touches them.

create table household (
    household_id   uuid        not null primary key,
    version        bigint      not null check (version >= 1),
    -- Residence-file number (so ho so cu tru).
    file_number    text        check (file_number ~ '^[A-Za-z0-9./-]{1,30}$'),
    units          text        not null check (units ~ '^[0-9]{2,10}$'),
    detail         text,
    -- Nothing after the head's death, until there is a new one.
    head           uuid,
    headless_since date,
    formed_on      date        not null,
    formed_from    text        not null check (formed_from in ('REGISTRATION', 'SPLIT', 'CARDS')),
    split_from     uuid,
    ended_on       date,
    -- The day of the last command: what is registered later did not happen before it.
    changed_on     date        not null,
    evidence       text        not null,
    recorded_by    text        not null,
    recorded_at    timestamptz not null,
    updated_at     timestamptz not null,
    check (ended_on is null or (head is null and headless_since is null)),
    check (head is null or headless_since is null)
) partition by hash (household_id);

create table household_member (
    person_id         uuid        not null,
    membership_id     uuid        not null,
    household_id      uuid        not null,
    relationship      text        not null check (relationship ~ '^[0-9]{2}$'),
    relationship_text text        check (char_length(relationship_text) between 1 and 50),
    held              daterange   not null check (not isempty(held) and not lower_inf(held)),
    evidence          text        not null,
    recorded_by       text        not null,
    recorded_at       timestamptz not null,
    left_for          text,
    left_evidence     text,
    left_recorded_by  text,
    left_recorded_at  timestamptz,
    -- Left on the day of joining: never belonged.
    voided            boolean     not null default false,
    primary key (person_id, membership_id),
    check ((left_for is null) = (upper_inf(held) and not voided)),
    constraint household_one_at_a_time
        exclude using gist (person_id with =, held with &&) where (not voided)
) partition by hash (person_id);

-- Who headed a household when: one head at a time.
create table household_head (
    household_id uuid      not null,
    tenure_id    uuid      not null,
    person_id    uuid      not null,
    held         daterange not null check (not isempty(held)),
    voided       boolean   not null default false,
    primary key (household_id, tenure_id),
    constraint household_one_head
        exclude using gist (household_id with =, held with &&) where (not voided)
) partition by hash (household_id);

create table household_by_file_number (
    file_number  text not null primary key,
    household_id uuid not null
) partition by hash (file_number);

do $$
begin
    for i in 0..7 loop
        execute format('create table household_%s partition of household for values with (modulus 8, remainder %s)', i, i);
        execute format('create table household_member_%s partition of household_member for values with (modulus 8, remainder %s)', i, i);
        execute format('create table household_head_%s partition of household_head for values with (modulus 8, remainder %s)', i, i);
        execute format('create table household_by_file_number_%s partition of household_by_file_number for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

-- Those that need a new head; few at a time.
create index household_headless on household (household_id)
    where head is null and ended_on is null;
create index household_member_household on household_member (household_id);
