-- What X-Road said of each message that was let in, before it was answered; kept like the access record.
CREATE TABLE xroad_message (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    correlation_id text NOT NULL,
    security_server text NOT NULL CHECK (char_length(security_server) <= 60),
    agency_code text NOT NULL REFERENCES agency,
    client text NOT NULL CHECK (char_length(client) <= 255),
    message_id text NOT NULL CHECK (char_length(message_id) <= 100),
    user_id text CHECK (char_length(user_id) <= 40),
    issue text CHECK (char_length(issue) <= 255),
    represented_party text CHECK (char_length(represented_party) <= 255),
    service text CHECK (char_length(service) <= 255),
    transfer_id text CHECK (char_length(transfer_id) <= 255),
    request_hash text CHECK (char_length(request_hash) <= 255)
);
CREATE INDEX xroad_message_by_correlation ON xroad_message (correlation_id);
CREATE TRIGGER xroad_message_is_append_only BEFORE UPDATE OR DELETE ON xroad_message
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_access_record();
CREATE TRIGGER xroad_message_is_not_truncated BEFORE TRUNCATE ON xroad_message
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access_record();
DO $$
BEGIN
    REVOKE UPDATE, DELETE, TRUNCATE ON xroad_message FROM CURRENT_USER;
END
$$;
