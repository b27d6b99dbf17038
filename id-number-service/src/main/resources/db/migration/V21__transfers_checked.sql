-- Reads the table, and keeps neither readers nor writers out.
alter table life validate constraint life_command_check;
