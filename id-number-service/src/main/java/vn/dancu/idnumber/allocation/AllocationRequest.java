package vn.dancu.idnumber.allocation;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.ItemRules;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.Sex;

/** A batch of items that need numbers. */
record AllocationRequest(@Nullable UUID requestId, @Nullable List<@Nullable Item> items) {
    /**
     * @param itemId the person's internal id
     * @param prefix three digits of the place of birth registration
     */
    record Item(
            @Nullable UUID itemId,
            @Nullable String prefix,
            @Nullable Sex sex,
            @Nullable Integer birthYear) {}

    List<Allocation> read(int maxItems, GenerationProfile profile) {
        return ItemRules.read(
                requestId, items, maxItems, (item, fields) -> read(item, fields, profile));
    }

    private static @Nullable Allocation read(
            Item item, ItemRules.Fields fields, GenerationProfile profile) {
        UUID itemId = item.itemId();
        String prefix = item.prefix();
        Sex sex = item.sex();
        Integer birthYear = item.birthYear();
        fields.present("itemId", itemId);
        fields.present("prefix", prefix);
        fields.present("sex", sex);
        fields.present("birthYear", birthYear);
        if (itemId == null || prefix == null || sex == null || birthYear == null) {
            return null;
        }
        fields.first(itemId);
        try {
            return new Allocation(itemId, profile.bucket(prefix, sex, birthYear));
        } catch (InvalidValueException e) {
            fields.broken(e);
            return null;
        }
    }
}
