-- Biometrics, sealed. Each person has a key for each kind; it is kept wrapped by a key that is in no
-- database. When retention ends the wrapped key is destroyed: the rows stay, and nobody can open
-- them again. So nothing is ever deleted, and what must end ends.

create table sealed_key (
    person_id      uuid        not null,
    kind           text        not null check (kind in ('PORTRAIT', 'FINGERPRINT', 'IRIS')),
    -- After a key is destroyed, what is enrolled later has the next one.
    generation     integer     not null check (generation >= 1),
    wrapped        bytea,
    wrapped_by     text        not null,
    made_at        timestamptz not null,
    -- When retention ends, as it stands now.
    expires_on     date        not null,
    destroyed_at   timestamptz,
    destroyed_why  text        check (destroyed_why in ('retention_ended', 'decision')),
    evidence       text,
    primary key (person_id, kind, generation),
    check ((wrapped is null) = (destroyed_at is not null)),
    check ((destroyed_at is null) = (destroyed_why is null))
) partition by hash (person_id);

create table sealed_value (
    person_id   uuid        not null,
    value_id    uuid        not null,
    kind        text        not null,
    generation  integer     not null,
    -- Which finger (1 to 10, ISO/IEC 19794-2) or eye (1 right, 2 left).
    position    smallint    check (position between 1 and 10),
    media_type  text        not null,
    bytes       integer     not null check (bytes > 0),
    -- Nonce, ciphertext and tag.
    sealed      bytea       not null,
    captured_on date        not null,
    stored_at   timestamptz not null,
    stored_by   text        not null,
    evidence    text        not null,
    primary key (person_id, value_id),
    foreign key (person_id, kind, generation) references sealed_key
) partition by hash (person_id);

do $$
begin
    for i in 0..7 loop
        execute format('create table sealed_key_%s partition of sealed_key for values with (modulus 8, remainder %s)', i, i);
        execute format('create table sealed_value_%s partition of sealed_value for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

-- Already compressed: no use trying.
alter table sealed_value alter column sealed set storage external;
create index sealed_value_kind on sealed_value (person_id, kind, generation);
create index sealed_key_expires_on on sealed_key (expires_on) where wrapped is not null;
