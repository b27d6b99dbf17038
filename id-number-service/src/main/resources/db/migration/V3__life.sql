-- What becomes of a number after it is given: suspended, reinstated, cancelled, re-established.

-- 'withdrawn': registered by an import that was withdrawn; nobody's until the corrected import registers
-- it again. Checked for old rows by the next migration, without keeping writers out meanwhile.
alter table number drop constraint number_state_check;
alter table number add constraint number_state_check
    check (state in ('active', 'suspended', 'cancelled', 'reestablished', 'withdrawn')) not valid;

-- The item's number is cancelled and no other stands in its place: it is not given one by asking again.
alter table assignment add column cancelled boolean not null default false;

-- The old number leads to the new one for ever (Circular 59/2021 Art 6). An annulled step stays on record.
create table succession (
    old_number bigint not null check (old_number between 0 and 999999999999),
    new_number bigint not null unique check (new_number between 0 and 999999999999),
    item_id uuid not null,
    since timestamptz not null,
    annulled_at timestamptz,
    primary key (old_number, new_number),
    check (old_number <> new_number)
);
create unique index succession_in_force on succession (old_number) where annulled_at is null;

-- Why a suspended number is suspended: a merged record may also be a dead person's.
create table suspension (
    number bigint not null,
    cause text not null check (cause in ('merged', 'died')),
    since timestamptz not null,
    primary key (number, cause)
);

-- Each step of each item's number, by whom and on which evidence. The version orders the item's events.
create table life (
    item_id uuid not null,
    version integer not null check (version > 0),
    number bigint not null,
    command text not null
        check (command in ('suspend', 'reinstate', 'cancel', 'restore', 'revert', 'reestablish')),
    reason text not null check (reason ~ '^[a-z][a-z_]*$'),
    state text not null,
    new_number bigint,
    other_item_id uuid,
    evidence text not null check (evidence <> ''),
    decision text,
    proposed_by text not null,
    approved_by text,
    request_id uuid not null,
    at timestamptz not null,
    primary key (item_id, version),
    -- nobody approves what they proposed
    check (approved_by <> proposed_by)
);
create index life_number on life (number);
create trigger life_is_append_only before update or delete or truncate on life
    for each statement execute function refuse_change();

-- The answer to each request, for ever: the same request gets the same answer.
create table answered_request (
    request_id uuid primary key,
    operation text not null,
    request_digest bytea not null check (length(request_digest) = 32),
    answer jsonb,
    answered_at timestamptz not null
);
