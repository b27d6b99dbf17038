-- Exports of many people for an agency. What lies here can be read by the agency alone.
CREATE TABLE agency_key (
    agency_code text PRIMARY KEY REFERENCES agency,
    jwk text NOT NULL CHECK (char_length(jwk) <= 4000),
    thumbprint text NOT NULL,
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL
);

CREATE TABLE export_job (
    id uuid PRIMARY KEY,
    agency_code text NOT NULL REFERENCES agency,
    client_kind text NOT NULL,
    client_id text NOT NULL,
    officer text,
    procedure text NOT NULL,
    purpose text NOT NULL,
    request_id text,
    fields text[] NOT NULL CHECK (cardinality(fields) >= 1),
    province text NOT NULL CHECK (province ~ '^[0-9]{2}$'),
    district text CHECK (district ~ '^[0-9]{3}$'),
    commune text CHECK (commune ~ '^[0-9]{5}$'),
    jwk text NOT NULL,
    state text NOT NULL CHECK (state IN ('RUNNING', 'COMPLETE', 'FAILED', 'EXPIRED')),
    failure text CHECK (failure ~ '^[a-z_]{1,40}$'),
    -- the last person that was looked at: where to go on after a kill
    cursor uuid,
    parts int NOT NULL DEFAULT 0,
    people bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    manifest text,
    leased_until timestamptz NOT NULL,
    lease uuid,
    CHECK ((state = 'FAILED') = (failure IS NOT NULL)),
    CHECK ((state IN ('COMPLETE', 'EXPIRED')) = (manifest IS NOT NULL)),
    CHECK ((state = 'RUNNING') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX export_job_running ON export_job (agency_code) WHERE state = 'RUNNING';
CREATE INDEX export_job_of_agency ON export_job (agency_code, id);

CREATE TABLE export_part (
    job_id uuid NOT NULL REFERENCES export_job,
    n int NOT NULL CHECK (n >= 1),
    people int NOT NULL CHECK (people >= 1),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    content bytea NOT NULL,
    PRIMARY KEY (job_id, n)
);
ALTER TABLE export_part ALTER content SET STORAGE EXTERNAL;
