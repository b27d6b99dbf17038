-- Who is named as a relative by whom: the way back from a parent, a spouse, a guardian or a head of
-- household to the people whose records name them. Keyed and distributed by what names the relative:
-- n + number, o + old number, p + person id. A row is a hint: the naming record is the truth, and what
-- it no longer says is passed over, so that children follow from parents and nothing is kept twice.
create table named_relative (
    name_key  text     not null check (name_key ~ '^(n[0-9]{12}|o[0-9]{9}|p[0-9a-f-]{36})$'),
    role      smallint not null check (role between 1 and 5),
    person_id uuid     not null,
    primary key (name_key, role, person_id)
) partition by hash (name_key);

do $$
begin
    for i in 0..7 loop
        execute format('create table named_relative_%s partition of named_relative for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

-- Records that an import brought are read once it has written them. The ids of an import's people
-- are in order, so where the reading stopped is one id.
create table relative_indexing (
    import_id  uuid        not null primary key,
    -- Everyone up to here has been read.
    after_id   uuid        not null,
    -- People written by chunks that were told of, and people read.
    told       bigint      not null default 0 check (told >= 0),
    read       bigint      not null default 0 check (read >= 0),
    pending    boolean     not null default true,
    updated_at timestamptz not null
);
create index relative_indexing_pending on relative_indexing (import_id) where pending;
