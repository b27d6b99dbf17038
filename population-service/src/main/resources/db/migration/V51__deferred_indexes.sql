-- Indexes of person that a first load of the register has put off: they are built once everybody is in. A row
-- goes when its index is valid on each partition, so that whoever dies meanwhile, somebody builds the rest.
create table deferred_index (
    name        text        not null primary key,
    definition  text        not null,
    import_id   uuid        not null,
    deferred_at timestamptz not null
);
