-- Technical tables that each service's database has; no domain word in them.

-- Events wait here until the broker has them. Deleted once acknowledged, so that there is no cursor
-- that an out-of-order commit could slip past. Rows of one aggregate come in the order of its
-- commits, since its own row is locked before its outbox row is inserted.
create table outbox (
    partition         smallint    not null check (partition between 0 and 15),
    id                bigint      generated always as identity,
    event_id          uuid        not null,
    topic             text        not null,
    key               text        not null,
    type              text        not null,
    body              text        not null,
    created_at        timestamptz not null default now(),
    primary key (partition, id)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, fillfactor = 90);

-- Which event each handler has already taken, in the transaction of its effect.
create table inbox (
    handler     text        not null,
    event_id    uuid        not null,
    received_at timestamptz not null default now(),
    primary key (handler, event_id)
);
create index inbox_received_at on inbox using brin (received_at);

-- Events a handler gave up, and the later events of the same key that wait behind them.
create table dead_letter (
    id         bigint      generated always as identity primary key,
    handler    text        not null,
    topic      text        not null,
    key        text        not null,
    event_id   uuid        not null,
    body       text        not null,
    code       text        not null,
    parked_at  timestamptz not null default now(),
    unique (handler, event_id)
);
create index dead_letter_key on dead_letter (handler, key, id);

-- One row for each command that came with an Idempotency-Key.
create table idempotency_key (
    client         text        not null,
    operation      text        not null,
    key            text        not null,
    request_digest bytea       not null,
    result         text,
    created_at     timestamptz not null default now(),
    primary key (client, operation, key)
);
create index idempotency_key_created_at on idempotency_key using brin (created_at);

-- Who read what and why, written in the transaction that allows the answer.
create table audit_record (
    id             bigint      generated always as identity primary key,
    at             timestamptz not null default now(),
    action         text        not null,
    person_id      uuid,
    client_id      text        not null,
    subject        text        not null,
    agency         text,
    officer        text,
    purpose        text,
    outcome        text        not null,
    correlation_id text        not null
);
create index audit_record_person on audit_record (person_id, id) where person_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed', tg_table_name using errcode = '23001';
end $$;
create trigger audit_record_is_append_only before update or delete or truncate on audit_record
    for each statement execute function refuse_change();
