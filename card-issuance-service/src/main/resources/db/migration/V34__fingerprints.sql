-- Fingerprints as captured for an application, sealed under a key for each capture. Who destroys
-- the key destroys the prints, also in backups of the other table.
create table fingerprint_key (
    person_id     uuid        not null,
    capture_id    uuid        not null,
    wrapped       bytea,
    wrapped_by    text        not null,
    destroyed_at  timestamptz,
    destroyed_why text,
    primary key (person_id, capture_id),
    check ((wrapped is null) = (destroyed_at is not null)),
    check ((destroyed_at is null) = (destroyed_why is null))
);

create table fingerprint_capture (
    person_id      uuid        not null,
    capture_id     uuid        not null default uuidv7(),
    application_id uuid        not null,
    captured_at    timestamptz not null,
    officer        text        not null,
    second_officer text        check (second_officer <> officer),
    confirmed_at   timestamptz,
    -- The finger, or why there is none.
    left_finger    text check (left_finger in ('INDEX', 'THUMB', 'MIDDLE', 'RING', 'LITTLE')),
    left_missing   text check (left_missing in ('AMPUTATED', 'BANDAGED', 'DAMAGED')),
    right_finger   text check (right_finger in ('INDEX', 'THUMB', 'MIDDLE', 'RING', 'LITTLE')),
    right_missing  text check (right_missing in ('AMPUTATED', 'BANDAGED', 'DAMAGED')),
    -- Image and template of each hand, sealed together.
    left_sealed    bytea check (octet_length(left_sealed) <= 1048576),
    right_sealed   bytea check (octet_length(right_sealed) <= 1048576),
    primary key (person_id, capture_id),
    foreign key (person_id, capture_id) references fingerprint_key,
    check ((left_finger is null) = (left_sealed is null)),
    check ((left_finger is null) = (left_missing is not null)),
    check ((right_finger is null) = (right_sealed is null)),
    check ((right_finger is null) = (right_missing is not null)),
    check ((second_officer is null) = (confirmed_at is null))
);
create index fingerprint_capture_of on fingerprint_capture (application_id, capture_id);
create index fingerprint_capture_age on fingerprint_capture (captured_at);

-- A finger held against what was captured, at delivery.
create table fingerprint_check (
    person_id      uuid         not null,
    check_id       uuid         not null default uuidv7(),
    application_id uuid         not null,
    checked_at     timestamptz  not null,
    officer        text         not null,
    hand           text         not null check (hand in ('LEFT', 'RIGHT')),
    score          numeric(9,2) not null check (score >= 0),
    threshold      numeric(9,2) not null check (threshold > 0),
    matched        boolean      generated always as (score >= threshold) stored,
    primary key (person_id, check_id)
);
create index fingerprint_check_of on fingerprint_check (application_id, checked_at);

-- Delivery without a matching finger: a second officer, with a reason.
create table fingerprint_override (
    person_id      uuid        not null,
    application_id uuid        not null,
    given_at       timestamptz not null,
    officer        text        not null,
    second_officer text        not null check (second_officer <> officer),
    reason         text        not null check (length(reason) between 1 and 500),
    primary key (person_id, application_id, given_at)
);
