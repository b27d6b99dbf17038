-- What an agency works with: systems, clients, officers. A client is for the sandbox or for the
-- register and never for both, so that a test can never reach a citizen.
CREATE TABLE agency_system (
    agency_code text NOT NULL REFERENCES agency,
    code text NOT NULL CHECK (code ~ '^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (agency_code, code)
);

CREATE TABLE agency_client (
    id uuid PRIMARY KEY,
    agency_code text NOT NULL REFERENCES agency,
    system text,
    kind text NOT NULL CHECK (kind IN ('OAUTH2', 'CERTIFICATE', 'XROAD', 'SOAP')),
    identifier text NOT NULL CHECK (char_length(identifier) BETWEEN 1 AND 255),
    sandbox boolean NOT NULL,
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    FOREIGN KEY (agency_code, system) REFERENCES agency_system,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
-- A client speaks for one agency.
CREATE UNIQUE INDEX agency_client_in_use ON agency_client (kind, identifier)
    WHERE withdrawn_at IS NULL;
CREATE INDEX agency_client_of_agency ON agency_client (agency_code, id);

CREATE TABLE agency_officer (
    agency_code text NOT NULL REFERENCES agency,
    code text NOT NULL CHECK (char_length(code) BETWEEN 1 AND 40),
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    PRIMARY KEY (agency_code, code),
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);

-- Clients that asked until now keep asking.
INSERT INTO agency_client
    (id, agency_code, kind, identifier, sandbox, registered_by, registered_at)
SELECT DISTINCT ON (r.client_id) uuidv7(), r.agency_code, 'OAUTH2', r.client_id, false,
    'migration', now()
FROM access_record r JOIN agency a ON a.code = r.agency_code
WHERE r.agreement_id IS NOT NULL
ORDER BY r.client_id, r.id DESC;

-- The defaults stay: instances of the release before write without these columns.
ALTER TABLE agreement_version
    ADD sandbox boolean NOT NULL DEFAULT false,
    ADD consent_needed boolean NOT NULL DEFAULT false,
    ADD tells_current_if_superseded boolean NOT NULL DEFAULT false,
    ADD tells_date_precision boolean NOT NULL DEFAULT false,
    -- the officers that the agency has registered, whoever they are at the time
    ADD registered_officers boolean NOT NULL DEFAULT false,
    ADD CHECK (NOT registered_officers OR officers IS NULL);

-- A draft is tested before it is approved.
ALTER TABLE agreement_version DROP CONSTRAINT agreement_version_state_check;
ALTER TABLE agreement_version ADD CONSTRAINT agreement_version_state_check
    CHECK (state IN ('DRAFT', 'TESTED', 'APPROVED', 'ACTIVE', 'SUSPENDED', 'ENDED'));
DO $$
DECLARE
    rule text;
BEGIN
    SELECT conname INTO STRICT rule FROM pg_constraint
    WHERE conrelid = 'agreement_version'::regclass AND contype = 'c'
        AND pg_get_constraintdef(oid) LIKE '%''DRAFT''%''ENDED''%approved_by IS NOT NULL%';
    EXECUTE format('ALTER TABLE agreement_version DROP CONSTRAINT %I', rule);
END
$$;
ALTER TABLE agreement_version ADD CONSTRAINT approved_before_in_force
    CHECK (state IN ('DRAFT', 'TESTED', 'ENDED') OR approved_by IS NOT NULL);
DROP INDEX agreement_version_in_preparation;
CREATE UNIQUE INDEX agreement_version_in_preparation ON agreement_version (agreement_id)
    WHERE state IN ('DRAFT', 'TESTED', 'APPROVED');
ALTER TABLE agreement_transition DROP CONSTRAINT agreement_transition_command_check;
ALTER TABLE agreement_transition ADD CONSTRAINT agreement_transition_command_check
    CHECK (command IN ('TEST', 'APPROVE', 'ACTIVATE', 'SUSPEND', 'END', 'REPLACE'));

-- The sandbox stands beside what is in force for the register.
ALTER TABLE procedure_in_force ADD sandbox boolean NOT NULL DEFAULT false;
ALTER TABLE procedure_in_force DROP CONSTRAINT procedure_in_force_pkey;
ALTER TABLE procedure_in_force ADD PRIMARY KEY (agency_code, procedure, sandbox);

-- By which kind of client, for which system and under which number of its own an agency asked.
ALTER TABLE access_record
    ADD client_kind text NOT NULL DEFAULT 'OAUTH2'
        CHECK (client_kind IN ('OAUTH2', 'CERTIFICATE', 'XROAD', 'SOAP')),
    ADD system text CHECK (char_length(system) <= 40),
    ADD request_id text CHECK (char_length(request_id) <= 100),
    ADD sandbox boolean NOT NULL DEFAULT false;
