-- The number that is printed on a card from before the launch stands with the card too: when a
-- number is in force no more, the card that shows it is found by its holder.
alter table card add column shown_number text check (shown_number ~ '^[0-9]{12}$|^[0-9]{9}$');

update card c set shown_number = n.number
from card_number n
where n.person_id = c.person_id and n.card_id = c.card_id and c.origin = 'EARLIER';

alter table card add check ((origin = 'EARLIER') = (shown_number is not null));

create trigger card_shown_number_immutable before update of shown_number on card
    for each row execute function refuse_change_of_issued_facts();
