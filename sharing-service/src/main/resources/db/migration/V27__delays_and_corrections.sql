-- A lawful investigation may delay that a citizen sees accesses of one agency: proposed by one administrator, approved
-- by another, until a day that is recorded, at most a year away. Then they are shown like all others.
create table disclosure_delay (
    id uuid primary key,
    person_id uuid not null,
    agency_code text not null references agency,
    covers_from timestamptz not null,
    covers_to timestamptz not null check (covers_to > covers_from),
    until timestamptz not null,
    legal_basis text not null check (char_length(legal_basis) between 1 and 500),
    proposed_by text not null,
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    ended_by text,
    ended_at timestamptz,
    constraint second_administrator check (approved_by <> proposed_by),
    constraint bounded check (until > proposed_at and until <= proposed_at + interval '1 year'),
    check ((approved_by is null) = (approved_at is null)),
    check ((ended_by is null) = (ended_at is null))
);
create index disclosure_delay_of_person on disclosure_delay (person_id) where approved_at is not null;

-- What citizens say is wrong. The statement is theirs, and goes when an officer has decided.
create table correction_request (
    id uuid primary key,
    person_id uuid not null,
    asked_by uuid not null,
    lines text[] not null check (cardinality(lines) between 1 and 40),
    statement text check (char_length(statement) between 1 and 500),
    state text not null check (state in ('OPEN', 'ACCEPTED', 'REFUSED', 'WITHDRAWN')),
    asked_at timestamptz not null,
    reply_due timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    -- the act in population-service that corrects, or why not
    reference text check (char_length(reference) between 1 and 100),
    reply text check (char_length(reply) between 1 and 500),
    client_id text not null,
    correlation_id text not null,
    check ((state = 'OPEN') = (decided_at is null)),
    check ((state = 'OPEN') = (statement is not null)),
    check (state <> 'ACCEPTED' or reference is not null),
    check (state <> 'REFUSED' or reply is not null)
);
create index correction_request_of_person on correction_request (person_id, id);
create index correction_request_open on correction_request (id) where state = 'OPEN';
