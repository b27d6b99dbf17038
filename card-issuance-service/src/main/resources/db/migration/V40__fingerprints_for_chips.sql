-- The images for data group 3 lie apart from the templates, under a key of their own: it is
-- destroyed once the card is in its holder's hand, while the template is kept for later checks.
-- Captures from before have no such images; where a card is still to be made they are taken anew.
alter table fingerprint_key
    add column image_wrapped       bytea,
    add column image_destroyed_at  timestamptz,
    add column image_destroyed_why text,
    add check (image_wrapped is null or wrapped is not null),
    add check (image_wrapped is null or image_destroyed_at is null),
    add check ((image_destroyed_at is null) = (image_destroyed_why is null));

create index fingerprint_image_kept on fingerprint_key (capture_id)
    where image_wrapped is not null;

alter table fingerprint_capture
    add column left_image  bytea check (octet_length(left_image) <= 65536),
    add column right_image bytea check (octet_length(right_image) <= 65536),
    -- Taken when the application was approved already: a second officer confirms it in any case.
    add column after_approval boolean not null default false,
    add check (left_image is null or left_finger is not null),
    add check (right_image is null or right_finger is not null);

-- Which capture went into the chip; none where nothing was captured.
alter table production_line
    add column capture_id    uuid,
    add column fingers_digest bytea check (octet_length(fingers_digest) = 32);
-- Until now every chip was written without a fingerprint.
update production_line set fingers_digest = sha256('') where state in ('MADE', 'READ_BACK');
alter table production_line add constraint fingers_are_known
    check ((state in ('MADE', 'READ_BACK')) <= (fingers_digest is not null));

alter table card add column fingers_of uuid;
