-- Files on their way to become imports: uploads that come in parts, and files that are fetched from
-- the mounted folder or the object store.
create table import_intake (
    intake_id    uuid        not null primary key,
    source       text        not null check (source in ('upload', 'folder', 's3')),
    name         text        check (char_length(name) between 1 and 200),
    format       text        not null check (format in ('NDJSON', 'CSV')),
    charset      text        not null check (charset in ('UTF_8', 'TCVN3', 'TCVN3_CAPITALS', 'VNI')),
    packing      text        not null check (packing in ('NONE', 'GZIP', 'ZSTD')),
    bytes        bigint      not null check (bytes > 0),
    -- What of an upload is on the disk.
    received     bigint      not null default 0 check (received between 0 and bytes),
    state        text        not null check (state in ('OPEN', 'READY', 'REGISTERED', 'REFUSED')),
    -- Why it was refused.
    code         text,
    detail       text,
    attempts     integer     not null default 0 check (attempts >= 0),
    retry_at     timestamptz,
    import_id    uuid,
    submitted_by text        not null,
    client_id    text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    check ((state = 'REGISTERED') = (import_id is not null)),
    check ((state = 'REFUSED') = (code is not null)),
    check (source <> 'upload' or state = 'OPEN' or state = 'REFUSED' or received = bytes),
    check (source = 'upload' or name is not null)
);
create index import_intake_live on import_intake (intake_id) where state in ('OPEN', 'READY');
