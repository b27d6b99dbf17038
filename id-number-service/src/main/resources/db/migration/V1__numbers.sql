-- The numbers and the buckets they come from. No name, no date of birth: only numbers.
--
-- number and assignment are the large tables. Each is keyed by one value alone, which is therefore its
-- distribution column on Citus as it stands. They have no local hash partitions: a batch looks up and
-- writes ten thousand values of one key at once, and would probe each partition for each of them.

-- The places of birth registration of the generation profile (Decree 137/2015 Art 13; Annex I of
-- Circular 59/2021). A row more is a prefix more; no code knows them.
create table prefix (
    prefix text primary key check (prefix ~ '^[0-9]{3}$'),
    name text not null check (name <> '')
);

-- One row for each PPPGYY from which numbers are taken or in which registered numbers lie.
create table bucket (
    -- PPPGYY read as one integer
    bucket integer primary key check (bucket between 0 and 999999),
    -- what the six digits say: PPP, G even for men and odd for women, G and YY for the year
    prefix text not null generated always as (lpad((bucket / 1000)::text, 3, '0')) stored,
    female boolean not null generated always as (bucket / 100 % 2 = 1) stored,
    birth_year integer not null
        generated always as (1900 + bucket / 200 % 5 * 100 + bucket % 100) stored,
    -- the key of its permutation, for life
    key_id text not null check (key_id ~ '^[0-9a-f]{16}$'),
    -- all places below are given, or were skipped because their number is registered
    next_place integer not null default 0 check (next_place between 0 and 1000000),
    -- numbers assigned here, and numbers issued elsewhere and registered here
    assigned integer not null default 0 check (assigned >= 0),
    registered integer not null default 0 check (registered >= 0),
    -- registered numbers whose place lies ahead: these are to be skipped
    taken_ahead integer not null default 0 check (taken_ahead between 0 and registered),
    opened_at timestamptz not null,
    check (assigned + registered <= 1000000),
    check (next_place + taken_ahead <= 1000000)
    -- half-filled pages: a bucket's row is updated with each batch, and stays in its page
) with (fillfactor = 50);

-- The places ahead of the counter whose numbers were issued elsewhere.
create table taken_place (
    bucket integer not null,
    place integer not null check (place between 0 and 999999),
    primary key (bucket, place)
);

-- Each number that was ever issued, with its owner. A row is never deleted and its owner never
-- changes, so no number is given twice.
create table number (
    number bigint primary key check (number between 0 and 999999999999),
    item_id uuid not null,
    issued_at timestamptz not null,
    origin text not null check (origin in ('assigned', 'registered')),
    state text not null default 'active'
        check (state in ('active', 'suspended', 'cancelled', 'reestablished'))
);

-- Each item's number: the same item gets the same number for ever.
create table assignment (
    item_id uuid primary key,
    number bigint not null check (number between 0 and 999999999999)
);

-- Why an item has no number. Not a decision for ever: when it is asked for again, the reason may have
-- gone (a prefix was added). The count makes the versions of the item's events.
create table refusal (
    item_id uuid primary key,
    code text not null check (code ~ '^[a-z][a-z_]*$'),
    times integer not null default 1 check (times > 0),
    refused_at timestamptz not null
);
