-- Which transaction wrote a row: what is below the oldest running transaction is complete and can be sealed. Rows from before
-- this migration have none and are part of the first seal. No B-tree: the order of rows on disk is nearly the order of
-- transactions, so a block range index finds them and costs an insertion nothing.
alter table audit_record add column written_in bigint;
alter table audit_record alter column written_in set default (pg_current_xact_id()::text::bigint);
create index audit_record_written_in on audit_record using brin (written_in)
    with (pages_per_range = 32, autosummarize = on);

-- A chain for each sealed table. Each seal covers the rows of the transactions from from_xact (inclusive) to to_xact
-- (exclusive) and names the one before it by its hash.
create table seal (
    stream     text        not null,
    sequence   bigint      not null check (sequence >= 1),
    from_xact  bigint      not null,
    to_xact    bigint      not null check (to_xact > from_xact),
    columns    text[]      not null,
    rows       bigint      not null check (rows >= 0),
    root       bytea       not null check (octet_length(root) = 32),
    previous   bytea       not null check (octet_length(previous) = 32),
    sealed_at  timestamptz not null,
    hash       bytea       not null check (octet_length(hash) = 32),
    key_id     text        not null,
    signature  bytea       not null check (octet_length(signature) = 64),
    primary key (stream, sequence)
);
create trigger seal_is_append_only before update or delete or truncate on seal
    for each statement execute function refuse_change();
