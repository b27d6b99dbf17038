-- What was asked and answered, by keyed digests (contracts/sharing/proofs.md). Instances of the release before
-- write none.
alter table access_record
    add column request_digest bytea,
    add column answer_digest bytea,
    add column digest_key text;
alter table access_record add constraint digests_are_whole check (
    (request_digest is null) = (digest_key is null)
    and (answer_digest is null) = (digest_key is null)
    and octet_length(request_digest) = 32 and octet_length(answer_digest) = 32
    and digest_key ~ '^[0-9a-f]{16}$') not valid;
