-- The signed lists of cards not to be relied on, for readers that are offline.
create table card_status_list (
    number      bigint      primary key check (number > 0),
    made_at     timestamptz not null,
    next_update timestamptz not null check (next_update > made_at),
    entries     integer     not null check (entries >= 0),
    salt        bytea       not null check (octet_length(salt) = 16),
    salted_at   timestamptz not null,
    full_list   bytea       not null,
    -- From the list before to this one; none where the salt changed.
    delta       bytea
);
