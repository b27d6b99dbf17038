-- A client changes its secret when it can: until a recorded time the one before is believed too.
alter table soap_credential add column earlier_sealed bytea check (octet_length(earlier_sealed) > 36);
alter table soap_credential add column earlier_until timestamptz;
alter table soap_credential add constraint earlier_secret_ends
    check ((earlier_sealed is null) = (earlier_until is null)) not valid;

-- Public halves of the keys that sign answers and receipts. A key that is followed by another one stays
-- listed for as long as what it signed is to be checked.
create table signing_key (
    kid text primary key check (kid ~ '^[A-Za-z0-9_-]{43}$'),
    jwk text not null check (char_length(jwk) <= 1000),
    first_used_at timestamptz not null,
    superseded_at timestamptz check (superseded_at >= first_used_at)
);
