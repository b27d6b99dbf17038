-- Checks the rows from before; reading and writing go on meanwhile.
alter table person validate constraint person_number_status_known;
alter table person validate constraint person_number_where_given;
alter table person validate constraint person_closed_known;
alter table person validate constraint person_merged_into;
alter table person validate constraint person_not_its_survivor;
alter table person validate constraint person_protected_or_absent;
alter table person validate constraint person_further_object;
alter table person_version validate constraint person_version_annuls_earlier;
alter table person_version validate constraint person_version_protection_known;
