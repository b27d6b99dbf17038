package vn.dancu.sharing.agreements;

import vn.dancu.platform.security.Caller;

/**
 * Who is at work on agreements: a person where the token names one, so that two can be told apart.
 */
final class Administrator {
    private Administrator() {}

    static String of(Caller caller) {
        String officer = caller.officer();
        return officer == null ? caller.subject() : officer;
    }
}
