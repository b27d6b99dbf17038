-- Imports of survey cards. What a chunk of lines becomes is decided first, durably (import_chunk);
-- then numbers are asked for; then everything is written together with the checkpoint.

create table import (
    import_id       uuid        not null primary key,
    -- The same bytes are the same import.
    sha256          bytea       not null unique check (length(sha256) = 32),
    bytes           bigint      not null check (bytes > 0),
    state           text        not null check (state in ('QUEUED', 'RUNNING', 'WAITING', 'COMPLETED', 'FAILED')),
    -- Why it waits or has failed.
    reason          text,
    -- Raised by each worker that takes the import; work under an older epoch is refused.
    epoch           bigint      not null default 0,
    submitted_by    text        not null,
    received_at     timestamptz not null,
    started_at      timestamptz,
    progressed_at   timestamptz,
    finished_at     timestamptz,
    -- The checkpoint: everything before it is in the register.
    chunks          integer     not null default 0 check (chunks >= 0),
    bytes_done      bigint      not null default 0 check (bytes_done between 0 and bytes),
    next_line       bigint      not null default 1 check (next_line >= 1),
    lines           bigint      not null default 0 check (lines >= 0),
    accepted        bigint      not null default 0 check (accepted >= 0),
    numbered        bigint      not null default 0 check (numbered between 0 and accepted),
    awaiting_number bigint      not null default 0 check (awaiting_number >= 0),
    in_review       bigint      not null default 0 check (in_review >= 0),
    rejected        bigint      not null default 0 check (rejected >= 0),
    already_known   bigint      not null default 0 check (already_known between 0 and lines),
    normalised      bigint      not null default 0 check (normalised between 0 and lines),
    rejects_by_code  jsonb      not null default '{}',
    reviews_by_code  jsonb      not null default '{}',
    awaiting_by_code jsonb      not null default '{}',
    check (accepted + awaiting_number + in_review + rejected = lines),
    check ((state in ('COMPLETED', 'FAILED')) = (finished_at is not null)),
    check (state <> 'COMPLETED' or bytes_done = bytes)
);
create index import_open on import (import_id) where state in ('QUEUED', 'RUNNING', 'WAITING');

-- The manifest of a chunk: one byte for each counted line says what it becomes. Ids of people follow
-- from import and line. A replay reads this and never decides again.
create table import_chunk (
    import_id  uuid        not null,
    chunk      integer     not null check (chunk >= 0),
    first_line bigint      not null check (first_line >= 1),
    next_line  bigint      not null check (next_line >= first_line),
    from_byte  bigint      not null check (from_byte >= 0),
    to_byte    bigint      not null check (to_byte > from_byte),
    manifest   bytea       not null,
    -- Counts of the lines that end with the decision: rejected or known before.
    settled    jsonb       not null,
    decided_at timestamptz not null,
    written_at timestamptz,
    primary key (import_id, chunk)
);

create table import_reject (
    import_id    uuid   not null,
    line         bigint not null check (line >= 1),
    code         text   not null,
    pointer      text,
    form_barcode text,
    primary key (import_id, line)
);

-- Lines of a running import whose card an earlier file brought: a second one is a duplicate.
create table import_known (
    import_id uuid not null,
    person_id uuid not null,
    primary key (import_id, person_id)
);

-- People stored without the number that their card claims, for an officer.
create table review_case (
    person_id      uuid        not null primary key,
    import_id      uuid        not null,
    line           bigint      not null check (line >= 1),
    code           text        not null check (code in ('number_disagrees', 'number_conflict')),
    claimed_number text        not null check (claimed_number ~ '^[0-9]{12}$'),
    opened_at      timestamptz not null
);
create index review_case_claimed_number on review_case (claimed_number);
