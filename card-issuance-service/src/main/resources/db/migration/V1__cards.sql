-- Applications and cards, distributed by the person they are for: the person id is part of each
-- unique and foreign key. What is unique by another value has a table of its own, keyed by it.

create table card_application (
    person_id      uuid        not null,
    application_id uuid        not null,
    version        integer     not null check (version > 0),
    state          text        not null check (state in ('SUBMITTED', 'RETURNED', 'APPROVED',
        'PERSONALISED', 'QUALITY_CHECKED', 'DELIVERED', 'REFUSED', 'WITHDRAWN', 'STOPPED')),
    kind           text        not null check (kind in ('FIRST', 'CHANGE', 'REISSUE')),
    reason         text,
    filed_by       text        not null,
    filed_at       timestamptz not null,
    changed_at     timestamptz not null check (changed_at >= filed_at),
    card_id        uuid,
    -- Where the applicant lives: decides which officers may act.
    province       text        not null check (province ~ '^[0-9]{2}$'),
    district       text        check (district ~ '^[0-9]{3}$'),
    commune        text        check (commune ~ '^[0-9]{5}$'),
    -- What the card will say, as the record said it when the application was filed.
    facts          jsonb       not null,
    features       text        check (length(features) <= 80),
    portrait       bytea       check (octet_length(portrait) <= 524288),
    primary key (person_id, application_id),
    check ((kind = 'FIRST') = (reason is null)),
    check ((state in ('PERSONALISED', 'QUALITY_CHECKED', 'DELIVERED')) <= (card_id is not null)),
    check ((state in ('SUBMITTED', 'RETURNED', 'APPROVED', 'REFUSED', 'WITHDRAWN'))
        <= (card_id is null))
) partition by hash (person_id);

-- Nobody has two applications under way.
create unique index one_open_application on card_application (person_id)
    where state in ('SUBMITTED', 'RETURNED', 'APPROVED', 'PERSONALISED', 'QUALITY_CHECKED');
-- Work lists: keyset pages by the time-ordered id.
create index card_application_work on card_application (state, application_id);

create table application_person (
    application_id uuid primary key,
    person_id      uuid not null
);

-- Who did what, when: written once, with each transition.
create table application_step (
    person_id      uuid        not null,
    application_id uuid        not null,
    version        integer     not null check (version > 0),
    command        text        not null,
    state          text        not null,
    at             timestamptz not null,
    officer        text        not null,
    note           text        check (length(note) <= 500),
    primary key (person_id, application_id, version),
    foreign key (person_id, application_id) references card_application
) partition by hash (person_id);

create table card (
    person_id      uuid        not null,
    card_id        uuid        not null,
    application_id uuid        not null,
    version        integer     not null check (version > 0),
    state          text        not null check (state in ('PRODUCED', 'ACTIVE', 'REVOKED', 'VOID')),
    serial         text        not null check (serial ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
    issued_on      date        not null,
    expires_on     date        check (expires_on > issued_on),
    activated_at   timestamptz,
    ended_at       timestamptz,
    end_reason     text,
    province       text        not null,
    district       text,
    commune        text,
    -- All that is printed and stored, as issued.
    facts          jsonb       not null,
    features       text,
    specimen       boolean     not null,
    mrz            text        not null check (mrz ~ '^[A-Z0-9<]{30}\n[A-Z0-9<]{30}\n[A-Z0-9<]{30}$'),
    qr             text        not null,
    access_number  text        not null check (access_number ~ '^[0-9]{6}$'),
    portrait       bytea,
    digest         bytea       not null check (octet_length(digest) = 32),
    primary key (person_id, card_id),
    foreign key (person_id, application_id) references card_application,
    check ((state in ('ACTIVE', 'REVOKED')) = (activated_at is not null)),
    check ((state in ('REVOKED', 'VOID')) = (ended_at is not null)),
    check ((ended_at is null) = (end_reason is null)),
    check (specimen or portrait is not null)
) partition by hash (person_id);

-- One card in force for each person (Law 59/2014: a new card voids the old one).
create unique index one_active_card on card (person_id) where state = 'ACTIVE';
create index card_application_of on card (person_id, application_id);

create table card_person (
    card_id   uuid primary key,
    person_id uuid not null
);

create table card_serial (
    serial    text primary key,
    person_id uuid not null,
    card_id   uuid not null
);

do $$
begin
    for part in 0..7 loop
        execute format('create table card_application_%s partition of card_application'
            ' for values with (modulus 8, remainder %s)', part, part);
        execute format('create table application_step_%s partition of application_step'
            ' for values with (modulus 8, remainder %s)', part, part);
        execute format('create table card_%s partition of card'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;

-- What was issued never changes: a mistake is mended by another card.
create function refuse_change_of_issued_facts() returns trigger language plpgsql as $$
begin
    raise exception 'the facts of an issued card do not change' using errcode = 'check_violation';
end
$$;

create trigger card_facts_immutable
    before update of person_id, card_id, application_id, serial, issued_on, expires_on, facts,
        features, specimen, mrz, qr, access_number, portrait, digest
    on card for each row execute function refuse_change_of_issued_facts();

create trigger card_kept before delete on card
    for each row execute function refuse_change_of_issued_facts();

create trigger step_kept before update or delete on application_step
    for each row execute function refuse_change_of_issued_facts();
