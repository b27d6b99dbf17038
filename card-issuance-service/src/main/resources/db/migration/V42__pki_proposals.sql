-- What is done to signers is proposed by one officer and decided by another.
create table pki_proposal (
    proposal_id    uuid        primary key default uuidv7(),
    command        text        not null check (command in
        ('ISSUE_COUNTRY_SIGNER', 'ISSUE_SIGNER', 'REVOKE_SIGNER', 'ISSUE_CRL')),
    kind           text        check (kind in
        ('DOCUMENT_SIGNER', 'MASTER_LIST_SIGNER', 'JOB_SIGNER')),
    certificate_id uuid        references signing_certificate,
    reason         text        check (reason in
        ('KEY_COMPROMISE', 'SUPERSEDED', 'CESSATION_OF_OPERATION')),
    evidence       text        not null check (length(evidence) between 1 and 500),
    state          text        not null check (state in ('PROPOSED', 'APPROVED', 'REFUSED')),
    proposed_by    text        not null,
    proposed_at    timestamptz not null,
    decided_by     text        check (decided_by <> proposed_by),
    decided_at     timestamptz,
    note           text        check (length(note) <= 500),
    -- The certificate that came of it.
    issued         uuid        references signing_certificate,
    check ((command = 'ISSUE_SIGNER') = (kind is not null)),
    check ((command = 'REVOKE_SIGNER') = (certificate_id is not null)),
    check ((command = 'REVOKE_SIGNER') = (reason is not null)),
    check ((state = 'PROPOSED') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    check (issued is null or state = 'APPROVED')
);

create unique index one_open_pki_proposal on pki_proposal
    (command, coalesce(kind, ''), coalesce(certificate_id::text, '')) where state = 'PROPOSED';
