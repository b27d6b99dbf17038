-- Files of numbers issued elsewhere, registered as they stream in. The checkpoint moves in the transaction
-- of what it stands for; the digest of the lines before it tells whether the same file goes on.
create table registration_file (
    file_id uuid primary key,
    client text not null,
    key text not null,
    state text not null default 'receiving' check (state in ('receiving', 'complete')),
    lines bigint not null default 0,
    registered bigint not null default 0,
    conflicts bigint not null default 0,
    rejected bigint not null default 0,
    lines_digest text not null check (lines_digest ~ '^[0-9a-f]{64}$'),
    started_at timestamptz not null,
    updated_at timestamptz not null,
    unique (client, key),
    check (registered + conflicts + rejected = lines)
);

-- The lines that were not registered, and why.
create table registration_reject (
    file_id uuid not null references registration_file,
    line bigint not null,
    item_id uuid,
    code text not null check (code ~ '^[a-z][a-z_]*$'),
    primary key (file_id, line)
);
