-- Production runs: which cards are made together, for which machine, and what became of each.

create table production_machine (
    machine_id   text        primary key check (machine_id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    certificate  bytea       not null,
    enrolled_by  text        not null,
    enrolled_at  timestamptz not null,
    withdrawn_at timestamptz
);

create table production_run (
    run_id           uuid        primary key,
    version          integer     not null check (version > 0),
    state            text        not null check (state in
        ('PREPARING', 'READY', 'CLOSED', 'RECALLED')),
    machine_id       text        not null references production_machine,
    province         text        check (province ~ '^[0-9]{2}$'),
    asked            integer     not null check (asked between 1 and 50000),
    -- How far the applications were looked through.
    looked_to        uuid,
    terminal_public  bytea       not null,
    -- Opens what chips give to entitled terminals only; destroyed when the run is over.
    terminal_private bytea,
    created_by       text        not null,
    created_at       timestamptz not null,
    ready_at         timestamptz,
    ended_at         timestamptz,
    ended_by         text,
    recall_reason    text        check (length(recall_reason) <= 500),
    check ((state in ('CLOSED', 'RECALLED')) = (terminal_private is null)),
    check ((state in ('CLOSED', 'RECALLED')) = (ended_at is not null)),
    check ((state = 'RECALLED') = (recall_reason is not null))
);

create index production_run_open on production_run (created_at) where state = 'PREPARING';

-- The key that opens the lines of a segment, wrapped for the machine: nobody here can unwrap it.
create table production_segment (
    run_id  uuid    not null references production_run,
    segment integer not null check (segment > 0),
    key     bytea   not null,
    primary key (run_id, segment)
);

-- One line is one card and, once it is written, one chip.
create table production_line (
    run_id         uuid        not null references production_run,
    line           integer     not null check (line between 1 and 50000),
    application_id uuid        not null,
    person_id      uuid        not null,
    card_id        uuid        unique,
    state          text        not null check (state in
        ('TAKEN', 'MADE', 'DROPPED', 'READ_BACK', 'SPOILT', 'RECALLED')),
    segment        integer,
    -- All of the card, its private keys too, sealed for the machine; destroyed after read-back.
    sealed         bytea,
    challenge      bytea,
    -- What data group 13 must say, without saying it.
    national_digest bytea      check (octet_length(national_digest) = 32),
    signer_id      uuid,
    chip_serial    text        unique,
    signer_serial  text,
    reason         text,
    changed_at     timestamptz not null,
    primary key (run_id, line),
    unique (run_id, application_id),
    foreign key (run_id, segment) references production_segment,
    check ((state = 'MADE') = (sealed is not null)),
    check ((state in ('TAKEN', 'DROPPED')) <= (chip_serial is null)),
    check ((state in ('MADE', 'READ_BACK')) <=
        (card_id is not null and signer_id is not null and segment is not null
            and challenge is not null and national_digest is not null)),
    check ((state = 'READ_BACK') <= (chip_serial is not null and signer_serial is not null)),
    check ((state in ('DROPPED', 'SPOILT')) <= (reason is not null))
);

create index production_line_work on production_line (run_id, line) where state = 'TAKEN';
-- An application is in one run at a time.
create unique index one_open_line on production_line (application_id)
    where state in ('TAKEN', 'MADE');

-- The blank cards: each has one state, and the stock is the sum of them.
create table blank_card (
    chip_serial text        primary key check (chip_serial ~ '^[0-9A-Z]{8,32}$'),
    delivery    text        not null check (length(delivery) between 1 and 80),
    state       text        not null check (state in ('IN_STOCK', 'ISSUED', 'SPOILT')),
    run_id      uuid,
    line        integer,
    changed_at  timestamptz not null,
    check ((state = 'IN_STOCK') <= (run_id is null)),
    check ((state = 'ISSUED') <= (run_id is not null)),
    foreign key (run_id, line) references production_line
);

create table blank_stock (
    one      boolean primary key default true check (one),
    received bigint  not null check (received >= 0),
    in_stock bigint  not null check (in_stock >= 0),
    issued   bigint  not null check (issued >= 0),
    spoilt   bigint  not null check (spoilt >= 0),
    constraint each_blank_is_accounted_for check (received = in_stock + issued + spoilt)
);

insert into blank_stock (received, in_stock, issued, spoilt) values (0, 0, 0, 0);

create function count_received_blanks() returns trigger language plpgsql as $$
begin
    if exists (select 1 from fresh where state <> 'IN_STOCK') then
        raise exception 'a blank comes into stock first' using errcode = 'check_violation';
    end if;
    update blank_stock s
    set received = s.received + n.total, in_stock = s.in_stock + n.total
    from (select count(*) as total from fresh) n;
    return null;
end
$$;

create function count_used_blanks() returns trigger language plpgsql as $$
begin
    -- Nothing comes back: stock to issued or spoilt, issued to spoilt.
    if exists (
        select 1 from before b join after a using (chip_serial)
        where (b.state, a.state) not in (('IN_STOCK', 'ISSUED'), ('IN_STOCK', 'SPOILT'),
            ('ISSUED', 'SPOILT')) or a.delivery <> b.delivery)
        or (select count(*) from before) <>
            (select count(*) from before b join after a using (chip_serial)) then
        raise exception 'a blank does not come back' using errcode = 'check_violation';
    end if;
    update blank_stock s
    set in_stock = s.in_stock - n.left_stock, issued = s.issued + n.issued,
        spoilt = s.spoilt + n.spoilt
    from (
        select count(*) filter (where b.state = 'IN_STOCK') as left_stock,
            count(*) filter (where a.state = 'ISSUED')
                - count(*) filter (where b.state = 'ISSUED') as issued,
            count(*) filter (where a.state = 'SPOILT') as spoilt
        from before b join after a using (chip_serial)) n;
    return null;
end
$$;

create trigger blanks_received after insert on blank_card
    referencing new table as fresh for each statement execute function count_received_blanks();

create trigger blanks_used after update on blank_card
    referencing old table as before new table as after
    for each statement execute function count_used_blanks();

create trigger blank_kept before delete on blank_card
    for each row execute function refuse_change_of_issued_facts();

-- What must not happen in a factory, and did.
create table production_incident (
    incident_id uuid        primary key,
    kind        text        not null check (kind in
        ('SECOND_RESULT', 'BLANK_UNKNOWN', 'BLANK_USED', 'READ_BACK_FAILED')),
    run_id      uuid        not null,
    line        integer     not null,
    chip_serial text        not null check (length(chip_serial) <= 40),
    detail      text        not null check (length(detail) <= 500),
    reported_by text        not null,
    at          timestamptz not null,
    foreign key (run_id, line) references production_line
);

create index production_incident_time on production_incident (at, incident_id);
