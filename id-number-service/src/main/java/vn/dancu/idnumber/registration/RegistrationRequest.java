package vn.dancu.idnumber.registration;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.ledger.ItemRules;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;

/** A batch of items that have numbers already. */
record RegistrationRequest(@Nullable UUID requestId, @Nullable List<@Nullable Item> items) {
    /**
     * @param itemId the person's internal id
     * @param number twelve digits
     */
    record Item(@Nullable UUID itemId, @Nullable String number) {}

    List<Registration> read(int maxItems) {
        return ItemRules.read(requestId, items, maxItems, RegistrationRequest::read);
    }

    private static @Nullable Registration read(Item item, ItemRules.Fields fields) {
        UUID itemId = item.itemId();
        String number = item.number();
        fields.present("itemId", itemId);
        fields.present("number", number);
        if (itemId == null || number == null) {
            return null;
        }
        fields.first(itemId);
        try {
            return new Registration(itemId, new PersonalIdNumber(number));
        } catch (InvalidValueException e) {
            fields.broken(e);
            return null;
        }
    }
}
