-- A correction that says what is right, with a paper, is an act in population-service from the first moment: its id
-- stands in reference while it waits there.
alter table correction_request add column forwarded boolean not null default false;
alter table correction_request add constraint forwarded_is_an_act
    check (not forwarded or reference is not null) not valid;
create index correction_request_waits_here on correction_request (id) where state = 'OPEN' and not forwarded;
