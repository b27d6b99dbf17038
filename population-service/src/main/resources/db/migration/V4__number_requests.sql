-- Requests for numbers that are not answered yet. Topics forget after a day; this does not: what
-- stays unanswered is asked again. Asking twice is harmless, since a person id gets one number.
create table number_request (
    person_id uuid        not null primary key,
    asked_at  timestamptz not null
);
create index number_request_asked_at on number_request (asked_at);
