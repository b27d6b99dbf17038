-- Whom an export is about, beyond a territory: birth years, sex, numbers, what changed since. It may name people, so it
-- lies here sealed, and only as long as the export runs.
alter table export_job alter column province drop not null;
alter table export_job add column selection bytea check (octet_length(selection) > 36);
alter table export_job add constraint selection_while_running
    check (selection is null or state = 'RUNNING') not valid;
