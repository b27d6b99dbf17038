-- Editions of administrative units whose successors were not looked up yet.
create table unit_review (
    edition_id uuid        primary key,
    heard_at   timestamptz not null,
    due_at     timestamptz not null
);
