-- What became of each number that the older state did not know as its person's own.
alter table restoration_conflict
    add column conflict_id uuid not null default gen_random_uuid() unique,
    add column resolution text check (resolution in ('keep', 'current', 'former')),
    add column evidence text,
    add column resolved_by text,
    add column resolved_at timestamptz,
    add check ((resolution is null) = (resolved_at is null));
create index restoration_conflict_item on restoration_conflict (item_id, number);
