-- Taking an import back as a whole, and what an import that stopped half-way leaves behind.

alter table import
    -- Since when its people are being taken back; withdrawn_at says that none is left.
    add column withdrawing_at timestamptz,
    -- Numbers may have been asked for the lines before this one.
    add column asked_to       bigint check (asked_to >= 1),
    -- Since when nobody who looked could read its file.
    add column missing_since  timestamptz;
alter table import
    add constraint import_withdrawn_after_withdrawing
        check (withdrawn_at is null or withdrawing_at is not null) not valid,
    add constraint import_withdrawn_when_ended
        check (withdrawing_at is null or state in ('COMPLETED', 'FAILED')) not valid;
alter table import validate constraint import_withdrawn_after_withdrawing;
alter table import validate constraint import_withdrawn_when_ended;
create index import_withdrawing on import (import_id)
    where withdrawing_at is not null and withdrawn_at is null;

-- By which reference data a chunk was decided: a replay reads its lines by the same.
alter table import_chunk add column reference_version bigint;
create table reference_snapshot (
    version bigint      not null primary key,
    -- Units and code lists as JSON, compressed by gzip.
    content bytea       not null,
    kept_at timestamptz not null
);

create table import_withdrawal (
    withdrawal_id  uuid        not null primary key,
    import_id      uuid        not null references import,
    -- PREVENTED: approved, and then something came to depend on it after all.
    state          text        not null check (state in ('PROPOSED', 'APPROVED', 'COMPLETED',
                                   'REFUSED', 'RETRACTED', 'PREVENTED')),
    reason         text        not null check (char_length(reason) between 1 and 500),
    evidence       jsonb       not null,
    first_officer  text        not null,
    proposed_at    timestamptz not null,
    second_officer text,
    decided_at     timestamptz,
    -- Why it was refused or retracted.
    remark         text,
    -- What prevented it.
    dependents     jsonb,
    -- From then on nothing can come to depend on it.
    sealed_at      timestamptz,
    -- The checkpoint: everybody up to here is taken back.
    after_id       uuid        not null,
    batches        integer     not null default 0 check (batches >= 0),
    people         bigint      not null check (people >= 0),
    done           bigint      not null default 0 check (done >= 0),
    -- Numbers given here, which nobody gets again; numbers issued elsewhere, which are free again.
    cancelled      bigint      not null default 0 check (cancelled >= 0),
    released       bigint      not null default 0 check (released >= 0),
    -- Numbers that id-number-service said were not these people's, by its code.
    unclear        jsonb       not null default '{}',
    -- Why it is held up.
    waits_for      text,
    finished_at    timestamptz,
    check (second_officer <> first_officer),
    check ((state = 'PROPOSED') = (decided_at is null)),
    check (state not in ('APPROVED', 'COMPLETED', 'PREVENTED') or second_officer is not null),
    check ((state in ('COMPLETED', 'PREVENTED')) = (finished_at is not null)),
    check (cancelled + released <= done)
);
create unique index import_withdrawal_open on import_withdrawal (import_id)
    where state in ('PROPOSED', 'APPROVED');
create index import_withdrawal_import on import_withdrawal (import_id, proposed_at);

-- Numbers that cards brought and that were registered for people whom an import then did not write:
-- given back, so that whose they are can have them.
create table import_release (
    import_id  uuid        not null primary key references import,
    next_line  bigint      not null check (next_line >= 1),
    until_line bigint      not null check (until_line >= next_line),
    released   bigint      not null default 0 check (released >= 0),
    asked_at   timestamptz not null
);

-- Which earlier imports had brought the cards that an import met again was not kept before: any may
-- have, so that none of them is taken back while the later one stands.
insert into import_overlap (import_id, earlier_import, lines)
    select later.import_id, earlier.import_id, later.already_known
    from import later join import earlier on earlier.import_id <> later.import_id
    where later.already_known > 0 and later.withdrawn_at is null
on conflict do nothing;
