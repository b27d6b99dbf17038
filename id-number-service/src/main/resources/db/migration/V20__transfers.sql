-- A number that was given or registered to the wrong person goes to its owner, when the agency has
-- decided so (Circular 59/2021 Art 6: nobody keeps a number by error or by a false declaration).
-- The row of the number stays one for ever; only whose it is changes, and life keeps each step.

-- 'transfer' is the step of who loses it, 'receive' that of its owner. Checked for old rows by the
-- next migration, without keeping writers out meanwhile.
alter table life drop constraint life_command_check;
alter table life add constraint life_command_check
    check (command in ('suspend', 'reinstate', 'cancel', 'restore', 'revert', 'reestablish',
        'transfer', 'receive')) not valid;

-- A number may stand in the place of another one, leave it, and stand in the place of a third.
alter table succession drop constraint succession_new_number_key;
create unique index succession_new_in_force on succession (new_number) where annulled_at is null;

alter table proposal drop constraint proposal_kind_check;
alter table proposal add constraint proposal_kind_check
    check (kind in ('cancel', 'reestablish', 'transfer'));
-- whose number it is; of a transfer only
alter table proposal add column owner_item_id uuid;
alter table proposal add check ((kind = 'transfer') = (owner_item_id is not null));
alter table proposal add check (owner_item_id <> item_id);
