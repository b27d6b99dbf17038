alter table access_record validate constraint digests_are_whole;

-- Consents, each to one agency and one purpose. The current state of one is a row; each step of it stays.
create table consent (
    id uuid primary key,
    -- null: nobody was found for whom the agency described; it is not told so
    person_id uuid,
    agency_code text not null references agency,
    agreement_id uuid not null,
    agreement_version int not null,
    procedure text not null check (char_length(procedure) between 1 and 20),
    purpose text not null check (char_length(purpose) between 1 and 40),
    fields text[] not null check (cardinality(fields) <= 40),
    explanation text not null check (char_length(explanation) between 1 and 500),
    state text not null check (state in ('ASKED', 'GIVEN', 'REFUSED', 'WITHDRAWN')),
    revision int not null check (revision >= 1),
    asked_at timestamptz not null,
    -- until when the agency wants it to hold
    valid_until timestamptz not null check (valid_until > asked_at),
    lapses_at timestamptz not null check (lapses_at > asked_at),
    decided_at timestamptz,
    withdrawn_at timestamptz,
    -- by when the agency must have ended what it does with the data
    withdrawal_due timestamptz,
    receipt text check (char_length(receipt) <= 8000),
    foreign key (agreement_id, agreement_version) references agreement_version,
    check ((state = 'ASKED') = (decided_at is null)),
    check ((state = 'WITHDRAWN') = (withdrawn_at is not null)),
    check ((state = 'WITHDRAWN') = (withdrawal_due is not null)),
    check ((state in ('GIVEN', 'WITHDRAWN')) = (receipt is not null)),
    check (state = 'ASKED' or person_id is not null)
);
create index consent_of_person on consent (person_id, id) where person_id is not null;
create index consent_in_force on consent (person_id, agency_code, purpose) where state = 'GIVEN';
create index consent_of_agency on consent (agency_code, id);

create table consent_step (
    consent_id uuid not null references consent,
    revision int not null check (revision >= 1),
    state text not null check (state in ('ASKED', 'GIVEN', 'REFUSED', 'WITHDRAWN')),
    at timestamptz not null,
    by_whom text not null check (by_whom in ('AGENCY', 'CITIZEN')),
    client_id text not null,
    officer text,
    correlation_id text not null,
    primary key (consent_id, revision)
);
create function refuse_change_of_consent_step() returns trigger language plpgsql as $$
begin
    raise exception 'a step of a consent is never changed or removed'
        using errcode = 'insufficient_privilege';
end
$$;
create trigger consent_step_is_append_only before update or delete on consent_step
    for each row execute function refuse_change_of_consent_step();
create trigger consent_step_is_not_truncated before truncate on consent_step
    for each statement execute function refuse_change_of_consent_step();
