-- Which server the ledger was last found complete on. Where this differs from the server that answers, or
-- where Kafka remembers a later beat, the state is an older one and no number is assigned.
create table ledger_state (
    only_row boolean primary key default true check (only_row),
    incarnation uuid not null default gen_random_uuid(),
    beat bigint not null default 0 check (beat >= 0),
    system_id text,
    timeline text,
    server_started_at timestamptz,
    -- where buckets that are opened from now on begin
    first_place integer not null default 0 check (first_place between 0 and 1000000),
    closed_reason text check (closed_reason ~ '^[a-z][a-z_]*$'),
    closed_at timestamptz,
    check ((closed_reason is null) = (closed_at is null))
);
insert into ledger_state default values;

-- Runs that bring an older state up to what population-service and Kafka know.
create table restoration (
    restoration_id uuid primary key,
    reason text not null,
    state text not null default 'running' check (state in ('running', 'done', 'failed')),
    started_at timestamptz not null,
    finished_at timestamptz,
    compared bigint not null default 0,
    entered bigint not null default 0,
    conflicts bigint not null default 0,
    buckets bigint not null default 0,
    failure text
);

-- Numbers of people who have another one in the older state: kept as issued, for an officer to look at.
create table restoration_conflict (
    restoration_id uuid not null,
    number bigint not null,
    item_id uuid not null,
    primary key (restoration_id, number, item_id)
);

-- Places that may have been given after the state was saved, to people nobody told about: never given.
create table set_aside (
    bucket integer not null,
    from_place integer not null,
    up_to integer not null,
    restoration_id uuid not null,
    primary key (bucket, from_place),
    check (from_place < up_to)
);
