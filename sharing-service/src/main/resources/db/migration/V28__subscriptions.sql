-- Subscriptions of agencies to changes, whom they enrolled, and what they are told: ADR 27.
create table subscription (
    id uuid primary key,
    agency_code text not null references agency,
    -- the client that subscribed: it alone reads it, and what it may ask is decided anew each time
    client_kind text not null check (client_kind in ('OAUTH2', 'CERTIFICATE', 'XROAD', 'SOAP')),
    client_id text not null check (char_length(client_id) between 1 and 255),
    sandbox boolean not null,
    officer text check (char_length(officer) <= 40),
    procedure text not null check (char_length(procedure) between 1 and 20),
    purpose text not null check (char_length(purpose) between 1 and 40),
    topics text[] not null check (cardinality(topics) between 1 and 20),
    -- null: a feed
    address text check (char_length(address) between 1 and 500),
    format text not null check (format in ('DANCU', 'OSIA')),
    -- of OSIA's policy: how long to wait between tries, how many tries; null: as the service does
    countdown_seconds int check (countdown_seconds between 1 and 86400),
    most_tries int check (most_tries between 1 and 10000),
    state text not null check (state in ('UNCONFIRMED', 'ACTIVE', 'PAUSED', 'ENDED')),
    revision int not null check (revision >= 1),
    created_at timestamptz not null,
    ended_at timestamptz,
    -- the last token that was sent to the address
    confirmation bytea check (octet_length(confirmation) = 32),
    confirm_by timestamptz,
    confirmed_at timestamptz,
    people int not null default 0 check (people >= 0),
    check ((state = 'ENDED') = (ended_at is not null)),
    check (state <> 'UNCONFIRMED' or (address is not null and confirm_by is not null)),
    check (address is null or state in ('UNCONFIRMED', 'ENDED') or confirmed_at is not null),
    check (format = 'DANCU' or address is not null)
);
create index subscription_of_agency on subscription (agency_code, id);
create unique index osia_subscription_once on subscription
    (client_kind, client_id, procedure, purpose, topics, address)
    where format = 'OSIA' and state <> 'ENDED';

-- How the telling of one subscription goes. Apart from it, since this row is busy.
create table subscription_delivery (
    subscription_id uuid primary key references subscription,
    agency_code text not null,
    -- of the last notification that may be told; positions are given under the lock of this row
    last_position bigint not null default 0 check (last_position >= 0),
    -- of a feed: up to where the client has taken what it was told
    cursor_position bigint not null default 0 check (cursor_position between 0 and last_position),
    failures int not null default 0 check (failures >= 0),
    due_at timestamptz not null,
    -- why nothing is told now: the code of a refusal
    held_because text check (held_because ~ '^[a-z_]{1,40}$'),
    -- no more may wait: what happens meanwhile is missed, and counted
    full_since timestamptz,
    missed bigint not null default 0 check (missed >= 0),
    lease uuid,
    leased_until timestamptz not null default '-infinity'
) with (fillfactor = 50);
create index subscription_delivery_leased on subscription_delivery (agency_code)
    where lease is not null;

-- Whom a subscription is about: people whose number, name and date of birth the agency knew. The
-- three are not kept. The agency knows each by an id that is of no use to anybody else.
create table enrolment (
    person_id uuid not null,
    subscription_id uuid not null references subscription,
    id uuid not null,
    reference text check (char_length(reference) between 1 and 40),
    enrolled_at timestamptz not null,
    primary key (person_id, subscription_id)
) partition by hash (person_id);
create index enrolment_of_subscription on enrolment (subscription_id, id);
do $$
begin
    for i in 0..7 loop
        execute format(
            'create table enrolment_%s partition of enrolment'
            ' for values with (modulus 8, remainder %s)', i, i);
    end loop;
end
$$;

create table notification (
    subscription_id uuid not null references subscription,
    seq bigint generated always as identity,
    id uuid not null default uuidv7(),
    person_id uuid not null,
    enrolment_id uuid not null,
    reference text,
    topic text not null check (char_length(topic) between 1 and 20),
    -- what the event says; what may be told of it is decided when it may be told
    what text check (what ~ '^[a-z_-]{1,40}$'),
    person_version bigint,
    lines text[] not null,
    occurred_at timestamptz not null,
    created_at timestamptz not null,
    -- WAITING: not recorded and not told. READY: recorded, to be sent. TOLD: taken by the address,
    -- or to be read in the feed. DEAD: given up. WITHDRAWN: may not be told.
    state text not null check (state in ('WAITING', 'READY', 'TOLD', 'DEAD', 'WITHDRAWN')),
    position bigint check (position >= 1),
    permitted_at timestamptz,
    tries int not null default 0 check (tries >= 0),
    failure text check (failure ~ '^[a-z0-9_]{1,40}$'),
    ended_at timestamptz,
    primary key (subscription_id, seq),
    check ((position is null) = (permitted_at is null)),
    check (state not in ('READY', 'TOLD') or position is not null),
    check (state <> 'DEAD' or failure is not null),
    check ((state in ('WAITING', 'READY')) = (ended_at is null))
);
create index notification_open on notification (subscription_id, state, seq)
    where state in ('WAITING', 'READY');
create unique index notification_position on notification (subscription_id, position)
    where position is not null;
create index notification_dead on notification (subscription_id, id) where state = 'DEAD';
create index notification_old on notification using brin (created_at);
