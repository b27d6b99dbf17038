-- Households and residences follow a merge of two records, and its undoing. Columns without a value for
-- the rows that are there: nothing is rewritten and nobody waits.

alter table household_member
    -- Of a record that was merged: the record that goes on and has its place in the household.
    add column taken_by                uuid,
    -- Of the record that goes on: the merged one whose place it has, and what it was to the head
    -- before; nothing if it was no member.
    add column taken_from              uuid,
    add column prior_relationship      text check (prior_relationship ~ '^[0-9]{2}$'),
    add column prior_relationship_text text
        check (char_length(prior_relationship_text) between 1 and 50);

-- The merged record whose period this was.
alter table residence add column taken_from uuid;
