-- The country signer (CSCA), document signers and what they publish. Small and not distributed.

create table signing_certificate (
    certificate_id uuid        primary key,
    kind           text        not null check (kind in
        ('CSCA', 'DOCUMENT_SIGNER', 'MASTER_LIST_SIGNER', 'JOB_SIGNER')),
    serial         text        not null unique,
    key_alias      text        not null unique,
    certificate    bytea       not null,
    not_before     timestamptz not null,
    not_after      timestamptz not null,
    -- The private key usage period: how long it signs; the certificate lives on with the cards.
    used_from      timestamptz not null,
    used_to        timestamptz not null,
    demonstration  boolean     not null,
    issued_by      text        not null,
    issued_at      timestamptz not null,
    revoked_at     timestamptz,
    revoked_reason text        check (revoked_reason in
        ('KEY_COMPROMISE', 'SUPERSEDED', 'CESSATION_OF_OPERATION')),
    revoked_by     text,
    check (used_from < used_to and not_before <= used_from and used_to <= not_after),
    check ((revoked_at is null) = (revoked_reason is null)),
    check ((revoked_at is null) = (revoked_by is null)),
    -- One active document signer at any time (and one of each other kind).
    constraint one_signer_at_a_time exclude using gist (
        (case kind when 'CSCA' then '[1,1]'::int4range
            when 'DOCUMENT_SIGNER' then '[2,2]'::int4range
            when 'MASTER_LIST_SIGNER' then '[3,3]'::int4range
            else '[4,4]'::int4range end) with &&,
        tstzrange(used_from, used_to) with &&) where (revoked_at is null)
);

create table signing_crl (
    number      bigint      primary key check (number > 0),
    issued_at   timestamptz not null,
    next_update timestamptz not null check (next_update > issued_at),
    crl         bytea       not null
);

-- The key store of a demonstration: production keeps keys in a security module or a file.
create table demonstration_key_store (
    one   boolean primary key default true check (one),
    store bytea   not null
);
