-- The life of a card from delivery to destruction, also of cards that were issued before this
-- register was opened ("EARLIER"): of those only what a look-up and a replacement need is kept.

do $$
declare
    rule record;
begin
    -- The rules of V1 on states; they are said again below, for more states.
    for rule in
        select conname from pg_constraint
        where conrelid = 'card'::regclass and contype = 'c'
          and (pg_get_constraintdef(oid) like '%REVOKED%'
            or pg_get_constraintdef(oid) like '%specimen OR%'
            or pg_get_constraintdef(oid) like '%0-9A-HJKMNP-TV-Z%')
    loop
        execute format('alter table card drop constraint %I', rule.conname);
    end loop;
end
$$;

-- The facts of cards do not change, but the state that a replaced card is in has a name now.
update card set state = 'REPLACED' where state = 'REVOKED' and end_reason = 'replaced';

alter table card
    add column origin          text not null default 'ISSUED'
        check (origin in ('ISSUED', 'EARLIER')),
    -- The key id of the document signer that signed the chip.
    add column document_signer text check (length(document_signer) between 1 and 128),
    alter column application_id drop not null,
    alter column serial drop not null,
    alter column facts drop not null,
    alter column mrz drop not null,
    alter column qr drop not null,
    alter column access_number drop not null,
    alter column digest drop not null,
    add constraint card_state_known check (state in ('PRODUCED', 'ACTIVE', 'SUSPENDED', 'LOST',
        'REVOKED', 'EXPIRED', 'REPLACED', 'VOID', 'DESTROYED')),
    add constraint card_in_force_since check (
        case when state in ('PRODUCED', 'VOID') then activated_at is null
             when state = 'DESTROYED' then true
             else activated_at is not null end),
    add constraint card_ended check (
        (state in ('REVOKED', 'EXPIRED', 'REPLACED', 'VOID', 'DESTROYED'))
            = (ended_at is not null)),
    add constraint card_serial_form check (serial ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
    add constraint card_portrait_kept
        check (specimen or portrait is not null or origin = 'EARLIER'),
    add constraint card_issued_here check (
        case origin
            when 'ISSUED' then application_id is not null and serial is not null
                and facts is not null and mrz is not null and qr is not null
                and access_number is not null and digest is not null
            else application_id is null and facts is null and mrz is null and qr is null
                and access_number is null and digest is null and document_signer is null
        end);

-- A person has one card that is, or may again be, in force.
drop index one_active_card;
create unique index one_living_card on card (person_id)
    where state in ('ACTIVE', 'SUSPENDED', 'LOST');
-- What the daily jobs and the list of revoked cards read.
create index card_expiry on card (expires_on, card_id) where state in ('ACTIVE', 'SUSPENDED', 'LOST');
create index card_listed on card (serial, expires_on)
    where state in ('SUSPENDED', 'LOST', 'REVOKED', 'REPLACED', 'VOID', 'DESTROYED');
create index card_signed_by on card (document_signer, card_id);

-- The same table as in model.CardCommand; a test compares them pair by pair.
create function card_state_follows(before text, after text) returns boolean
    language sql immutable as $$
    select (before, after) in (
        ('PRODUCED', 'ACTIVE'), ('PRODUCED', 'VOID'),
        ('ACTIVE', 'SUSPENDED'), ('SUSPENDED', 'ACTIVE'),
        ('ACTIVE', 'LOST'), ('SUSPENDED', 'LOST'), ('LOST', 'ACTIVE'),
        ('ACTIVE', 'REVOKED'), ('SUSPENDED', 'REVOKED'), ('LOST', 'REVOKED'),
        ('ACTIVE', 'EXPIRED'), ('SUSPENDED', 'EXPIRED'), ('LOST', 'EXPIRED'),
        ('ACTIVE', 'REPLACED'), ('SUSPENDED', 'REPLACED'), ('LOST', 'REPLACED'),
        ('EXPIRED', 'REPLACED'),
        ('REVOKED', 'DESTROYED'), ('EXPIRED', 'DESTROYED'), ('REPLACED', 'DESTROYED'),
        ('VOID', 'DESTROYED'))
$$;

create function refuse_illegal_card_state() returns trigger language plpgsql as $$
begin
    if new.state <> old.state and not card_state_follows(old.state, new.state) then
        raise exception 'a card does not go from % to %', old.state, new.state
            using errcode = 'check_violation';
    end if;
    if new.version <> old.version + 1 then
        raise exception 'each step of a card has a version' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger card_state_rules before update of state on card
    for each row execute function refuse_illegal_card_state();

-- Each step: who, why, on what evidence. Written once.
create table card_step (
    person_id      uuid        not null,
    card_id        uuid        not null,
    version        integer     not null check (version > 0),
    command        text        not null,
    state          text        not null,
    at             timestamptz not null,
    reason         text        not null check (reason ~ '^[a-z0-9_]{1,60}$'),
    evidence       text        check (length(evidence) <= 500),
    officer        text        not null,
    second_officer text        check (second_officer <> officer),
    primary key (person_id, card_id, version),
    foreign key (person_id, card_id) references card,
    -- What needs two officers has two, unless a fact of the record did it.
    check (command not in ('REINSTATE', 'RECOVER') or second_officer is not null)
) partition by hash (person_id);

-- The card of a number and day of issue, for who relies on what is printed.
create table card_number (
    number    text not null check (number ~ '^[0-9]{12}$|^[0-9]{9}$'),
    issued_on date not null,
    person_id uuid not null,
    card_id   uuid not null,
    primary key (number, issued_on, card_id)
);

insert into card_number (number, issued_on, person_id, card_id)
select facts ->> 'number', issued_on, person_id, card_id from card;

do $$
begin
    for part in 0..7 loop
        execute format('create table card_step_%s partition of card_step'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;

create trigger card_step_kept before update or delete on card_step
    for each row execute function refuse_change_of_issued_facts();

-- What one officer proposes and another decides.
create table card_proposal (
    proposal_id uuid        primary key default uuidv7(),
    person_id   uuid        not null,
    card_id     uuid        not null,
    command     text        not null check (command in ('REINSTATE', 'RECOVER', 'REVOKE')),
    reason      text        not null,
    evidence    text        not null check (length(evidence) between 1 and 500),
    state       text        not null default 'PROPOSED'
        check (state in ('PROPOSED', 'APPROVED', 'REFUSED', 'WITHDRAWN')),
    proposed_by text        not null,
    proposed_at timestamptz not null,
    decided_by  text,
    decided_at  timestamptz,
    note        text        check (length(note) <= 500),
    province    text        not null,
    district    text,
    commune     text,
    check ((state = 'PROPOSED') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    check (state not in ('APPROVED', 'REFUSED') or decided_by <> proposed_by)
);
create unique index one_open_card_proposal on card_proposal (card_id) where state = 'PROPOSED';
create index card_proposal_work on card_proposal (state, proposal_id);
