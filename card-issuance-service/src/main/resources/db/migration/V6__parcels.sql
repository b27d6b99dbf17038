-- Cards on their way: packed by locality, a parcel for each unit.
create table parcel (
    parcel_id     uuid        primary key,
    code          text        not null unique check (code ~ '^P-[0-9A-HJKMNP-TV-Z]{10}$'),
    unit          text        not null references issuing_unit,
    version       integer     not null check (version > 0),
    state         text        not null check (state in ('PACKED', 'DISPATCHED', 'RECEIVED', 'LOST',
        'EMPTIED')),
    packed_at     timestamptz not null,
    packed_by     text        not null,
    dispatched_at timestamptz check (dispatched_at >= packed_at),
    courier       text        check (length(courier) between 1 and 100),
    ended_at      timestamptz,
    check ((state in ('RECEIVED', 'LOST', 'EMPTIED')) = (ended_at is not null)),
    check (state <> 'DISPATCHED' or dispatched_at is not null)
);
create index parcel_of_unit on parcel (unit, state, parcel_id);

-- What was laid in, and what became of it: the parcel is accounted for card by card.
create table parcel_card (
    parcel_id      uuid not null references parcel,
    card_id        uuid not null,
    application_id uuid not null,
    person_id      uuid not null,
    outcome        text check (outcome in ('ARRIVED', 'MISSING', 'LOST', 'TAKEN_OUT', 'VOID')),
    primary key (parcel_id, card_id)
);
