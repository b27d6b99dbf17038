-- What was done with thousands of people at once is few records that name many people, instead of one for each: writing and sealing
-- one for each took as long as giving the numbers. The column has no index: who looks for one person among many reads the records
-- of many (where people @> array[…]), of which there is one for each thousand people.
alter table audit_record add column people uuid[];
alter table audit_record add constraint audit_record_one_or_many check (person_id is null or people is null) not valid;
