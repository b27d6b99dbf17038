-- Reads the table, and keeps neither readers nor writers out.
alter table number validate constraint number_state_check;
