-- A death that was registered before acts were kept is an act since V20; the change that it made did
-- not carry its id, so that annulling it would have changed nothing. A few rows, found by their keys.
update person_version v set event_id = d.death_id
    from death d
    where v.person_id = d.person_id and v.cause = 'death_registered' and v.event_id is null;
