-- The revocation of all cards that one document signer signed: a long job that goes on where it
-- stopped. Two officers order it.
create table signer_revocation (
    job_id      uuid        primary key default uuidv7(),
    signer      text        not null check (length(signer) between 1 and 128),
    evidence    text        not null check (length(evidence) between 1 and 500),
    state       text        not null default 'PROPOSED'
        check (state in ('PROPOSED', 'RUNNING', 'DONE', 'REFUSED')),
    proposed_by text        not null,
    proposed_at timestamptz not null,
    decided_by  text        check (decided_by <> proposed_by),
    decided_at  timestamptz,
    note        text        check (length(note) <= 500),
    finished_at timestamptz,
    total       bigint      not null default 0 check (total >= 0),
    seen        bigint      not null default 0 check (seen >= 0),
    revoked     bigint      not null default 0 check (revoked between 0 and seen),
    -- The checkpoint: all cards up to this id are dealt with.
    last_card   uuid,
    check ((state = 'PROPOSED') = (decided_by is null)),
    check ((state = 'DONE') = (finished_at is not null))
);
create unique index one_signer_revocation on signer_revocation (signer)
    where state in ('PROPOSED', 'RUNNING');

-- What is done once a day, by one instance: until when it is done.
create table daily_work (
    name      text primary key,
    done_for  date
);
insert into daily_work (name) values ('expiry_reminders'), ('expiries');

-- Which holders were told, once for a card and milestone.
create table card_reminder (
    person_id  uuid        not null,
    card_id    uuid        not null,
    days_ahead integer     not null check (days_ahead > 0),
    told_at    timestamptz not null,
    primary key (person_id, card_id, days_ahead),
    foreign key (person_id, card_id) references card
);
