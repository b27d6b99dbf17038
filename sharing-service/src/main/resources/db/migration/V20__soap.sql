-- Secrets of SOAP users, sealed under a key that is not in this database, and the calls of the last
-- minutes: neither a timestamp nor a request number is used twice, on whichever instance.
CREATE TABLE soap_credential (
    client uuid PRIMARY KEY REFERENCES agency_client,
    purpose text NOT NULL CHECK (char_length(purpose) BETWEEN 1 AND 40),
    secret_sealed bytea NOT NULL CHECK (octet_length(secret_sealed) > 36),
    set_by text NOT NULL,
    set_at timestamptz NOT NULL
);

CREATE TABLE soap_call (
    client uuid NOT NULL REFERENCES agency_client,
    sent_at_ms bigint NOT NULL,
    request_id text NOT NULL CHECK (char_length(request_id) BETWEEN 1 AND 40),
    PRIMARY KEY (client, sent_at_ms),
    UNIQUE (client, request_id)
);
CREATE INDEX soap_call_by_time ON soap_call (sent_at_ms);
