-- From a record to those that were merged into it, whom papers name still. Built beside readers and
-- writers, partition by partition, outside a transaction (see the .conf beside this file): a build that was cut off is
-- dropped by hand if it is invalid, and the migration repeated.
create index if not exists person_merged_into on only person (merged_into)
    where merged_into is not null;
create index concurrently if not exists person_0_merged_into on person_0 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_0_merged_into;
create index concurrently if not exists person_1_merged_into on person_1 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_1_merged_into;
create index concurrently if not exists person_2_merged_into on person_2 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_2_merged_into;
create index concurrently if not exists person_3_merged_into on person_3 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_3_merged_into;
create index concurrently if not exists person_4_merged_into on person_4 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_4_merged_into;
create index concurrently if not exists person_5_merged_into on person_5 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_5_merged_into;
create index concurrently if not exists person_6_merged_into on person_6 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_6_merged_into;
create index concurrently if not exists person_7_merged_into on person_7 (merged_into)
    where merged_into is not null;
alter index person_merged_into attach partition person_7_merged_into;
