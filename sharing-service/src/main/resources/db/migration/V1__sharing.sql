-- Agencies, agreements and the access record. The database repeats the rules of the model.

CREATE TABLE agency (
    code text PRIMARY KEY CHECK (char_length(code) BETWEEN 1 AND 35),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL
);

CREATE TABLE agreement (
    id uuid PRIMARY KEY,
    agency_code text NOT NULL REFERENCES agency,
    created_at timestamptz NOT NULL,
    UNIQUE (id, agency_code)
);
CREATE INDEX agreement_of_agency ON agreement (agency_code, id);

-- Terms never change; an amendment is a new version, and every version is kept.
CREATE TABLE agreement_version (
    agreement_id uuid NOT NULL REFERENCES agreement,
    version int NOT NULL CHECK (version >= 1),
    state text NOT NULL CHECK (state IN ('DRAFT', 'APPROVED', 'ACTIVE', 'SUSPENDED', 'ENDED')),
    revision int NOT NULL CHECK (revision >= 1),
    legal_basis text NOT NULL CHECK (char_length(legal_basis) BETWEEN 1 AND 500),
    purposes text[] NOT NULL CHECK (cardinality(purposes) BETWEEN 1 AND 20),
    valid_from date NOT NULL,
    valid_to date NOT NULL CHECK (valid_to >= valid_from),
    operations text[] NOT NULL CHECK (cardinality(operations) >= 1),
    -- null: open, the agency answers for its officers itself
    officers text[] CHECK (cardinality(officers) BETWEEN 1 AND 1000),
    quota_day int NOT NULL CHECK (quota_day >= 1),
    quota_second int NOT NULL CHECK (quota_second >= 1),
    authored_by text NOT NULL,
    authored_at timestamptz NOT NULL,
    approved_by text,
    approved_at timestamptz,
    PRIMARY KEY (agreement_id, version),
    CONSTRAINT second_administrator CHECK (approved_by <> authored_by),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (state IN ('DRAFT', 'ENDED') OR approved_by IS NOT NULL)
);
CREATE UNIQUE INDEX agreement_version_in_force ON agreement_version (agreement_id)
    WHERE state IN ('ACTIVE', 'SUSPENDED');
CREATE UNIQUE INDEX agreement_version_in_preparation ON agreement_version (agreement_id)
    WHERE state IN ('DRAFT', 'APPROVED');

CREATE TABLE agreement_procedure (
    agreement_id uuid NOT NULL,
    version int NOT NULL,
    procedure text NOT NULL CHECK (char_length(procedure) BETWEEN 1 AND 20),
    fields text[] NOT NULL,
    PRIMARY KEY (agreement_id, version, procedure),
    FOREIGN KEY (agreement_id, version) REFERENCES agreement_version
);

-- One agreement in force for a procedure of an agency, so that a decision has one source and one quota.
CREATE TABLE procedure_in_force (
    agency_code text NOT NULL,
    procedure text NOT NULL,
    agreement_id uuid NOT NULL,
    PRIMARY KEY (agency_code, procedure),
    FOREIGN KEY (agreement_id, agency_code) REFERENCES agreement (id, agency_code)
);
CREATE INDEX procedure_in_force_of_agreement ON procedure_in_force (agreement_id);

CREATE TABLE agreement_transition (
    agreement_id uuid NOT NULL,
    version int NOT NULL,
    revision int NOT NULL,
    command text NOT NULL CHECK (command IN ('APPROVE', 'ACTIVATE', 'SUSPEND', 'END', 'REPLACE')),
    from_state text NOT NULL,
    to_state text NOT NULL,
    administrator text NOT NULL,
    reason text CHECK (char_length(reason) BETWEEN 1 AND 500),
    at timestamptz NOT NULL,
    PRIMARY KEY (agreement_id, version, revision),
    FOREIGN KEY (agreement_id, version) REFERENCES agreement_version
);

-- What instances have leased of each quota in the window that is running.
CREATE TABLE quota_window (
    agreement_id uuid NOT NULL REFERENCES agreement,
    unit text NOT NULL CHECK (unit IN ('DAY', 'SECOND')),
    starts_at timestamptz NOT NULL,
    leased bigint NOT NULL CHECK (leased >= 0),
    PRIMARY KEY (agreement_id, unit)
) WITH (fillfactor = 50);

-- Append-only. shard is the person where the person is known, so that all accesses to one person lie
-- together and the table can be distributed; where nobody was found it is the record itself.
CREATE TABLE access_record (
    shard uuid NOT NULL,
    -- uuidv7: ordered by time, newest last
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    agency_code text NOT NULL,
    client_id text NOT NULL,
    officer text,
    procedure text NOT NULL,
    purpose text NOT NULL,
    operation text NOT NULL,
    fields text[] NOT NULL,
    outcome text NOT NULL CHECK (outcome ~ '^[a-z_]{1,40}$'),
    agreement_id uuid,
    agreement_version int,
    person_id uuid,
    correlation_id text NOT NULL,
    PRIMARY KEY (shard, id),
    CHECK (shard = coalesce(person_id, id)),
    CHECK ((agreement_id IS NULL) = (agreement_version IS NULL))
) PARTITION BY HASH (shard);

CREATE FUNCTION refuse_change_of_access_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an access record is never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER access_record_is_append_only BEFORE UPDATE OR DELETE ON access_record
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_access_record();
CREATE TRIGGER access_record_is_not_truncated BEFORE TRUNCATE ON access_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_record();

-- Partitions get row triggers from their parent, but statement triggers and privileges of their own.
DO $$
BEGIN
    REVOKE UPDATE, DELETE, TRUNCATE ON access_record FROM CURRENT_USER;
    FOR i IN 0..7 LOOP
        EXECUTE format(
            'CREATE TABLE access_record_%s PARTITION OF access_record'
            ' FOR VALUES WITH (MODULUS 8, REMAINDER %s)', i, i);
        EXECUTE format(
            'CREATE TRIGGER access_record_is_not_truncated BEFORE TRUNCATE ON access_record_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_record()', i);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON access_record_%s FROM CURRENT_USER', i);
    END LOOP;
END
$$;
