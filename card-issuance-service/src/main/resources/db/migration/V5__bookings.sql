-- Slots of units and mobile teams, and who booked them.
create table booking_slot (
    slot_id   uuid        primary key,
    unit      text        not null references issuing_unit,
    starts_at timestamptz not null,
    ends_at   timestamptz not null check (ends_at > starts_at),
    capacity  integer     not null check (capacity between 1 and 1000),
    taken     integer     not null default 0 check (taken between 0 and capacity),
    -- Where a mobile team stands at that time.
    venue     text        check (length(venue) between 1 and 200),
    unique (unit, starts_at)
);

create table booking (
    person_id      uuid        not null,
    application_id uuid        not null,
    slot_id        uuid        not null references booking_slot,
    state          text        not null check (state in ('LIVE', 'KEPT', 'CANCELLED', 'MISSED')),
    booked_by      text        not null,
    booked_at      timestamptz not null,
    primary key (person_id, application_id),
    foreign key (person_id, application_id) references card_application
) partition by hash (person_id);

-- One live booking for a citizen.
create unique index one_live_booking on booking (person_id) where state = 'LIVE';
create index booking_of_slot on booking (slot_id) where state = 'LIVE';

do $$
begin
    for part in 0..7 loop
        execute format('create table booking_%s partition of booking'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;
