-- Devices of mobile teams, and the dossiers they made where there was no line.
create table field_device (
    device_id     uuid        primary key default uuidv7(),
    name          text        not null check (length(name) between 1 and 100),
    -- SubjectPublicKeyInfo of a key on P-256 that never leaves the device.
    public_key    bytea       not null unique,
    province      text        not null check (province ~ '^[0-9]{2}$'),
    registered_by text        not null,
    registered_at timestamptz not null,
    revoked_by    text,
    revoked_at    timestamptz,
    -- From when on what it signed is not believed.
    lost_since    timestamptz,
    reason        text        check (length(reason) <= 500),
    check ((revoked_by is null) = (revoked_at is null)),
    check ((revoked_by is null) = (lost_since is null))
);

create table field_dossier (
    dossier_id     uuid        primary key,
    device_id      uuid        not null references field_device,
    upload_id      uuid        not null references card_upload,
    -- Of what the device signed: the same dossier comes again with the same digest.
    digest         bytea       not null check (octet_length(digest) = 32),
    person_id      uuid        not null,
    record_version integer     not null check (record_version > 0),
    signed_at      timestamptz not null,
    received_at    timestamptz not null,
    state          text        not null
        check (state in ('FILED', 'CONFLICT', 'HELD', 'REFUSED', 'DISCARDED')),
    code           text        check (code ~ '^[a-z0-9_]{1,60}$'),
    -- Names of the lines that differ; what they say is read from the record again.
    differences    text[]      not null default '{}',
    application_id uuid,
    resolved_by    text,
    check ((state = 'FILED') = (application_id is not null)),
    check (state <> 'REFUSED' or code is not null)
);
create index field_dossier_work on field_dossier (state, dossier_id);
