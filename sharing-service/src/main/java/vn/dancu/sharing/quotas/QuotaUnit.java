package vn.dancu.sharing.quotas;

import vn.dancu.sharing.model.Quota;

/** The windows in which a quota is counted. */
enum QuotaUnit {
    SECOND,
    /** A day of Vietnam. */
    DAY;

    int limit(Quota quota) {
        return switch (this) {
            case SECOND -> quota.perSecond();
            case DAY -> quota.perDay();
        };
    }
}
