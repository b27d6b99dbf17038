-- Requests of the OSIA interface, whose ids their clients choose.
create table osia_request (
    client_id      text        not null,
    request_id     text        not null check (length(request_id) between 1 and 100),
    application_id uuid        not null unique,
    person_id      uuid        not null,
    profile_id     text        not null,
    request_type   text        not null,
    priority       integer     not null check (priority between 0 and 9),
    made_at        timestamptz not null,
    primary key (client_id, request_id)
);
