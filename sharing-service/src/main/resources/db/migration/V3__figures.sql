-- How each agency uses the service, by hours: counts and times, nothing of a person.
CREATE TABLE agency_figure (
    agency_code text NOT NULL CHECK (char_length(agency_code) BETWEEN 1 AND 35),
    hour timestamptz NOT NULL,
    operation text NOT NULL,
    outcome text NOT NULL CHECK (outcome ~ '^[a-z_]{1,40}$'),
    accesses bigint NOT NULL CHECK (accesses > 0),
    micros bigint NOT NULL CHECK (micros >= 0),
    -- how many took up to 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 3000 ms, and longer
    buckets bigint[] NOT NULL CHECK (cardinality(buckets) = 12),
    PRIMARY KEY (agency_code, hour, operation, outcome)
);
