-- Files that come in parts (tus 1.0.0) and survive a broken line: dossiers of devices in the field
-- and lists of cards issued earlier. Parts are rows, so that any instance goes on with them.
create table card_upload (
    upload_id  uuid        primary key default uuidv7(),
    kind       text        not null check (kind in ('dossier', 'earlier-cards')),
    client_id  text        not null,
    officer    text        not null,
    length     bigint      not null check (length > 0),
    received   bigint      not null default 0 check (received between 0 and length),
    state      text        not null default 'OPEN' check (state in ('OPEN', 'READY', 'DONE')),
    opened_at  timestamptz not null,
    expires_at timestamptz not null,
    check (state = 'OPEN' or received = length)
);
create index card_upload_expiry on card_upload (expires_at) where state = 'OPEN';

create table card_upload_part (
    upload_id uuid   not null references card_upload on delete cascade,
    at        bigint not null check (at >= 0),
    bytes     bytea  not null check (octet_length(bytes) between 1 and 1048576),
    primary key (upload_id, at)
);

-- Imports of cards that were issued before this register was opened.
create table earlier_import (
    import_id  uuid        primary key references card_upload,
    state      text        not null default 'RUNNING' check (state in ('RUNNING', 'DONE')),
    started_at timestamptz not null,
    ended_at   timestamptz,
    -- The checkpoint: so far in the file everything is dealt with.
    position   bigint      not null default 0 check (position >= 0),
    lines      bigint      not null default 0,
    accepted   bigint      not null default 0,
    repeated   bigint      not null default 0,
    rejected   bigint      not null default 0,
    check (lines = accepted + repeated + rejected),
    check ((state = 'DONE') = (ended_at is not null))
);

-- What was not taken, by line, without what it says.
create table earlier_reject (
    import_id uuid   not null references earlier_import,
    line      bigint not null check (line > 0),
    code      text   not null,
    primary key (import_id, line)
);
