-- What follows from facts of the population record.

-- People whose record has changed in a way that may matter to a card. One line for each person:
-- what is read is what the record says now, not what an event once said.
create table fact_question (
    person_id uuid        primary key,
    asked     integer     not null default 1 check (asked > 0),
    attempts  integer     not null default 0 check (attempts >= 0),
    asked_at  timestamptz not null,
    due_at    timestamptz not null
);
create index fact_question_due on fact_question (due_at);

-- Holders who are asked to change their card, once for each card and reason.
create table holder_invitation (
    person_id  uuid        not null,
    reason     text        not null check (reason ~ '^[a-z_]{1,40}$'),
    -- The card that says what the record says no more; the nil id where there is none any more.
    card_id    uuid        not null,
    sequence   integer     not null check (sequence > 0),
    invited_at timestamptz not null,
    primary key (person_id, card_id, reason)
) partition by hash (person_id);

do $$
begin
    for part in 0..7 loop
        execute format('create table holder_invitation_%s partition of holder_invitation'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;
