-- Acts: what changes a person's record by a decision. Civil-status events (birth, death, marriage,
-- correction, …) and merges are proposed, recorded or refused, and may be annulled, all alike. An act
-- is never deleted.

create table act (
    act_id            uuid        not null,
    kind              text        not null check (kind ~ '^[A-Z_]{1,40}$'),
    state             text        not null check (state in ('PROPOSED', 'RECORDED', 'REFUSED',
                                      'WITHDRAWN', 'ANNULMENT_PROPOSED', 'ANNULLED')),
    version           bigint      not null check (version >= 1),
    -- Whose record it changes; the other spouse, the record that is merged into it.
    person_id         uuid        not null,
    other_id          uuid,
    -- What happened; null for births reported before acts were kept: the record tells.
    facts             jsonb,
    evidence          jsonb,
    entry_key         text,
    digest            bytea       not null check (length(digest) = 32),
    -- The units of the place whose officers decide, as in person.permanent; none: abroad.
    place             text        check (place ~ '^([0-9]{2}|[0-9]{5}|[0-9]{10})$'),
    first_officer     text        not null,
    reported_by       text        not null,
    proposed_at       timestamptz not null,
    second_officer    text,
    decided_at        timestamptz,
    -- Why it was refused or withdrawn.
    reason            text,
    -- Reason, evidence, officers and times of an annulment, open or decided.
    annulment         jsonb,
    check ((state = 'PROPOSED') = (decided_at is null)),
    check (second_officer is null or second_officer <> first_officer),
    check ((state in ('ANNULMENT_PROPOSED', 'ANNULLED')) <= (annulment is not null)),
    check (other_id is null or other_id <> person_id)
) partition by hash (act_id);

-- Which entry of which book is which act. A refused act gives its entry back.
create table act_by_entry (
    entry_key text not null,
    act_id    uuid not null
) partition by hash (entry_key);

-- Births by mother, day and name. One birth has a key for each way its mother is named; twins of one
-- name, told apart by birth order, share it.
create table person_by_birth_key (
    birth_key text not null,
    person_id uuid not null
) partition by hash (birth_key);

do $$
begin
    for i in 0..7 loop
        execute format('create table act_%s partition of act for values with (modulus 8, remainder %s)', i, i);
        execute format('create table act_by_entry_%s partition of act_by_entry for values with (modulus 8, remainder %s)', i, i);
        execute format('create table person_by_birth_key_%s partition of person_by_birth_key for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

alter table act add primary key (act_id);
alter table act_by_entry add primary key (entry_key);
alter table person_by_birth_key add primary key (birth_key, person_id);
create index act_person on act (person_id, act_id);
create index act_other on act (other_id, act_id) where other_id is not null;
create index act_open on act (proposed_at, act_id)
    where state in ('PROPOSED', 'ANNULMENT_PROPOSED');

-- What stands in the register already. The old tables stay as they are and are written no more.
insert into act (act_id, kind, state, version, person_id, facts, evidence, entry_key, digest, place,
        first_officer, reported_by, proposed_at, decided_at)
    select b.birth_id, 'BIRTH', 'RECORDED', 1, b.person_id, null,
        jsonb_build_object('kind', 'CIVIL_STATUS_ENTRY', 'number', b.entry_number,
            'office', b.entry_office),
        'BIRTH|' || e.entry_key, b.entry_digest, p.birth_registration, b.reported_by,
        b.reported_by, b.reported_at, b.reported_at
    from birth b join birth_by_entry e using (birth_id) join person p using (person_id);
insert into act (act_id, kind, state, version, person_id, facts, evidence, entry_key, digest, place,
        first_officer, reported_by, proposed_at, decided_at)
    select d.death_id, 'DEATH', 'RECORDED', 1, d.person_id,
        jsonb_build_object('kind', 'DEATH', 'date', p.death_date),
        jsonb_build_object('kind', 'CIVIL_STATUS_ENTRY',
            'number', split_part(e.entry_key, '|', 3), 'office', split_part(e.entry_key, '|', 1)),
        'DEATH|' || e.entry_key, d.entry_digest,
        coalesce(p.permanent, p.temporary, p.residing, p.birth_registration), d.reported_by,
        d.reported_by, d.reported_at, d.reported_at
    from death d join death_by_entry e using (death_id) join person p using (person_id);
insert into act_by_entry (entry_key, act_id)
    select entry_key, act_id from act where entry_key is not null;

-- Calls to id-number-service that an act leads to: made after the commit, repeated until they are
-- answered. The task is the request id there, so a repeated call takes effect once.
create table number_task (
    task_id    uuid        not null primary key,
    -- One person's tasks are done in their order.
    place      bigint      not null generated always as identity,
    person_id  uuid        not null,
    -- None: id-number-service told that something changed there.
    act_id     uuid,
    command    text        not null check (command in ('suspend', 'reinstate', 'cancel', 'restore',
                               'reestablish', 'revert', 'refresh')),
    request    jsonb       not null,
    state      text        not null check (state in ('OPEN', 'DONE', 'REFUSED')),
    -- The number that was given.
    number     text        check (number ~ '^[0-9]{12}$'),
    -- Why it was refused, or could not be asked the last time.
    problem    text,
    attempts   integer     not null default 0 check (attempts >= 0),
    created_at timestamptz not null,
    next_at    timestamptz not null,
    done_at    timestamptz
);
create index number_task_open on number_task (person_id, place) where state = 'OPEN';
create index number_task_due on number_task (next_at) where state = 'OPEN';
create index number_task_act on number_task (act_id);

-- Reviews of what was not imported have no line of a file; a decision that needs a second officer
-- waits for the act that it led to.
alter table review_case alter column import_id drop not null;
alter table review_case alter column line drop not null;
alter table review_case add column act_id uuid;
