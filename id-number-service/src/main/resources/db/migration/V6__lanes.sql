-- A range of a busy bucket's places, leased to one transaction at a time by the lock of its row: so many
-- callers number newborns of one province at once. The lease ends with the transaction, also when the
-- process or its connection dies; what it did not use is the next one's. Nothing is burnt.
create table lane (
    bucket integer not null,
    lane smallint not null check (lane >= 0),
    -- all places of the range below are given, or were skipped because their number is registered
    next_place integer not null,
    up_to integer not null check (up_to between 0 and 1000000),
    -- places of the rest of the range whose number is registered
    taken_ahead integer not null default 0 check (taken_ahead >= 0),
    -- numbers assigned in this lane, over all its ranges
    assigned integer not null default 0 check (assigned >= 0),
    primary key (bucket, lane),
    check (next_place + taken_ahead <= up_to)
) with (fillfactor = 50);
